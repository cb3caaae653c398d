from __future__ import annotations

import json

from analysis.comparison import compare
from analysis.report import comparison_json, comparison_text
from tests.report.made import BROKEN, CYCLE, OUTCOMES, UNDEFINED, analysis

BEFORE = analysis(findings=[BROKEN, CYCLE], outcomes={"pkg.a": OUTCOMES["pkg.a"]})
AFTER = analysis(findings=[UNDEFINED, CYCLE], outcomes={"pkg.c": OUTCOMES["pkg.a"]})


def test_the_worst_is_said_first() -> None:
    text = comparison_text.render(compare(BEFORE, AFTER))
    assert (
        text
        == """\
Introduced (1)
  error: name 'Path' is not defined [undefined-name]

Modules that no longer import (1)
  pkg.c: imports -> ImportError at pkg/a.py:3: cannot import name 'helper' from 'pkg.b'

Fixed (1)
  error: pkg.b has no name 'helper' [broken-import]

Modules healed (1)
  pkg.a: ImportError at pkg/a.py:3: cannot import name 'helper' from 'pkg.b' -> imports

Remaining (1)
  warning: pkg.c and pkg.d import each other [import-cycle]

1 fixed, 0 reduced, 1 remaining, 1 introduced; modules: 1 healed, 1 broken; names lost: 0
"""
    )


def test_json_says_the_same() -> None:
    found = json.loads(comparison_json.render(compare(BEFORE, AFTER)))
    assert found["schema_version"] == 1
    assert [entry["key"] for entry in found["fixed"]] == [BROKEN.key]
    assert [entry["key"] for entry in found["introduced"]] == [UNDEFINED.key]
    assert [entry["key"] for entry in found["remaining"]] == [CYCLE.key]
    assert found["healed"] == [
        {
            "module": "pkg.a",
            "before": {
                "outcome": "fails",
                "error": "ImportError",
                "message": "cannot import name 'helper' from 'pkg.b'",
                "path": "pkg/a.py",
                "line": 3,
            },
            "after": {"outcome": "ok"},
        }
    ]
    assert [entry["module"] for entry in found["worsened"]] == ["pkg.c"]


def test_nothing_changed_is_nothing_but_what_remains() -> None:
    text = comparison_text.render(compare(BEFORE, BEFORE))
    assert text.splitlines()[-1].startswith("0 fixed, 0 reduced, 2 remaining, 0 introduced")
    assert "Introduced" not in text
