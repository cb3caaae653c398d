"""What the moves on a map leave of it: chains, the arrows against the flow, names, pins."""

from __future__ import annotations

import itertools

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.extract.facts import Timing
from analysis.graphs.chained import chained
from analysis.graphs.layout import chains_drawn, chosen_modules, draw_modules
from analysis.graphs.module_graph import edge_data
from analysis.graphs.package_tree import OWN, module_of
from analysis.graphs.picture import Picture
from analysis.graphs.scene import Direction, Ghost, MapOptions, Scene
from analysis.resolve.project import ResolvedImport
from tests.graphs.builders import execution, import_of, structure
from tests.graphs.test_layout import assert_sound, modules, scenes

filters = st.builds(
    MapOptions,
    opened=st.none() | st.frozensets(modules, max_size=5),
    focus=st.none() | modules,
    hops=st.none() | st.integers(0, 2),
    direction=st.sampled_from(Direction),
    chain=st.none() | st.tuples(modules, modules),
    every_chain=st.booleans(),
    matching=st.lists(st.sampled_from("abc."), max_size=2).map(tuple),
    not_matching=st.lists(st.sampled_from(["a.b", "c"]), max_size=1).map(tuple),
    cycles_only=st.booleans(),
    hide_deferred=st.booleans(),
    hide_type_checking=st.booleans(),
    upward_only=st.booleans(),
    budget=st.integers(3, 30),
)


def ends(picture: Picture) -> set[tuple[str, str]]:
    return {(module_of(arrow.source), module_of(arrow.target)) for arrow in picture.arrows}


@given(scenes(), filters, st.frozensets(modules, max_size=2))
@settings(max_examples=90)
def test_every_move_gives_a_sound_picture(
    scene: Scene, chosen: MapOptions, pins: frozenset[str]
) -> None:
    picture = draw_modules(scene, msgspec.structs.replace(chosen, pins=pins))
    assert_sound(picture)
    assert len(picture.boxes) <= chosen.ceiling


@given(scenes(), filters)
@settings(max_examples=90)
def test_upward_only_keeps_exactly_the_arrows_against_the_flow(
    scene: Scene, chosen: MapOptions
) -> None:
    whole = draw_modules(scene, msgspec.structs.replace(chosen, upward_only=False))
    upward = draw_modules(scene, msgspec.structs.replace(chosen, upward_only=True))
    assert upward.arrows == tuple(arrow for arrow in whole.arrows if arrow.upward)
    ghosts = {box for box in whole.boxes if box.kind == "ghost"}
    assert set(whole.boxes) - set(upward.boxes) <= ghosts
    assert set(upward.boxes) <= set(whole.boxes)


@given(scenes(), modules, modules, st.booleans())
@settings(max_examples=90)
def test_a_drawn_chain_is_made_of_steps_of_chains_alone(
    scene: Scene, source: str, target: str, every: bool
) -> None:
    everything = frozenset(scene.structure.modules)
    options = MapOptions(chain=(source, target), every_chain=every, opened=everything)
    found = chains_drawn(scene, options)
    assert found is not None
    picture = draw_modules(scene, options)
    assert ends(picture) == set(found.edges)
    assert {module_of(box.id) for box in picture.boxes} >= found.modules
    for chain in found.chains:
        assert (chain[0], chain[-1]) == (source, target)
        assert len(set(chain)) == len(chain)
        for step in itertools.pairwise(chain):
            assert found.steps[step]
    assert found.chains or found.edges == frozenset()


@given(scenes(), filters, st.data())
@settings(max_examples=90)
def test_what_is_pinned_is_drawn_with_what_it_touches(
    scene: Scene, chosen: MapOptions, data: st.DataObject
) -> None:
    graph = scene.structure.modules
    names = sorted(graph) or ["none"]
    pins = data.draw(st.frozensets(st.sampled_from(names), min_size=1, max_size=3)) & set(graph)
    options = msgspec.structs.replace(chosen, pins=pins, upward_only=False)
    drawn = {module_of(box.id) for box in draw_modules(scene, options).boxes}
    assert pins <= {pin for pin in pins for name in drawn if f"{name}.".startswith(f"{pin}.")}
    kept = chosen_modules(scene, options)
    hidden = {Timing.DEFERRED} if options.hide_deferred else set()
    hidden |= {Timing.TYPE_CHECKING} if options.hide_type_checking else set()
    for edge in graph.edges:
        if set(edge) & pins and edge_data(graph, *edge).timing not in hidden:
            assert set(edge) <= kept
    assert kept >= chosen_modules(scene, msgspec.structs.replace(options, pins=frozenset()))


