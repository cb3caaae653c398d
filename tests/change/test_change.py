"""What a reviewer asks of two states of a repository, and the laws that the answers keep."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Analysis, Change, Reached, analyze, change_of
from analysis.change.told import better, differing, extent, headline
from analysis.change.value import Aspect, GoldenChange, LevelChange
from analysis.findings import AnyFinding
from analysis.sources.tree import MemoryTree
from tests.pipeline.drawn import ONE, edits, told, trees

Files = dict[str, str]

SHOP: Files = {
    "pyproject.toml": "[tool.plumbline.golden_paths]\nshop = 'shop.app'\n",
    "shop/__init__.py": "",
    "shop/app.py": "from shop.stock import count\n",
    "shop/stock.py": "from shop.store import load\ndef count(): ...\n",
    "shop/store.py": "def load(): ...\n",
    "shop/apart.py": "",
    "tests/conftest.py": "",
    "tests/test_app.py": "def test():\n    import shop.app\n",
    "tests/test_apart.py": "import shop.apart\n",
}


def analysed(files: Files, previous: Analysis | None = None) -> Analysis:
    return analyze(MemoryTree(files), ONE, previous)


def changed(after: Files, before: Files | None = None) -> Change:
    before = SHOP if before is None else before
    return change_of(analysed(before), analysed({**before, **after}))


def keys(findings: tuple[AnyFinding, ...]) -> list[str]:
    return [finding.key for finding in findings]


def test_a_broken_import_is_new_and_says_what_it_stops() -> None:
    found = changed({"shop/store.py": "def read(): ...\n"})
    assert keys(found.findings_added) == ["broken-import:shop.store:load"]
    assert [one.module for one in found.broken] == ["shop.app", "shop.stock"]
    assert found.golden_broken == (
        GoldenChange("shop", "shop.app", "ok", "fails", ("broken-import:shop.store:load",)),
    )
    assert headline(found) == ("1 new error, 2 modules fail now, 1 golden path blocked")
    assert extent(found) == "1 module rewritten"


def test_whom_a_change_reaches_is_shown_by_a_shortest_chain() -> None:
    found = changed({"shop/store.py": "def load():\n    return 1\n"})
    assert found.touched.rewritten == ("shop.store",)
    chain = ("shop.app", "shop.stock", "shop.store")
    assert found.golden == (Reached("shop.app", chain, name="shop"),)
    assert found.tests == (Reached("tests.test_app", ("tests.test_app", *chain)),)
    assert found.comparison.harmless


def test_a_conftest_reaches_the_tests_beside_it() -> None:
    found = changed({"tests/conftest.py": "x = 1\n"})
    assert [one.chain for one in found.tests] == [
        ("tests.test_apart", "tests.conftest"),
        ("tests.test_app", "tests.conftest"),
    ]


def test_what_ran_a_module_that_is_gone_is_reached_through_it() -> None:
    before = SHOP | {
        "shop/late.py": "",
        "shop/apart.py": "try:\n    import shop.late\nexcept ImportError: ...\n",
    }
    after = {name: text for name, text in before.items() if name != "shop/late.py"}
    found = change_of(analysed(before), analysed(after))
    assert found.touched.removed == ("shop.late",)
    assert found.tests == (
        Reached("tests.test_apart", ("tests.test_apart", "shop.apart", "shop.late"), before=True),
    )
    assert not found.broken, "a module that was taken away is not one that broke"
    assert [one.module for one in found.comparison.worsened] == ["shop.late"]


def test_an_import_that_closes_a_cycle_goes_against_the_flow() -> None:
    lines = "def load():\n    return 1\nimport shop.app\n"
    found = changed({"shop/store.py": lines})
    assert [(one.importer, one.imported, one.line) for one in found.against_flow] == [
        ("shop.store", "shop.app", 3)
    ]
    later = changed(
        {"shop/store.py": "def load():\n    import shop.app\n"}, SHOP | {"shop/store.py": lines}
    )
    assert later.against_flow == ()
    assert [(one.importer, one.imported) for one in later.with_flow] == [("shop.store", "shop.app")]


def test_levels() -> None:
    found = changed({"shop/store.py": "import shop.apart\ndef load(): ...\n"})
    assert found.levels == (
        LevelChange("shop.app", 2, 3),
        LevelChange("shop.stock", 1, 2),
        LevelChange("shop.store", 0, 1),
    )


def test_a_finding_with_another_importer_is_worse_and_with_other_lines_the_same() -> None:
    before = SHOP | {"shop/apart.py": "import shop.gone\n"}
    moved = changed({"shop/apart.py": "\n\n\nimport shop.gone\n"}, before)
    assert moved.findings_changed == ()
    found = changed({"shop/app.py": "import shop.gone\n"}, before)
    (one,) = found.findings_changed
    assert one.worse
    assert [each.aspect for each in one.differences] == [
        Aspect.PLACES,
        Aspect.BLOCKED,
        Aspect.GOLDEN,
    ]
    assert differing(one) == ("also in shop.app; stops shop.app; blocks the golden path shop")
    back = change_of(*reversed(sides({"shop/app.py": "import shop.gone\n"}, before)))
    assert [each.worse for each in back.findings_changed] == [False]


def sides(after: Files, before: Files) -> tuple[Analysis, Analysis]:
    return analysed(before), analysed({**before, **after})


def test_a_cycle_that_grows_has_not_been_fixed() -> None:
    small = SHOP | {"shop/store.py": "import shop.stock\ndef load(): ...\n"}
    found = changed(
        {"shop/store.py": "import shop.app\nimport shop.stock\ndef load(): ...\n"}, small
    )
    ((part, whole),) = found.grown
    assert (part.key, whole.key) == (
        "import-cycle:shop.stock,shop.store",
        "import-cycle:shop.app,shop.stock,shop.store",
    )
    assert (found.fixed, better(found)) == ((), "")


def test_another_error_is_another_outcome() -> None:
    found = changed(
        {"shop/apart.py": "import shop.two\n"}, SHOP | {"shop/apart.py": "import shop.one\n"}
    )
    assert [one.module for one in found.otherwise] == ["shop.apart", "tests.test_apart"]
    assert not found.comparison.healed and not found.broken


@settings(max_examples=25, deadline=None)
@given(trees, edits, st.booleans())
def test_the_second_analysis_may_stand_on_the_first(
    before: Files, edit: dict[str, str | None], whole: bool
) -> None:
    after = {} if whole else dict(before)
    after |= {path: text for path, text in edit.items() if text is not None}
    for path in (path for path, text in edit.items() if text is None):
        after.pop(path, None)
    first, cold = analysed(before), analysed(after)
    warm = analysed(after, first)
    assert told(warm) == told(cold)
    assert change_of(first, warm) == change_of(first, cold)


@settings(max_examples=25, deadline=None)
@given(trees, trees)
def test_swapping_the_sides_turns_the_change_round(one: Files, other: Files) -> None:
    first, second = analysed(one), analysed(other)
    there, back = change_of(first, second), change_of(second, first)
    assert there.findings_added == back.findings_removed
    assert there.findings_removed == back.findings_added
    assert {one.after.key: one.differences for one in there.findings_changed} == {
        one.after.key: tuple(
            msgspec.structs.replace(each, gained=each.lost, lost=each.gained)
            for each in one.differences
        )
        for one in back.findings_changed
    }
    assert (there.touched.added, there.touched.removed, there.touched.rewritten) == (
        back.touched.removed,
        back.touched.added,
        back.touched.rewritten,
    )
    assert {(one.importer, one.imported) for one in there.against_flow} == {
        (one.importer, one.imported) for one in back.with_flow
    }
    assert [(one.module, one.after, one.before) for one in there.levels] == [
        (one.module, one.before, one.after) for one in back.levels
    ]
    assert {(one.name, one.module, one.before, one.after) for one in there.golden_paths} == {
        (one.name, one.module, one.after, one.before) for one in back.golden_paths
    }


@settings(max_examples=15, deadline=None)
@given(trees)
def test_nothing_lies_between_a_tree_and_itself(files: Files) -> None:
    found = change_of(analysed(files), analysed(files))
    assert found.is_empty
    assert not found.tests and not found.golden and not found.findings_changed
    assert not found.against_flow and not found.with_flow
    assert headline(found) == "nothing new is wrong"
