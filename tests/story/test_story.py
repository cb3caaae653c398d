"""What a story says of small repositories, one row for each way in which an import goes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from analysis import Fails, MemoryTree, Ok, Options, Story, Unknown, analyze, story_of
from analysis.story.value import Bound, Line, LineKind

EARLY = {
    "p/__init__.py": "",
    "p/a.py": "import os\nFIRST = 1\nfrom p.b import g\n\ndef f(): ...\nLAST = 2\n",
    "p/b.py": "import p.c\n\ndef g(): ...\n",
    "p/c.py": "import json\n\nfrom p.a import f\n\ndef h(): ...\n",
}
CALLED = {
    "start.py": "from tools import setup\n\nsetup()\n",
    "tools.py": "def setup():\n    from lost import thing\n",
    "lost.py": "other = 1\n",
}


def told(files: Mapping[str, str], entry: str) -> Story:
    return story_of(analyze(MemoryTree(files), Options(jobs=1)), entry)


def kinds(story: Story) -> list[tuple[int, str, str, int]]:
    return [(each.depth, each.kind.value, each.path, each.line) for each in story.lines]


def whole(lines: tuple[Line, ...]) -> list[Line]:
    return [one for line in lines for one in (line, *whole(line.inner))]


def test_the_way_to_the_failing_statement_is_told_in_full() -> None:
    story = told(EARLY, "p.a")
    assert kinds(story) == [
        (0, "loads", "p/__init__.py", 0),
        (0, "runs", "p/a.py", 0),
        (1, "loads", "p/a.py", 1),
        (1, "imports", "p/a.py", 3),
        (2, "runs", "p/b.py", 0),
        (3, "imports", "p/b.py", 1),
        (4, "runs", "p/c.py", 0),
        (5, "loads", "p/c.py", 1),
        (5, "breaks", "p/c.py", 3),
    ]
    assert story.lines[-1].text == "from p.a import f"
    assert (story.lines[2].loads, story.lines[2].outside) == ((), ("os",))
    assert story.waiting == ("p.a", "p.b", "p.c")
    assert story.why == (
        "p.a is only half imported: it waits at line 3 for this very import, "
        "and would bind f only at line 5."
    )


def test_what_the_half_imported_module_has_and_will_have() -> None:
    half = told(EARLY, "p.a").half
    assert half is not None
    assert (half.module, half.path, half.line) == ("p.a", "p/a.py", 3)
    assert half.statement == "from p.b import g"
    assert half.bound == (Bound("os", 1), Bound("FIRST", 2))
    assert half.later == (Bound("g", 3), Bound("f", 5), Bound("LAST", 6))
    assert half.missing == Bound("f", 5)


def test_many_names_are_counted_and_the_first_are_shown() -> None:
    many = "".join(f"n{number} = {number}\n" for number in range(30))
    half = told(EARLY | {"p/a.py": many + EARLY["p/a.py"]}, "p.a").half
    assert half is not None
    assert (len(half.bound), half.bound_number) == (12, 32)
    assert half.bound[0] == Bound("n0", 1)


def test_the_entries_of_the_cycle_after_which_it_imports() -> None:
    story = told(EARLY, "p.a")
    assert story.sound_entries == ("p.c",)
    assert isinstance(told(EARLY, "p.c").outcome, Ok)


def test_a_cycle_that_breaks_from_everywhere_has_no_such_entry() -> None:
    files = {"a.py": "from b import y\nx = 1\n", "b.py": "from a import x\ny = 1\n"}
    assert told(files, "a").sound_entries == ()


def test_an_entry_that_never_loads_the_failing_module_is_not_offered() -> None:
    files = {
        "a.py": "from b import y\nx = 1\n",
        "b.py": "from a import x\ny = 1\n",
        "c.py": "try:\n    import a\nexcept ImportError:\n    pass\n",
    }
    files["a.py"] = "import c\n" + files["a.py"]
    assert "c" not in told(files, "a").sound_entries


@pytest.mark.parametrize(
    ("files", "entry", "why"),
    [
        pytest.param(
            {"a.py": "from b import x\n", "b.py": "y = 1\n"},
            "a",
            "b runs to its end without binding x.",
            id="missing name",
        ),
        pytest.param(
            {"a.py": "from b import x\n", "b.py": "x = 1\ndel x\n"},
            "a",
            "b runs to its end without binding x: what line 1 binds is not there in the end.",
            id="deleted name",
        ),
        pytest.param(
            {"p/__init__.py": "", "p/a.py": "import p.lost\n"},
            "p.a",
            "p has no module or package lost in it.",
            id="missing module",
        ),
        pytest.param(
            {"a.py": "import b.c\n", "b.py": ""},
            "a",
            "b is a single file, no package: no module can be in it.",
            id="not a package",
        ),
        pytest.param(
            {"p/__init__.py": "", "p/a.py": "from ... import x\n"},
            "p.a",
            "The dots of this relative import climb above the top-level package.",
            id="beyond",
        ),
        pytest.param(
            {"a.py": "print(x)\nx = 1\n"},
            "a",
            "Nothing has bound x when a.py:1 uses it; line 2 binds it, too late.",
            id="undefined name",
        ),
        pytest.param(
            {"a.py": "import b\n", "b.py": "def (:\n"},
            "a",
            "Python can't read b.py, so that nothing in it runs.",
            id="unparsable",
        ),
        pytest.param(
            {"a.py": "import os\nimport b\n", "b.py": "x\0 = 1\n"},
            "a",
            "Python can't read b.py, so that nothing in it runs.",
            id="null bytes",
        ),
        pytest.param(
            {"a.py": "raise RuntimeError('no')\n"},
            "a",
            "The code at a.py:1 raises this itself.",
            id="raised",
        ),
        pytest.param(
            {
                "a.py": "from b import y\nfrom c import *\n",
                "b.py": "from a import z\ny = 1\n",
                "c.py": "z = 1\n",
            },
            "a",
            "a is only half imported: it waits at line 1 for this very import, "
            "and would bind z only at line 2.",
            id="star import later",
        ),
        pytest.param(
            {"a.py": "import b\n", "b.py": "from a import nothing\n"},
            "a",
            "a is only half imported: it waits at line 1 for this very import, "
            "and no statement after that line is seen to bind nothing.",
            id="never bound",
        ),
        pytest.param(
            {"p/__init__.py": "", "p/a.py": "import p.b\n", "p/b.py": "import p\np.a\n"},
            "p.a",
            "p.a is only half imported: it waits at line 1 for this very import, "
            "and becomes an attribute of p only after it.",
            id="submodule as an attribute",
        ),
        pytest.param({"a.py": "x = 1\n"}, "a", "", id="imports"),
    ],
)
def test_the_reason_is_one_sentence(files: dict[str, str], entry: str, why: str) -> None:
    assert told(files, entry).why == why


def test_a_statement_that_imports_nothing_is_quoted() -> None:
    story = told({"a.py": "import os\n\nvalue = missing + 1\n"}, "a")
    last = story.lines[-1]
    assert (last.kind, last.line, last.text) == (LineKind.BREAKS, 3, "value = missing + 1")


def test_a_call_that_leads_to_the_failure_is_on_the_way() -> None:
    assert [(each.kind.value, each.path, each.line) for each in told(CALLED, "start").lines] == [
        ("runs", "start.py", 0),
        ("loads", "start.py", 1),
        ("calls", "start.py", 3),
        ("breaks", "tools.py", 2),
    ]


def test_a_computed_import_is_on_the_way() -> None:
    files = {
        "a.py": "import importlib\n\nimportlib.import_module('b')\n",
        "b.py": "__import__('c')\n",
        "c.py": "import d.e\n",
        "d.py": "",
    }
    assert [each.text for each in told(files, "a").lines] == [
        "a",
        "",
        "import_module('b')",
        "b",
        "__import__('c')",
        "c",
        "import d.e",
    ]


def test_a_failure_that_is_caught_is_told_and_not_blamed() -> None:
    files = {
        "a.py": "try:\n    import b\nexcept ImportError:\n    b = None\nimport lost.thing\n",
        "b.py": "from lost import nothing\n",
        "lost/__init__.py": "",
    }
    story = told(files, "a")
    assert [each.kind.value for each in story.lines] == ["runs", "loads", "catches", "breaks"]
    assert story.lines[-1].line == 5
    assert "b" not in story.loaded


def test_a_package_that_fails_is_told_before_what_is_in_it() -> None:
    story = told({"p/__init__.py": "from p.x import y\n", "p/x.py": "", "p/m.py": ""}, "p.m")
    assert kinds(story) == [(0, "runs", "p/__init__.py", 0), (1, "breaks", "p/__init__.py", 1)]
    assert story.lines[-1].loads == ("p.x",)


def test_an_import_that_works_has_a_line_for_each_statement_that_loads() -> None:
    files = {
        "a.py": "from __future__ import annotations\nimport os\nimport re\nimport b\nimport c\n",
        "b.py": "import c\n",
        "c.py": "import sys\n",
    }
    story = told(files, "a")
    assert isinstance(story.outcome, Ok)
    assert kinds(story) == [
        (0, "runs", "a.py", 0),
        (1, "loads", "a.py", 1),
        (1, "imports", "a.py", 4),
    ]
    assert story.loaded == ("a", "b", "c")
    assert story.outside == ("os", "re", "sys")


def test_what_is_folded_can_be_told() -> None:
    story = told({"a.py": "import b\n", "b.py": "import c\n", "c.py": "import os\n"}, "a")
    assert [(each.depth, each.kind.value, each.module) for each in whole(story.lines)] == [
        (0, "runs", "a"),
        (1, "imports", "a"),
        (2, "runs", "b"),
        (3, "imports", "b"),
        (4, "runs", "c"),
        (5, "imports", "c"),
    ]


def test_a_doubt_is_where_the_story_of_an_unknown_ends() -> None:
    files = {
        "a.py": "import b\nimport d\n",
        "b.py": "from c import x\nfrom c import y\n",
        "c.py": "from numpy import *\n",
        "d.py": "",
    }
    story = told(files, "a")
    assert isinstance(story.outcome, Unknown)
    assert story.lines[-1].kind is LineKind.DOUBT
    assert (story.lines[-1].path, story.lines[-1].line) == ("b.py", 1)


def test_a_second_try_ends_where_the_first_one_did() -> None:
    files = {
        "a.py": "try:\n    import b\nexcept ImportError:\n    pass\nimport b\n",
        "b.py": "from c import x\n",
        "c.py": "",
    }
    story = told(files, "a")
    assert isinstance(story.outcome, Fails)
    assert kinds(story)[-3:] == [
        (1, "imports", "a.py", 5),
        (2, "runs", "b.py", 0),
        (3, "breaks", "b.py", 1),
    ]


def test_a_stub_has_no_story() -> None:
    story = told({"a.py": "", "b.pyi": "x: int\n"}, "b")
    assert (story.outcome, story.lines) == (None, ())


def test_no_such_module() -> None:
    with pytest.raises(KeyError):
        told({"a.py": ""}, "b")


def test_the_message_is_that_of_the_version_asked_for() -> None:
    files = {"a.py": "import b\nx = 1\n", "b.py": "import a\na.x\n"}
    old = story_of(analyze(MemoryTree(files), Options(python_version=(3, 7), jobs=1)), "a")
    assert isinstance(old.outcome, Fails)
    assert old.outcome.failure.message == "module 'a' has no attribute 'x'"
