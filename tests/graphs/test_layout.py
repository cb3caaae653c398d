"""Laws of every drawing of the modules, and what the options do."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.execution.outcome import Cause, Fails, Failure
from analysis.extract.facts import Timing
from analysis.graphs.layout import (
    draw_modules,
    edge_sites,
    exactly,
    module_sketch,
    picture_of,
)
from analysis.graphs.package_tree import module_of, reveal
from analysis.graphs.picture import Box, Picture
from analysis.graphs.scene import Ghost, MapOptions, Mark, MarkKind, Scene
from analysis.resolve.project import External
from analysis.sources.layout import Kind
from tests.graphs.builders import execution, import_of, structure

CRASH = Fails(Failure("ImportError", "no", "a.py", 1, ("a",), Cause.MISSING_NAME, "a"))

segments = st.sampled_from("abc")
modules = st.lists(segments, min_size=1, max_size=4).map(".".join)
arrows = st.sampled_from(["->", "->", "~>", "?>"])
imports = st.builds(lambda u, how, v: f"{u} {how} {v}", modules, arrows, modules)
ghosts = st.builds(
    lambda module, name, importers: Ghost(module, name, tuple(sorted(set(importers)))),
    modules,
    st.sampled_from([None, "x", "y"]),
    st.lists(modules, min_size=1, max_size=3),
)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    asking = {ghost.id: ghost for ghost in draw(st.lists(ghosts, max_size=4))}
    names = [name for ghost in asking.values() for name in ghost.importers]
    made = structure(
        [*draw(st.lists(modules, max_size=12)), *names], draw(st.lists(imports, max_size=25))
    )
    failing = draw(st.sets(st.sampled_from(sorted(made.modules) or ["none"]), max_size=2))
    return Scene(
        made,
        execution(made, dict.fromkeys(failing, CRASH)),
        marks=(Mark(MarkKind.CYCLES, tuple(sorted(made.modules)[:3])),),
        ghosts=tuple(asking.values()),
    )


options = st.builds(
    MapOptions,
    opened=st.none() | st.frozensets(modules, max_size=6),
    focus=st.none() | modules,
    hops=st.integers(0, 2),
    cycles_only=st.booleans(),
    hide_deferred=st.booleans(),
    budget=st.integers(3, 30),
    ceiling=st.integers(10, 60),
)


def edges_of(box: Box) -> tuple[float, float, float, float]:
    half, tall = box.width / 2, box.height / 2
    return box.x - half, box.y - tall, box.x + half, box.y + tall


def assert_sound(picture: Picture) -> None:
    boxes = {box.id: box for box in picture.boxes}
    assert len(boxes) == len(picture.boxes)
    for box in picture.boxes:
        left, top, right, bottom = edges_of(box)
        assert left < right
        assert top < bottom
        if box.parent is not None:
            assert boxes[box.parent].kind == "open-package"
            outer = edges_of(boxes[box.parent])
            assert outer[0] < left
            assert outer[1] < top
            assert outer[2] > right
            assert outer[3] > bottom
        for other in picture.boxes:
            if other.parent == box.parent and other.id < box.id:
                apart = edges_of(other)
                assert right < apart[0] or apart[2] < left or bottom < apart[1] or apart[3] < top, (
                    f"{box.id} overlaps {other.id}"
                )
    for arrow in picture.arrows:
        assert arrow.source in boxes
        assert arrow.target in boxes
        assert arrow.source != arrow.target
        assert boxes[arrow.source].kind != "open-package"
        assert boxes[arrow.target].kind != "open-package"
        assert arrow.count >= 1


@given(scenes(), options)
@settings(max_examples=90)
def test_every_picture_is_sound(scene: Scene, chosen: MapOptions) -> None:
    picture = draw_modules(scene, chosen)
    assert_sound(picture)
    assert len(picture.boxes) <= chosen.ceiling


@given(scenes(), options, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_the_input_does_not_matter(
    scene: Scene, chosen: MapOptions, random: object
) -> None:
    made = scene.structure
    shuffled = structure(reversed(list(made.modules)), reversed(made.project.imports))
    again = Scene(
        shuffled,
        msgspec.structs.replace(
            scene.execution, outcomes=dict(reversed(scene.execution.outcomes.items()))
        ),
        scene.marks[::-1],
        scene.ghosts[::-1],
    )
    assert draw_modules(again, chosen) == draw_modules(scene, chosen)


@given(scenes(), options)
@settings(max_examples=40)
def test_a_sketch_serves_whatever_is_opened(scene: Scene, chosen: MapOptions) -> None:
    usual = MapOptions()
    sketch = module_sketch(
        scene,
        msgspec.structs.replace(
            chosen, opened=usual.opened, budget=usual.budget, ceiling=usual.ceiling
        ),
    )
    assert picture_of(sketch, chosen) == draw_modules(scene, chosen)


@given(scenes())
@settings(max_examples=40)
def test_every_import_between_boxes_is_counted_once(scene: Scene) -> None:
    everything = MapOptions(opened=frozenset(scene.structure.modules))
    for chosen in (everything, MapOptions(opened=frozenset())):
        picture = draw_modules(scene, chosen)
        for arrow in picture.arrows:
            if arrow.kind == "import":
                sites = edge_sites(scene.structure, arrow.source, arrow.target)
                assert 1 <= len({site.path for site in sites}) <= arrow.count
    opened = draw_modules(scene, everything)
    drawn = {(module_of(a.source), module_of(a.target)) for a in opened.arrows}
    assert {edge for edge in drawn if ":" not in edge[1]} == set(scene.structure.modules.edges)


@given(scenes())
@settings(max_examples=40)
def test_arrows_run_down_but_for_cycles(scene: Scene) -> None:
    picture = draw_modules(scene, MapOptions(opened=frozenset(scene.structure.modules)))
    boxes = {box.id: box for box in picture.boxes}
    for arrow in picture.arrows:
        source, target = boxes[arrow.source], boxes[arrow.target]
        if source.parent == target.parent:
            assert arrow.upward == (source.level <= target.level)
            assert (source.y < target.y) or arrow.upward


def shop(**changes: object) -> Scene:
    made = structure(
        modules=["shop.tests"],
        imports=[
            "shop.web.views -> shop.core.db.models",
            "shop.web.urls -> shop.web.views",
            "shop.core.db.models ~> shop.web.views",
            import_of("shop.cli", "shop.core.db.models", 7, name="Order"),
            "shop.test_web -> shop.web.views",
            "shop.web.views ?> shop.types",
        ],
        tests=["shop.test_web"],
    )
    scene = Scene(made, execution(made, {"shop.web.urls": CRASH}))
    return msgspec.structs.replace(scene, **changes)


def boxes_of(picture: Picture) -> dict[str, Box]:
    return {box.id: box for box in picture.boxes}


def test_levels_fit_the_budget() -> None:
    top = draw_modules(shop(), MapOptions(budget=6, hide_tests=True))
    assert set(boxes_of(top)) == {
        "shop",
        "shop.cli",
        "shop.core.db.models",
        "shop.tests",
        "shop.types",
        "shop.web",
    }
    assert boxes_of(top)["shop.web"].kind == "package"
    assert boxes_of(top)["shop.web"].contains == 3
    assert boxes_of(top)["shop.web"].badges.failing == 1
    assert top.hidden == ("1 test module is not drawn.",)
    deeper = draw_modules(shop(), MapOptions(budget=12))
    assert boxes_of(deeper)["shop.web"].kind == "open-package"
    assert boxes_of(deeper)["shop.web.urls"].outcome == "fails"


def test_a_folder_that_holds_one_thing_is_left_out() -> None:
    box = boxes_of(draw_modules(shop()))["shop.core.db.models"]
    assert (box.label, box.parent) == ("core.db.models", "shop")


def test_the_code_of_an_open_package_is_a_box_where_it_matters() -> None:
    made = structure(imports=["pkg.a -> pkg", "pkg.b -> pkg.a", "pkg.sub.x -> pkg.sub.y"])
    boxes = boxes_of(draw_modules(Scene(made, execution(made))))
    assert boxes["pkg.__init__"].parent == "pkg"
    assert boxes["pkg.__init__"].label == "__init__"
    assert "pkg.sub.__init__" not in boxes


def test_a_folder_without_modules_is_drawn_only_when_asked_for() -> None:
    made = structure(["folder", "a"])
    folder = msgspec.structs.replace(made.project.modules["folder"], kind=Kind.NAMESPACE)
    named = msgspec.structs.replace(
        made.project, modules={**made.project.modules, "folder": folder}
    )
    scene = Scene(msgspec.structs.replace(made, project=named), execution(made))
    assert set(boxes_of(draw_modules(scene))) == {"a"}
    picture = draw_modules(scene, MapOptions(only=frozenset({"folder"})))
    assert boxes_of(picture)["folder"].kind == "namespace"


def test_an_arrow_of_a_closed_package_says_what_is_behind_it() -> None:
    scene = shop()
    picture = draw_modules(scene, MapOptions(opened=frozenset({"shop"})))
    arrow = next(a for a in picture.arrows if a.source == "shop.core.db.models")
    assert (arrow.target, arrow.timing, arrow.upward) == ("shop.web", Timing.DEFERRED, True)
    sites = edge_sites(scene.structure, "shop.cli", "shop.core.db.models")
    assert [(site.path, site.line, site.names) for site in sites] == [
        ("shop/cli.py", 7, ("Order",))
    ]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        pytest.param(MapOptions(focus="shop.cli"), "shop.cli shop.core.db.models", id="one-hop"),
        pytest.param(
            MapOptions(focus="shop.cli", hops=2, hide_deferred=True),
            "shop.cli shop.core.db.models",
            id="not-by-deferred-imports",
        ),
        pytest.param(MapOptions(only=frozenset({"shop.web"})), "urls views", id="a-package"),
        pytest.param(
            MapOptions(only=frozenset({"shop.web", "shop.types"}), without=frozenset({"shop.web"})),
            "shop.types",
            id="without",
        ),
        pytest.param(MapOptions(cycles_only=True), "", id="no-import-time-cycle"),
        pytest.param(
            MapOptions(focus="shop.test_web"), "test_web web.views", id="a-test-asked-for"
        ),
        pytest.param(MapOptions(only=frozenset({"no.such"})), "", id="nothing"),
    ],
)
def test_what_is_chosen(chosen: MapOptions, expected: str) -> None:
    picture = draw_modules(shop(), chosen)
    labels = sorted(box.label for box in picture.boxes if box.kind != "open-package")
    assert (
        labels == expected.split()
        or sorted(box.id for box in picture.boxes if box.kind != "open-package") == expected.split()
    )


def test_exactly_these_modules() -> None:
    made = structure(imports=["pkg -> pkg.a", "pkg.a -> pkg.b", "x -> pkg"])
    scene = Scene(made, execution(made))
    picture = draw_modules(scene, exactly(["pkg", "x"], MapOptions(), made))
    assert sorted(box.id for box in picture.boxes) == ["pkg.__init__", "x"]
    assert [(a.source, a.target) for a in picture.arrows] == [("x", "pkg.__init__")]


def test_a_ghost_stands_where_its_target_should_be() -> None:
    scene = shop(
        ghosts=(
            Ghost("shop.web.views", "Missing", ("shop.cli", "shop.web.urls")),
            Ghost("nowhere", None, ("shop.cli",)),
            Ghost("asked.by.nobody", None, ("gone",)),
        )
    )
    picture = draw_modules(scene)
    boxes = boxes_of(picture)
    assert boxes["ghost:shop.web.views:Missing"].parent == "shop.web"
    assert boxes["ghost:shop.web.views:Missing"].label == "Missing"
    assert boxes["ghost:nowhere"].parent is None
    assert "ghost:asked.by.nobody" not in boxes
    broken = {(a.source, a.target) for a in picture.arrows if a.kind == "broken"}
    assert broken == {
        ("shop.cli", "ghost:nowhere"),
        ("shop.cli", "ghost:shop.web.views:Missing"),
        ("shop.web.urls", "ghost:shop.web.views:Missing"),
    }


def test_a_closed_box_counts_a_finding_once() -> None:
    marks = (
        Mark(MarkKind.CYCLES, ("shop.web.views", "shop.web.urls")),
        Mark(MarkKind.DUPLICATES, ("shop.web.views:A", "shop.cli:A")),
    )
    picture = draw_modules(shop(marks=marks), MapOptions(opened=frozenset({"shop"})))
    badges = boxes_of(picture)["shop.web"].badges
    assert (badges.cycles, badges.duplicates, badges.broken) == (1, 1, 0)
    assert boxes_of(picture)["shop.cli"].badges.duplicates == 1


def test_a_package_that_is_too_large_stays_closed_and_the_picture_says_why() -> None:
    made = structure([f"p.m{number}" for number in range(30)] + [f"q{i}.m" for i in range(9)])
    picture = draw_modules(
        Scene(made, execution(made)), MapOptions(opened=frozenset({"p"}), ceiling=20)
    )
    assert boxes_of(picture)["p"].kind == "package"
    assert "p stays closed" in picture.hidden[0]


def test_of_a_flat_repository_the_busiest_modules_are_drawn() -> None:
    made = structure(
        [f"p.m{number:02}" for number in range(90)],
        [f"p.m{number:02} -> p.m07" for number in range(20, 25)],
    )
    picture = draw_modules(Scene(made, execution(made)), MapOptions(budget=10, ceiling=40))
    assert {"p", "p.m07", "p.m20", "p.m24"} <= set(boxes_of(picture))
    assert len(picture.boxes) <= 40
    assert "90 modules" in picture.hidden[0]


def test_reveal_opens_every_package_around_a_module() -> None:
    assert reveal({"x"}, "a.b.c") == {"x", "a", "a.b"}


def test_third_party_packages_are_drawn_when_asked_for() -> None:
    made = structure(imports=["a -> b"])
    outside = msgspec.structs.replace(
        import_of("a", "b"), target=External("numpy.linalg", "norm"), depends_on=None
    )
    standard = msgspec.structs.replace(outside, target=External("os"))
    made = structure(["b"], [*made.project.imports, outside, standard])
    picture = draw_modules(Scene(made, execution(made)), MapOptions(externals=True))
    assert boxes_of(picture)["external:numpy"].kind == "external"
    assert boxes_of(picture)["external:numpy"].label == "numpy"
    assert sorted(boxes_of(picture)) == ["a", "b", "external:numpy"]
