"""What a newcomer is told of small repositories."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import Fails, Timing
from analysis.tour.impact import impact_of
from analysis.tour.leaning import leaning
from analysis.tour.packages import LOOSE, MOST, packages_of, sections
from analysis.tour.reading import MOST as MOST_READ
from analysis.tour.reading import Role
from analysis.tour.running import reached
from analysis.tour.startup import startup_of
from analysis.tour.walk import Sight
from analysis.tour.whole import tour_of
from analysis.tour.words import LONGEST, first_sentence
from tests.tour.trees import SHOP, readings, started


def test_a_tour_starts_where_the_golden_paths_are() -> None:
    _, _, entries = started(SHOP)
    assert [(each.module, each.why, each.golden) for each in entries] == [
        ("shop.__main__", "python -m", True)
    ]
    # The two packages, the counter, what it imports, and itself: not what a function asks for.
    assert entries[0].reach == 8


LIBRARY = {
    "lib/__init__.py": "from lib.core import Core\n",
    "lib/core.py": "from lib.base import Base\n\nclass Core(Base): ...\n",
    "lib/base.py": "class Base: ...\n",
    "lib/extra.py": "import lib.a, lib.b, lib.c, lib.d\nimport lib.core\n",
    **{f"lib/{name}.py": "" for name in "abcdefgh"},
    "lib/testing.py": "import lib.e, lib.f, lib.g, lib.h, lib.extra\n",
}


def test_without_golden_paths_it_is_what_users_import_and_what_brings_in_much() -> None:
    _, _, entries = started(LIBRARY)
    assert [(each.module, each.reach, each.golden) for each in entries] == [
        ("lib", 3, False),
        ("lib.extra", 8, False),
    ]


@pytest.mark.parametrize(
    "files",
    [{"notes.txt": ""}, {"one.py": ""}, {"a.py": "", "b.py": "import a\n"}],
    ids=["nothing", "one", "two"],
)
def test_a_tree_in_which_nothing_starts_has_no_entry(files: Mapping[str, str]) -> None:
    found, _, entries = started(files)
    assert entries == ()
    assert all(each.role is not Role.ENTRY for each in readings(files))
    assert len(packages_of(found, leaning(found.structure.project))) <= 1


def test_start_up_tells_the_order_and_the_statement_that_led_to_each() -> None:
    found, runs, _ = started(SHOP)
    told = startup_of(found, runs, "shop.__main__")
    assert [(each.number, each.module, each.led_path, each.led_line) for each in told.ran] == [
        (1, "shop", "", 0),
        (2, "shop.__main__", "", 0),
        (3, "shop.desk", "shop/__main__.py", 1),
        (4, "shop.desk.counter", "shop/__main__.py", 1),
        (5, "shop.stock", "shop/desk/counter.py", 2),
        (6, "shop.stock.shelf", "shop/stock/__init__.py", 1),
        (7, "shop.money", "shop/stock/shelf.py", 1),
        (8, "shop.stock.order", "shop/desk/counter.py", 3),
        # The main module calls `serve`, and that imports.
        (9, "shop.report", "shop/desk/counter.py", 7),
    ]
    assert told.breaks_in is None
    assert told.ran[4].statement == "from shop.stock.shelf import Shelf"


def test_what_waits_in_a_function_of_the_entry_is_told_apart() -> None:
    found, runs, _ = started(SHOP)
    told = startup_of(found, runs, "shop.desk.counter")
    assert [(each.module, each.line, each.function, each.runs) for each in told.later] == [
        ("shop.report", 7, "serve", 1)
    ]


def test_start_up_ends_where_it_breaks() -> None:
    found, runs, _ = started(
        {
            "a.py": "import b\nimport d\n",
            "b.py": "import c\n",
            "c.py": "import b.lost\n",
            "d.py": "",
        }
    )
    told = startup_of(found, runs, "a")
    assert isinstance(told.outcome, Fails)
    assert [(each.module, each.failed) for each in told.ran] == [
        ("a", True),
        ("b", True),
        ("c", True),
    ]
    assert told.breaks_in is not None
    assert told.breaks_in.module == "c"


def test_the_entry_comes_first_then_hubs_then_foundations() -> None:
    found = readings(SHOP)
    assert [(each.module, each.role.value) for each in found] == [
        ("shop.desk.counter", "entry"),
        ("shop.stock.shelf", "hub"),
        ("shop.report", "hub"),
        ("shop.stock.order", "hub"),
        ("shop.money", "foundation"),
    ]
    entry, *_, money = found
    assert entry.reason.startswith("shop.__main__ hands over to it (python -m)")
    assert entry.says == "The counter."
    # `Order` inherits from `Price`, and four modules import it; the tests do not count.
    assert (money.users, money.uses) == (4, 0)
    assert money.level == 0


GENERATED = {
    "p/__init__.py": "",
    "p/main.py": "import p.a, p.b, p.c\n\ndef main(): ...\nif __name__ == '__main__': main()\n",
    "p/a.py": "from p.model_pb2 import M\nfrom p.made import N\nimport p.old.legacy\n",
    "p/b.py": "from p.model_pb2 import M\nfrom p.made import N\nfrom p.vendor.six import S\n",
    "p/c.py": "from p.model_pb2 import M\nfrom p.made import N\nfrom p.names import X\n",
    "p/model_pb2.py": "class M: ...\n",
    "p/made.py": "# Code generated by hand. DO NOT EDIT.\nclass N: ...\n",
    "p/vendor/__init__.py": "",
    "p/vendor/six.py": "import p.names\n\nclass S: ...\n",
    "p/old/__init__.py": "",
    "p/old/legacy.py": "import p.names\n",
    "p/names.py": "X = 1\n",
}


def test_what_nobody_wrote_or_defines_is_not_read_first() -> None:
    found = {each.module for each in readings(GENERATED)}
    assert found.isdisjoint({"p.model_pb2", "p.made", "p.vendor.six", "p.names", "p"})


def test_a_name_passed_on_counts_for_the_module_that_defines_it() -> None:
    found, _, _ = started(SHOP)
    leans = leaning(found.structure.project)
    assert leans.users["shop.stock.shelf"] == {
        "shop.stock",
        "shop.desk.counter",
        "shop.stock.order",
        "shop.report",
    }
    assert leans.users["shop.stock"] == frozenset()
    assert leans.heirs["shop.money"] == {"shop.stock.order"}
    assert not any(name.startswith("tests") for name in leans.users)


def test_packages_stand_on_their_foundations_with_a_line_each() -> None:
    found, _, _ = started(SHOP)
    lines = {each.name: each for each in packages_of(found, leaning(found.structure.project))}
    assert lines["shop.stock"].level < lines["shop.desk"].level
    assert lines["shop.desk"].says == "Where customers are served."
    assert lines["shop.desk"].said_by == "shop.desk"
    # No docstring of its own: that of its most used module.
    assert (lines["shop"].says, lines["shop"].said_by) == ("Money without floats.", "shop.money")
    assert lines["shop.stock"].leaning == ("shop.desk", "shop")
    assert lines["shop.stock"].users == 2
    assert not any(name.startswith("tests") for name in lines)


def test_what_would_break_is_told_with_its_lines() -> None:
    found, runs, entries = started(SHOP)
    told = impact_of(found, runs, entries, "shop.stock.shelf")
    assert [(each.path, each.line, each.names) for each in told.places] == [
        ("shop/desk/counter.py", 2, ("Shelf",)),
        ("shop/report.py", 1, ("Shelf",)),
        ("shop/stock/__init__.py", 1, ("Shelf",)),
        ("shop/stock/order.py", 2, ("Shelf",)),
        ("tests/test_shelf.py", 1, ("Box",)),
    ]
    assert [(each.name, len(each.importers)) for each in told.names] == [("Shelf", 4), ("Box", 1)]
    assert told.direct_tests == ("tests.test_shelf",)
    assert told.tests == ("tests.test_report", "tests.test_shelf")
    assert [each.module for each in told.entries] == ["shop.__main__"]
    assert told.later == ()


def test_what_a_function_imports_would_break_later() -> None:
    found, runs, entries = started(SHOP)
    told = impact_of(found, runs, entries, "shop.report")
    assert told.at_import == ("tests.test_report",)
    assert told.later == ("shop.__main__", "shop.desk.counter")
    assert [each.timing for each in told.places] == [Timing.DEFERRED, Timing.IMPORT]


def test_a_package_breaks_what_is_in_it() -> None:
    found, runs, entries = started(SHOP)
    told = impact_of(found, runs, entries, "shop")
    assert "shop.money" in told.at_import
    assert "tests.test_shelf" in told.at_import


@pytest.mark.parametrize(
    ("docstring", "said"),
    [
        (None, ""),
        ("One line", "One line"),
        ("A first. And a second.\n\nMore.", "A first."),
        ("Broken over\n    two lines.\n", "Broken over two lines."),
        ("====\nTitle\n====\n\nText.", "Title"),
        ("Title\n-----\nText.", "Title"),
        (".. module:: x\n   :synopsis: y\n\nIt does.", "It does."),
        ("e.g. this one goes on. Not so.", "e.g. this one goes on."),
        ("x" * 400, "x" * LONGEST + " …"),
    ],
)
def test_the_first_sentence_of_a_docstring(docstring: str | None, said: str) -> None:
    assert first_sentence(docstring) == said


def sights(files: Mapping[str, str]) -> list[tuple[str, str]]:
    found, *_ = started(files)
    return [(each.sight.value, each.subject) for each in tour_of(found).steps]


def test_a_walk_ends_at_a_problem_where_there_is_one() -> None:
    broken = {**SHOP, "shop/report.py": SHOP["shop/report.py"] + "from shop.money import Lost\n"}
    assert sights(broken) == [
        ("whole", ""),
        ("start", "shop.__main__"),
        ("foundation", "shop.money"),
        ("hub", "shop.stock.shelf"),
        ("layers", ""),
        ("finding", "broken-import:shop.money:Lost"),
    ]


def test_a_walk_ends_at_a_family_of_classes_where_nothing_is_wrong() -> None:
    assert sights(SHOP)[-1] == ("classes", "shop.money:Price")


def test_a_walk_that_would_be_short_ends_at_what_a_change_reaches() -> None:
    plain = {"a.py": "import b\n", "b.py": "def f(): ...\n", "c.py": "import b\n"}
    assert sights(plain) == [("whole", ""), ("foundation", "b"), ("change", "b")]


def test_a_walk_shows_cycles_instead_of_layers_where_there_are_any() -> None:
    ring = {**SHOP, "shop/money.py": "import shop.stock.order\n\nclass Price: ...\n"}
    assert "cycles" in [sight for sight, _ in sights(ring)]
    assert "layers" not in [sight for sight, _ in sights(ring)]


def test_a_walk_through_next_to_nothing_is_short() -> None:
    assert sights({"one.py": ""}) == [("whole", "")]


def test_the_start_shows_exactly_what_runs() -> None:
    found, runs, entries = started(SHOP)
    told = tour_of(found)
    shown = next(each.shown for each in told.steps if each.sight is Sight.START)
    assert set(shown) == reached(runs.at_import, [entries[0].module])
    assert told.entries == entries
    assert told.readings == readings(SHOP)


names = st.lists(st.sampled_from("abcde"), min_size=1, max_size=4).map(".".join)


@given(st.sets(names, max_size=60))
def test_sections_cover_every_module_and_stay_few(modules: set[str]) -> None:
    home = sections(modules)
    assert home.keys() == modules
    assert len(set(home.values())) <= max(MOST, 6) + 1
    for module, section in home.items():
        assert section in (LOOSE, module) or module.startswith(f"{section}.")


edges = st.dictionaries(st.sampled_from("abcdef"), st.frozensets(st.sampled_from("abcdef")))


@given(edges, st.sets(st.sampled_from("abcdef")))
def test_what_is_reached_is_closed_and_has_its_start(
    graph: dict[str, frozenset[str]], start: set[str]
) -> None:
    found = reached(graph, start)
    assert found >= {name for name in start if name in graph}
    assert all(other in found or other not in graph for name in found for other in graph[name])


def test_no_more_is_read_first_than_ten() -> None:
    many = {
        f"p{at}/m.py": "".join(f"import p{(at * 7 + step) % 40}.m\n" for step in range(1, 4))
        + "class A: ...\n"
        for at in range(40)
    }
    found = readings(many)
    assert len(found) == MOST_READ
    assert found == readings(dict(reversed(many.items())))
