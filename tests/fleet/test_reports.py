from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from analysis.fleet.engines import Here
from analysis.fleet.job import Repository
from analysis.fleet.run import FleetRun
from analysis.fleet.value import Failure, FleetReport
from analysis.report import fleet_json, fleet_markdown, fleet_text
from tests.fleet.services import DAY, PYTHON, make

GOLDEN = Path(__file__).parent / "golden"
SCHEMA = json.loads((Path(__file__).parents[2] / "docs/fleet-schema.json").read_text("utf-8"))
REPORTS = {"fleet.txt": fleet_text, "fleet.md": fleet_markdown, "fleet.json": fleet_json}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> FleetReport:
    """The services, and one that is not there."""
    fleet = (*make(tmp_path_factory.mktemp("fleet")), Repository("gone", "gone", "/nowhere/gone"))
    made = FleetRun(fleet, Here(), None, PYTHON, cached=False, day=DAY).report()
    return msgspec.structs.replace(
        made,
        repositories=tuple(
            msgspec.structs.replace(each, seconds=0.5) for each in made.repositories
        ),
        python_version=(3, 11),
    )


@pytest.mark.parametrize("name", REPORTS)
def test_the_report_is_the_golden_one(report: FleetReport, name: str) -> None:
    assert REPORTS[name].render(report, 1.25) == (GOLDEN / name).read_text("utf-8")


def test_the_json_fits_its_schema(report: FleetReport) -> None:
    jsonschema.validate(json.loads(fleet_json.render(report, 1.25)), SCHEMA)


HOSTILE = "<b>|`x`\x1b[31m\u202e**[a](javascript:1)"


def hostile(report: FleetReport) -> FleetReport:
    """The same report, with a text of an attacker wherever a repository has one."""
    shared = tuple(
        msgspec.structs.replace(
            each,
            title=HOSTILE,
            message=HOSTILE,
            definitions=tuple(
                msgspec.structs.replace(
                    one, repository=HOSTILE, path=HOSTILE, class_=HOSTILE, only_here=(HOSTILE,)
                )
                for one in each.definitions
            ),
        )
        for each in report.shared_classes
    )
    repositories = tuple(
        msgspec.structs.replace(
            each,
            name=HOSTILE,
            source=HOSTILE,
            findings=tuple(
                msgspec.structs.replace(
                    finding,
                    title=HOSTILE,
                    locations=tuple(
                        msgspec.structs.replace(place, path=HOSTILE) for place in finding.locations
                    ),
                )
                for finding in each.findings
            ),
        )
        for each in report.repositories
    )
    failures = (Failure(HOSTILE, HOSTILE, HOSTILE),)
    return msgspec.structs.replace(
        report, repositories=repositories, failures=failures, shared_classes=shared
    )


@pytest.mark.parametrize("name", REPORTS)
def test_text_of_a_repository_is_never_markup(report: FleetReport, name: str) -> None:
    shown = REPORTS[name].render(hostile(report), 1.25)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    if name == "fleet.md":
        # In a span of code all of it is plain, and in words each mark is escaped.
        outside = [part for line in shown.splitlines() for part in line.split("``")[::2]]
        assert not any("<b>" in part for part in outside)
        rows = [line for line in shown.splitlines() if line.startswith("| ")]
        assert all(line.replace("\\|", "").count("|") == 6 for line in rows)
