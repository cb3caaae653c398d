"""What a change fixes, leaves and breaks is told apart, finding by finding and name by name."""

from __future__ import annotations

import pytest

from analysis.comparison import Comparison, EdgeChange, EdgeRetimed, LostName, compare
from analysis.extract.facts import Timing
from analysis.findings import AnyFinding
from analysis.pipeline import Options, analyze
from analysis.sources.tree import MemoryTree

Files = dict[str, str]


def compared(before: Files, after: Files) -> Comparison:
    first, second = (
        analyze(MemoryTree({"p/__init__.py": "", **files}), Options(jobs=1))
        for files in (before, after)
    )
    return compare(first, second)


def titles(findings: tuple[AnyFinding, ...]) -> list[str]:
    return [finding.key for finding in findings]


RING = {
    "p/a.py": "import p.b\n",
    "p/b.py": "import p.c\n",
    "p/c.py": "import p.a\nimport p.b\n",
}


def test_the_same_tree_twice_is_no_change() -> None:
    found = compared(RING, RING)
    assert found.harmless
    assert len(found.remaining) == 1
    assert not found.fixed and not found.reduced and not found.healed
    assert not found.edges_gone and not found.edges_new


def test_what_is_left_of_a_cycle_is_reduced_not_new() -> None:
    found = compared(RING, {**RING, "p/c.py": "import p.b\n"})
    assert titles(found.fixed) == titles(found.introduced) == []
    ((whole, rest),) = found.reduced
    assert (whole.key, rest.key) == ("import-cycle:p.a,p.b,p.c", "import-cycle:p.b,p.c")
    assert found.edges_gone == (EdgeChange("p.c", "p.a", "p/c.py", 1),)


def test_an_import_that_is_new_or_happens_later_is_told_with_its_line() -> None:
    later = "\n\ndef f():\n    import p.a\n    import p.b\n"
    found = compared({**RING, "p/b.py": ""}, {**RING, "p/b.py": "\nimport p.c\n", "p/c.py": later})
    assert found.edges_new == (EdgeChange("p.b", "p.c", "p/b.py", 2),)
    assert found.edges_gone == ()
    assert found.edges_retimed == (
        EdgeRetimed("p.c", "p.a", Timing.IMPORT, Timing.DEFERRED, "p/c.py", 4),
        EdgeRetimed("p.c", "p.b", Timing.IMPORT, Timing.DEFERRED, "p/c.py", 5),
    )


def test_a_cycle_that_grows_is_introduced() -> None:
    found = compared({**RING, "p/c.py": "import p.b\n"}, RING)
    assert titles(found.introduced) == ["import-cycle:p.a,p.b,p.c"]
    assert titles(found.fixed) == ["import-cycle:p.b,p.c"]


CRASH = {"p/a.py": "from p.b import y\nx = 1\n", "p/b.py": "from p.a import x\ny = 1\n"}
SOUND = {"p/a.py": "x = 1\nfrom p.b import y\n", "p/b.py": "y = 1\nfrom p.a import x\n"}


def test_a_cycle_that_no_longer_crashes_is_reduced_and_one_that_begins_to_is_introduced() -> None:
    found = compared(CRASH, SOUND)
    assert [(whole.key, rest.key) for whole, rest in found.reduced] == [
        ("import-cycle:p.a,p.b", "import-cycle:p.a,p.b")
    ]
    assert [change.module for change in found.healed] == ["p.a", "p.b"]
    back = compared(SOUND, CRASH)
    assert titles(back.introduced) == ["import-cycle:p.a,p.b"]
    assert not back.reduced and not back.remaining
    assert [change.module for change in back.worsened] == ["p.a", "p.b"]


@pytest.mark.parametrize(
    ("after", "lost"),
    [
        pytest.param("y = 2\n", [LostName("p.a", "x")], id="taken out"),
        pytest.param("x = 1\ny = 2\ndel x\n", [LostName("p.a", "x")], id="unbound"),
        pytest.param("x = 1\ny = 2\nz = 3\n", [], id="one more"),
        pytest.param("from os import *\ny = 2\n", [LostName("p.a", "x")], id="can't be known"),
    ],
)
def test_names_lost(after: str, lost: list[LostName]) -> None:
    found = compared({"p/a.py": "x = 1\ny = 2\n"}, {"p/a.py": after})
    assert list(found.names_lost) == lost


def test_a_module_that_is_gone_is_worse_and_one_that_is_new_is_not() -> None:
    gone = compared({"p/a.py": "x = 1\n"}, {})
    assert [change.module for change in gone.worsened] == ["p.a"]
    assert compared({}, {"p/a.py": "x = 1\n"}).harmless


def test_a_new_module_that_fails_is_worse() -> None:
    found = compared({}, {"p/a.py": "import p.gone\n"})
    assert [change.module for change in found.worsened] == ["p.a"]
    assert titles(found.introduced) == ["broken-import:p.gone"]
