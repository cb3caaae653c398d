"""A change in every format: what is new in it first, and names of the repository never markup."""

from __future__ import annotations

import json
import re

from analysis import Analysis, Change, analyze, change_of
from analysis.report import change_json, change_markdown, change_mermaid, change_text
from analysis.sources.tree import MemoryTree
from tests.pipeline.drawn import ONE
from tests.report.made import BROKEN, CYCLE, OUTCOMES, UNDEFINED, analysis

BEFORE = analysis(findings=[BROKEN, CYCLE], outcomes={"pkg.a": OUTCOMES["pkg.a"]})
AFTER = analysis(findings=[UNDEFINED, CYCLE], outcomes={"pkg.c": OUTCOMES["pkg.a"]})


def test_the_worst_is_said_first() -> None:
    text = change_text.render(change_of(BEFORE, AFTER))
    assert (
        text
        == """\
Introduced (1)
  error: name 'Path' is not defined [undefined-name] pkg/c.py:12

Modules that fail now (1)
  pkg.c: imports -> ImportError at pkg/a.py:3: cannot import name 'helper' from 'pkg.b'

Fixed (1)
  error: pkg.b has no name 'helper' [broken-import] pkg/a.py:3

Modules healed (1)
  pkg.a: ImportError at pkg/a.py:3: cannot import name 'helper' from 'pkg.b' -> imports

Remaining (1)
  warning: pkg.c and pkg.d import each other [import-cycle] pkg/c.py:1

New in this change: 1 new error, 1 module fails now
Better: 1 finding fixed, 1 module healed
Size: no module differs
1 fixed, 0 reduced, 1 remaining, 1 introduced; modules: 1 healed, 1 broken; names lost: 0; \
affected: 0 test modules, 0 golden paths
"""
    )


def test_json_says_the_same() -> None:
    found = json.loads(change_json.render(BEFORE, AFTER, change_of(BEFORE, AFTER)))
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
    text = change_text.render(change_of(BEFORE, BEFORE))
    assert text.splitlines()[-1].startswith("0 fixed, 0 reduced, 2 remaining, 0 introduced")
    assert "Introduced" not in text


SMALL = {
    "p/__init__.py": "",
    "p/app.py": "from p.stock import count\n",
    "p/stock.py": "def count(): ...\n",
    "p/old.py": "import p.stock\n",
    "tests/test_app.py": "import p.app\n",
}
GROWN = {
    "p/__init__.py": "",
    "p/app.py": "from p.stock import count\nfrom p.stock import gone\n",
    "p/stock.py": "import p.new\ndef count(): ...\n",
    "p/new.py": "import p.app\n",
    "tests/test_app.py": "import p.app\n",
}


def made(before: dict[str, str], after: dict[str, str]) -> tuple[Analysis, Analysis, Change]:
    first, second = (analyze(MemoryTree(files), ONE) for files in (before, after))
    return first, second, change_of(first, second)


def test_mermaid_draws_what_is_new_gone_and_missing_with_words() -> None:
    picture = change_mermaid.render(made(SMALL, GROWN)[2])
    assert picture.startswith("flowchart LR\n")
    ids = dict(re.findall(r'^  (n\d+)\["([^"]*)"\]$', picture, re.MULTILINE))
    drawn = {
        (ids[one], arrow, ids[other])
        for one, arrow, other in re.findall(r"^  (n\d+) (\S+) (n\d+)$", picture, re.MULTILINE)
    }
    assert drawn == {
        ("p.stock (fails)", "==>|new|", "p.new (fails)"),
        ("p.new (fails)", "==>|new|", "p.app (fails)"),
        ("p.app (fails)", "--x|missing|", "p.stock: gone"),
        ("p.app (fails)", "-->", "p.stock (fails)"),
        ("tests.test_app (fails)", "-->", "p.app (fails)"),
        ("p.old (gone)", "-.->|gone|", "p.stock (fails)"),
    }
    numbers = [
        int(at) for row in re.findall(r"linkStyle ([\d,]+) ", picture) for at in row.split(",")
    ]
    assert set(numbers) <= set(range(len(drawn)))


def test_mermaid_is_bounded_and_says_what_it_leaves_out() -> None:
    many = {f"p/m{at}.py": "import p.hub\n" for at in range(100)}
    picture = change_mermaid.render(made(SMALL, SMALL | {"p/hub.py": ""} | many)[2])
    assert len(re.findall(r"^  n\d+\[", picture, re.MULTILINE)) == change_mermaid.MOST_MODULES
    assert 'rest["not drawn: 61 more modules and 61 more imports"]' in picture


def test_nothing_to_draw_is_no_picture() -> None:
    assert change_mermaid.render(made(SMALL, SMALL)[2]) == ""


HOSTILE = 'x"]; click n0 "javascript:alert(1)" %%{init: {}}%% <img src=x onerror=alert(1)> `a` |b|'


def test_names_are_never_markup() -> None:
    after = SMALL | {f"p/{HOSTILE}.py": "import p.app\n", "p/app.py": "from p.stock import 数\n"}
    first, _, change = made(SMALL, after)
    picture = change_mermaid.render(change)
    told = change_markdown.render(change, first.tree.label, "`<b>`", picture)
    for bad in ('"javascript', "%%{", "<img", "`a`", "|b|"):
        assert bad not in picture
    assert "<img" not in re.sub(r"`+[^`].*?`+", "", told.replace("\\<", ""))
    assert told.count("```") == 2
    assert "\x1b" not in change_text.render(made(SMALL, SMALL | {"p/\x1b[2J.py": ""})[2])


def test_markdown_says_what_is_new_before_anything_else() -> None:
    change = made(SMALL, GROWN)[2]
    told = change_markdown.render(change, "main", "feature", change_mermaid.render(change))
    heads = re.findall(r"^### (.*)$", told, re.MULTILINE)
    assert heads == ["New in this change", "Picture", "Affected", "More"]
    assert "`main` → `feature`: 3 modules rewritten" not in told
    assert "`main` → `feature`: 2 modules rewritten, 1 added, 1 removed" in told
    assert "`tests.test_app`: runs what changed: `p.app`" in told
    assert "<details>\n<summary>1 test module</summary>\n\n- " in told
