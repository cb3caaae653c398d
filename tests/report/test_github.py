from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.findings import AnyFinding, Location, Severity, Standing
from analysis.report import github
from tests.report.made import ALL, BROKEN, CYCLE, DUPLICATE, UNDEFINED, analysis


class Command(msgspec.Struct, frozen=True):
    """A workflow command as the runner understands it."""

    name: str
    properties: dict[str, str]
    data: str


def read(line: str) -> Command | None:
    """What the runner takes a line for; None where it only prints it."""
    line = line.strip()
    if not line.startswith("::"):
        # In the older form a command may stand anywhere in a line.
        return Command("old", {}, line) if "##[" in line else None
    head, _, data = line[2:].partition("::")
    name, _, rest = head.partition(" ")
    pairs = (each.partition("=") for each in rest.split(",") if each)
    return Command(name, {key: unescaped(value) for key, _, value in pairs}, unescaped(data))


def unescaped(text: str) -> str:
    for written, meant in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(written, meant)
    return text


def commands(text: str) -> list[Command]:
    return [found for line in text.splitlines() if (found := read(line)) is not None]


def numbered(finding: AnyFinding, number: int) -> list[AnyFinding]:
    return [msgspec.structs.replace(finding, key=f"{finding.key}{at}") for at in range(number)]


def test_a_mark_stands_at_the_line_it_is_about() -> None:
    text = github.render(analysis(findings=ALL))
    found = commands(text)
    assert [each.name for each in found] == ["error"] * 3 + ["warning"] * 3
    assert found[0].properties == {
        "file": "pkg/a.py",
        "line": "3",
        "title": "pkg.b has no name 'helper'",
    }
    assert found[0].data.splitlines() == [
        "cannot import name 'helper' from 'pkg.b'",
        "Golden paths blocked: web",
        "broken-import, key: broken-import:pkg.b.helper",
    ]
    assert found[1].properties["col"] == "8"
    assert found[-1].properties["endLine"] == "14"
    assert text.splitlines()[-1] == "3 errors, 3 warnings, 0 infos"


def test_paths_count_from_the_repository_that_is_checked_out() -> None:
    found = commands(github.render(analysis(findings=[BROKEN]), beneath="services/web"))
    assert found[0].properties["file"] == "services/web/pkg/a.py"


def test_what_is_known_has_no_mark() -> None:
    standing = Standing(counting=(BROKEN,), known=(CYCLE,), gone=())
    text = github.render(analysis(findings=[BROKEN, CYCLE]), standing=standing)
    assert [each.name for each in commands(text)] == ["error"]
    assert text.splitlines()[-1] == "1 error, 0 warnings, 0 infos, 1 in the baseline"


@pytest.mark.parametrize(
    ("errors", "warnings", "infos", "marks"),
    [
        pytest.param(10, 10, 10, {"error": 10, "warning": 10, "notice": 10}, id="all that fit"),
        pytest.param(11, 2, 0, {"error": 10, "warning": 2, "notice": 1}, id="an error too many"),
        pytest.param(11, 0, 12, {"error": 10, "notice": 10}, id="the notice takes a place"),
    ],
)
def test_no_more_marks_than_are_shown(
    errors: int, warnings: int, infos: int, marks: dict[str, int]
) -> None:
    info = msgspec.structs.replace(DUPLICATE, severity=Severity.INFO)
    findings = numbered(BROKEN, errors) + numbered(CYCLE, warnings) + numbered(info, infos)
    text = github.render(analysis(findings=findings))
    names = [each.name for each in commands(text)]
    assert {name: names.count(name) for name in dict.fromkeys(names)} == marks
    left = len(findings) - sum(marks.values()) + ("no mark" in text)
    told = [line for line in text.splitlines() if re.match(r"(error|info): pkg/a.py:", line)]
    assert len(told) == left
    assert (f"{left} of them have no mark" in text) is (left > 0)


HOSTILE = st.text("ab:,%=[]# \n\r\t\x1b\x85\u2028é", max_size=12) | st.sampled_from(
    ["::error::x", "##[error]x", "%0A::x", "a,line=9", "x::y", "::stop-commands::t", "%25"]
)


@given(HOSTILE, HOSTILE, st.integers(1, 12))
def test_no_text_of_a_repository_is_a_command(path: str, words: str, number: int) -> None:
    hostile = msgspec.structs.replace(
        UNDEFINED,
        title=words,
        message=words,
        golden=(words,),
        locations=(Location(path, 7),),
    )
    text = github.render(analysis(findings=numbered(hostile, number)))
    # As the runner splits: it knows no other line ends.
    lines = re.split(r"\r\n|\r|\n", text)
    assert all(line.isprintable() for line in lines)
    found = [each for line in lines if (each := read(line)) is not None]
    marks = min(number, github.MOST)
    assert [each.name for each in found] == ["error"] * marks + ["notice"] * (number > marks)
    for each in found[:marks]:
        assert set(each.properties) == {"file", "line", "title"}
        assert each.properties["line"] == "7"
        if path.isprintable() and "##[" not in path:
            assert each.properties["file"] == path
        assert len(each.data.split("\n")) == 4
