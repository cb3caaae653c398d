from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from analysis.execution.outcome import Fails, Outcome
from analysis.findings import AnyFinding
from analysis.fixes.edits import Applicability, Fix
from analysis.report.json_report import render
from tests.report.made import ALL, BROKEN, OUTCOMES, UNDEFINED, analysis

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def document(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def test_the_schema_is_itself_sound() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_whole_document() -> None:
    found = document(render(analysis(), seconds=0.1234567))
    VALIDATOR.validate(found)
    assert list(found) == [
        "schema_version",
        "tool",
        "root",
        "python_version",
        "roots",
        "summary",
        "blind_spots",
        "golden_paths",
        "modules",
        "findings",
        "waivers",
        "baseline",
    ]
    assert found["summary"] == {
        "files": 5,
        "modules": 5,
        "classes": 2,
        "imports": 4,
        "findings": {"error": 3, "warning": 3, "info": 0},
        "seconds": 0.123,
        "waived": 0,
        "known": 0,
        "excluded": 0,
    }
    assert found["waivers"] == {"expired": [], "stale": []}
    assert found["baseline"] is None
    assert found["golden_paths"][0] == {
        "name": "web",
        "module": "pkg.a",
        "outcome": "fails",
        "blocked_by": [BROKEN.key],
        "why": "asked for",
    }
    assert found["blind_spots"] == [{"path": "pkg/c.py", "line": 5, "reason": "exec()"}]


def test_import_holds_only_what_its_outcome_has() -> None:
    modules = {entry["name"]: entry for entry in document(render(analysis()))["modules"]}
    assert modules["pkg.b"] == {
        "name": "pkg.b",
        "path": "pkg/b.py",
        "import": {"outcome": "ok"},
    }
    assert modules["pkg.a"]["import"] == {
        "outcome": "fails",
        "error": "ImportError",
        "message": "cannot import name 'helper' from 'pkg.b'",
        "path": "pkg/a.py",
        "line": 3,
        "stack": ["pkg", "pkg.a"],
        "finding": BROKEN.key,
    }
    assert modules["pkg.c"]["import"] == {
        "outcome": "unknown",
        "reason": "exec() at pkg/c.py:5",
    }


def test_findings_keep_their_ranked_order() -> None:
    found = document(render(analysis(findings=reversed(ALL))))
    assert [entry["key"] for entry in found["findings"]] == [
        finding.key for finding in reversed(ALL)
    ]


@pytest.mark.parametrize("finding", ALL, ids=lambda finding: finding.key)
def test_each_rule_stands_in_the_schema(finding: AnyFinding) -> None:
    found = document(render(analysis(findings=[finding])))
    VALIDATOR.validate(found)
    entry = found["findings"][0]
    del entry["data"][next(iter(entry["data"]))]
    with pytest.raises(ValidationError):
        VALIDATOR.validate(found)


def test_the_schema_refuses_an_unknown_rule() -> None:
    found = document(render(analysis(findings=[UNDEFINED])))
    found["findings"][0]["rule"] = "smell"
    with pytest.raises(ValidationError):
        VALIDATOR.validate(found)


def test_the_members_of_a_duplicate_are_objects() -> None:
    found = document(render(analysis()))["findings"][-1]["data"]
    assert found["definitions"][0]["members"] == [
        {"name": "save", "kind": "method", "line": 11, "signature": "(self, key)"}
    ]
    assert found["definitions"][0]["class"] == "Store"


def test_fixes_stand_with_their_finding() -> None:
    fix = Fix(
        id=f"{BROKEN.key}/redirect",
        finding=BROKEN.key,
        kind="redirect",
        title="Import helper from pkg.d",
        rationale="It is defined there.",
        applicability=Applicability.SAFE,
        edits=(),
    )
    found = document(render(analysis(), {BROKEN.key: (fix,)}))
    VALIDATOR.validate(found)
    by_key = {entry["key"]: entry["fixes"] for entry in found["findings"]}
    assert by_key.pop(BROKEN.key) == [
        {
            "id": f"{BROKEN.key}/redirect",
            "title": "Import helper from pkg.d",
            "applicability": "safe",
            "rationale": "It is defined there.",
        }
    ]
    assert set(map(tuple, by_key.values())) == {()}


def test_lone_surrogates_and_markup_are_no_obstacle() -> None:
    failing = OUTCOMES["pkg.a"]
    assert isinstance(failing, Fails)
    failure = failing.failure
    hostile: dict[str, Outcome] = {
        "pkg.a": Fails(
            type(failure)(
                error=failure.error,
                message="No module named '\ud800</script>\x1b[2J'",
                path=failure.path,
                line=failure.line,
                stack=failure.stack,
                cause=failure.cause,
                raised_in=failure.raised_in,
            )
        )
    }
    text = render(analysis(outcomes=hostile, findings=()))
    assert text.isascii()
    assert "\x1b" not in text
    found = document(text)
    VALIDATOR.validate(found)
    message = next(entry for entry in found["modules"] if entry["name"] == "pkg.a")["import"]
    assert message["message"] == "No module named '\ud800</script>\x1b[2J'"
    assert message["finding"] is None