SHOP: list[str | ResolvedImport] = [
    "shop.web.views -> shop.core.orders",
    "shop.web.urls -> shop.web.views",
    "shop.core.orders -> shop.db.tables",
    "shop.core.orders ~> shop.core.prices",
    "shop.core.prices -> shop.db.tables",
    import_of("shop.web.views", "shop.db.tables", 9, name="Table"),
    "shop.db.tables ~> shop.web.views",
]


def shop(tests: tuple[str, ...] = ()) -> Scene:
    made = structure(imports=[*SHOP, *(f"{test} -> shop.web.urls" for test in tests)], tests=tests)
    return Scene(made, execution(made))


@pytest.mark.parametrize(
    ("source", "target", "every", "expected"),
    [
        ("shop.web.urls", "shop.db.tables", False, ["urls views tables"]),
        (
            "shop.web.urls",
            "shop.db.tables",
            True,
            ["urls views tables", "urls views orders tables", "urls views orders prices tables"],
        ),
        ("shop.web", "shop.db", False, ["web db"]),
        ("shop.db.tables", "shop.core.prices", False, ["tables views orders prices"]),
        ("shop.core.prices", "shop.core.prices", False, []),
        ("shop.core.prices", "no.such", False, []),
        ("shop.core", "shop.core.prices", False, ["core prices"]),
        ("shop.web" + OWN, "shop.db.tables", False, []),
    ],
    ids=["shortest", "all", "packages", "deferred", "same", "unknown", "inside", "own-code"],
)
def test_chains(source: str, target: str, every: bool, expected: list[str]) -> None:
    found = chained(shop().structure.modules, source, target, every=every)
    said = [" ".join(name.rpartition(".")[2] for name in chain) for chain in found.chains]
    assert said == expected


def test_a_step_from_a_package_has_every_statement_behind_it() -> None:
    found = chained(shop().structure.modules, "shop.core", "shop.db")
    assert [(site.path, site.line) for site in found.steps["shop.core", "shop.db"]] == [
        ("shop/core/orders.py", 1),
        ("shop/core/prices.py", 1),
    ]
    assert found.modules == {"shop.core.orders", "shop.core.prices", "shop.db.tables"}


def test_a_chain_that_is_not_there_is_said_in_words() -> None:
    picture = draw_modules(shop(), MapOptions(chain=("shop.core.prices", "shop.web.urls")))
    assert picture.boxes == ()
    assert "No chain of imports leads from shop.core.prices to shop.web.urls." in picture.hidden


def test_a_chain_keeps_to_the_imports_that_are_shown() -> None:
    options = MapOptions(chain=("shop.core.orders", "shop.core.prices"))
    assert chosen_modules(shop(), options) == {"shop.core.orders", "shop.core.prices"}
    early = msgspec.structs.replace(options, hide_deferred=True)
    assert chosen_modules(shop(), early) == frozenset()


def test_a_chain_draws_no_broken_target_of_its_modules() -> None:
    ghosts = (Ghost("nowhere", None, ("shop.web.urls",)),)
    scene = msgspec.structs.replace(shop(), ghosts=ghosts)
    picture = draw_modules(scene, MapOptions(chain=("shop.web.urls", "shop.db.tables")))
    assert all(box.kind != "ghost" for box in picture.boxes)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (MapOptions(focus="shop.web.views", hops=None, direction=Direction.IMPORTED), 4),
        (MapOptions(focus="shop.core.prices", hops=None, direction=Direction.IMPORTERS), 5),
        (MapOptions(matching=("SHOP", "db")), 2),
        (MapOptions(matching=("views",), pins=frozenset({"shop.core.prices"})), 4),
        (MapOptions(not_matching=("web", "core")), 3),
        (MapOptions(matching=("nothing of it",)), 0),
    ],
    ids=["reaches", "affected", "every-text", "pinned", "without", "none"],
)
def test_what_a_move_leaves(chosen: MapOptions, expected: int) -> None:
    assert len(chosen_modules(shop(), chosen)) == expected


def test_a_pin_brings_no_test_that_is_hidden() -> None:
    scene = shop(tests=("test_shop",))
    pinned = MapOptions(matching=("prices",), pins=frozenset({"shop.web.urls"}))
    assert "test_shop" not in chosen_modules(scene, pinned)
    shown = msgspec.structs.replace(pinned, hide_tests=False)
    assert "test_shop" in chosen_modules(scene, shown)


def test_a_pin_is_drawn_in_a_crowd() -> None:
    made = structure(
        [f"p.m{number:02}" for number in range(60)],
        [f"p.m{number:02} -> p.m01" for number in range(20, 25)],
    )
    options = MapOptions(budget=8, ceiling=30, pins=frozenset({"p.m59"}))
    picture = draw_modules(Scene(made, execution(made)), options)
    assert "p.m59" in {box.id for box in picture.boxes}
    assert len(picture.boxes) <= 30
