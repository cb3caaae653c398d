"""Before and after are drawn in one frame, and say what changed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.execution.outcome import Cause, Fails, Failure
from analysis.graphs.pair import draw_pair, touched
from analysis.graphs.picture import Picture
from analysis.graphs.scene import Ghost, MapOptions, Scene
from tests.graphs.builders import execution, structure

CRASH = Fails(Failure("ImportError", "no", "a.py", 1, ("a",), Cause.PARTIAL, "a"))

segments = st.sampled_from("abc")
modules = st.lists(segments, min_size=1, max_size=3).map(".".join)
imports = st.builds(
    lambda u, how, v: f"{u} {how} {v}", modules, st.sampled_from(["->", "~>"]), modules
)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    haunted = draw(st.booleans())
    made = structure(draw(st.lists(modules, max_size=6)), draw(st.lists(imports, max_size=12)))
    failing = draw(st.sets(st.sampled_from(sorted(made.modules) or ["none"]), max_size=2))
    asking = sorted(made.modules)[:2]
    ghosts = (Ghost("a.b", "gone", tuple(asking)),) if asking and haunted else ()
    return Scene(made, execution(made, dict.fromkeys(failing, CRASH)), ghosts=ghosts)


def places(picture: Picture) -> dict[str, tuple[float, float, float, float, str | None]]:
    return {box.id: (box.x, box.y, box.width, box.height, box.parent) for box in picture.boxes}


@given(scenes(), scenes())
@settings(max_examples=60)
def test_what_both_sides_have_stands_at_one_place(before: Scene, after: Scene) -> None:
    left, right = draw_pair(before, after)
    one, other = places(left), places(right)
    assert {name: one[name] for name in one.keys() & other.keys()} == {
        name: other[name] for name in one.keys() & other.keys()
    }
    assert {box.id for box in left.boxes if box.change == "removed"} == one.keys() - other.keys()
    assert {box.id for box in right.boxes if box.change == "added"} == other.keys() - one.keys()
    for side in (left, right):
        names = {box.id for box in side.boxes}
        assert all(arrow.source in names and arrow.target in names for arrow in side.arrows)
        assert len(side.boxes) <= MapOptions().ceiling


@given(scenes())
@settings(max_examples=40)
def test_nothing_changed_is_nothing_marked(scene: Scene) -> None:
    left, right = draw_pair(scene, scene)
    assert left == right
    assert not any(box.change for box in left.boxes)
    assert not any(arrow.change for arrow in left.arrows)


BEFORE = structure(["far.away"], ["pkg -> pkg.a", "pkg.a -> pkg.b", "pkg.b -> pkg.a", "app -> pkg"])
AFTER = structure(
    ["far.away"],
    ["pkg -> pkg.a", "pkg.a -> pkg.b", "pkg.b ~> pkg.a", "app -> pkg", "pkg.a -> pkg.n"],
)


def test_a_cycle_that_is_deferred() -> None:
    before = Scene(BEFORE, execution(BEFORE, {"pkg.b": CRASH}))
    left, right = draw_pair(before, Scene(AFTER, execution(AFTER)))
    assert {box.id for box in left.boxes} == {"pkg", "pkg.__init__", "pkg.a", "pkg.b"}
    assert {box.id: box.change for box in right.boxes if box.change} == {
        "pkg.b": "healed",
        "pkg.n": "added",
    }
    gone = {(arrow.source, arrow.target) for arrow in left.arrows if arrow.change == "removed"}
    new = {
        (arrow.source, arrow.target): arrow.timing.value for arrow in right.arrows if arrow.change
    }
    assert gone == {("pkg.b", "pkg.a")}
    assert new == {("pkg.b", "pkg.a"): "deferred", ("pkg.a", "pkg.n"): "import"}


def test_a_broken_target_that_is_mended() -> None:
    before = structure(["lib.new"], ["app -> lib"])
    after = structure(["lib.new"], ["app -> lib", "app -> lib.new"])
    left, right = draw_pair(
        Scene(before, execution(before), ghosts=(Ghost("lib.old", None, ("app",)),)),
        Scene(after, execution(after)),
    )
    ghost = next(box for box in left.boxes if box.kind == "ghost")
    assert (ghost.id, ghost.change) == ("ghost:lib.old", "removed")
    assert not any(box.kind == "ghost" for box in right.boxes)


def test_a_package_that_loses_its_modules_stays_a_package() -> None:
    before = structure(imports=["app -> pkg", "app -> pkg.gone"])
    after = structure(["pkg"], ["app -> pkg"])
    left, right = draw_pair(Scene(before, execution(before)), Scene(after, execution(after)))
    assert {box.id for box in left.boxes} == {"app", "pkg", "pkg.__init__", "pkg.gone"}
    assert {box.id for box in right.boxes} == {"app", "pkg", "pkg.__init__"}


def test_what_is_touched_is_about_the_budget() -> None:
    hub = [f"m{number:02} -> hub" for number in range(80)]
    one, other = structure(imports=hub), structure(imports=[*hub, "hub -> leaf"])
    found = touched(Scene(one, execution(one)), Scene(other, execution(other)), budget=10)
    assert {"hub", "leaf"} <= found
    assert len(found) == 10
