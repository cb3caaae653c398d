from __future__ import annotations

import pytest

from analysis import checks
from analysis.checks import unparsable
from analysis.execution.outcome import Cause, Failure
from tests.checks.builders import context_of


def syntax_error(path: str, module: str) -> Failure:
    return Failure("SyntaxError", "invalid syntax", path, 1, (module,), Cause.UNPARSABLE, module)


@pytest.mark.parametrize(
    ("files", "failing", "expected"),
    [
        pytest.param({"a.py": "x = 1\n"}, (), [], id="sound"),
        pytest.param({"a.py": ""}, (), [], id="empty"),
        pytest.param({"a.py": "def f(:\n"}, (), [("a.py", 1, ())], id="a script nobody imports"),
        pytest.param(
            {"p/__init__.py": "", "p/bad.py": "x = 1\n)\n", "p/user.py": "import p.bad\n"},
            ("p.bad", "p.user"),
            [("p/bad.py", 2, ("p.bad", "p.user"))],
            id="blocks its importers",
        ),
        pytest.param({"a.py": "x = '\0'\n"}, (), [("a.py", 1, ())], id="null byte"),
        pytest.param({"t/test_a.py": "(\n"}, (), [("t/test_a.py", 1, ())], id="a test"),
    ],
)
def test_unparsable_files(
    files: dict[str, str], failing: tuple[str, ...], expected: list[object]
) -> None:
    failures = {module: syntax_error("p/bad.py", "p.bad") for module in failing}
    found = list(unparsable.check(context_of(files, failures)))
    assert [(f.locations[0].path, f.locations[0].line, f.blocked) for f in found] == expected
    assert [f.key for f in found] == [f"unparsable-file:{place[0]}" for place in expected]  # type: ignore[index]


def test_a_golden_path_goes_first() -> None:
    files = {"a.py": "(\n", "b.py": "(\n", "main.py": "import b\n"}
    failures = {
        "a": syntax_error("a.py", "a"),
        "b": syntax_error("b.py", "b"),
        "main": syntax_error("b.py", "b"),
    }
    found = checks.find(context_of(files, failures, golden={"start": "main"})).findings
    assert [(f.subjects, f.golden) for f in found] == [(("b",), ("start",)), (("a",), ())]
