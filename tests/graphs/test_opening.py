"""What stays where it is when a package is opened or closed."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.graphs.layout import draw_modules
from analysis.graphs.picture import Box, Picture
from analysis.graphs.scene import MapOptions, Scene
from tests.graphs.builders import execution, structure
from tests.graphs.test_layout import modules, scenes

ROOMY = MapOptions(hide_tests=False, ceiling=400)
few = st.frozensets(modules, max_size=6)


def opened_of(picture: Picture) -> frozenset[str]:
    return frozenset(box.id for box in picture.boxes if box.kind == "open-package")


def around(picture: Picture, package: str) -> set[str | None]:
    """The packages around a box, and the top."""
    parents = {box.id: box.parent for box in picture.boxes}
    found: set[str | None] = {None}
    parent = parents[package]
    while parent is not None:
        found.add(parent)
        parent = parents[parent]
    return found


def offsets(picture: Picture) -> dict[str, tuple[float, ...]]:
    """Each box from the upper left corner of the package that encloses it."""
    boxes = {box.id: box for box in picture.boxes}

    def corner(box: Box | None) -> tuple[float, float]:
        return (box.x - box.width / 2, box.y - box.height / 2) if box else (0.0, 0.0)

    found: dict[str, tuple[float, ...]] = {}
    for box in picture.boxes:
        left, top = corner(boxes[box.parent] if box.parent else None)
        found[box.id] = (round(box.x - left, 1), round(box.y - top, 1), box.width, box.height)
    return found


def rows(picture: Picture) -> dict[str | None, list[list[str]]]:
    """What each package holds, row by row from the foundations, each from left to right."""
    found: dict[str | None, dict[int, list[Box]]] = {}
    for box in picture.boxes:
        if box.kind != "ghost":
            found.setdefault(box.parent, {}).setdefault(box.level, []).append(box)
    return {
        parent: [
            [box.id for box in sorted(levels[level], key=lambda b: (b.x, b.y))]
            for level in sorted(levels)
        ]
        for parent, levels in found.items()
    }


@given(scenes(), few, st.data())
@settings(max_examples=50)
def test_opening_a_package_moves_nothing_outside_its_ancestors_rows(
    scene: Scene, opened: frozenset[str], data: st.DataObject
) -> None:
    before = draw_modules(scene, msgspec.structs.replace(ROOMY, opened=opened))
    closed = sorted(box.id for box in before.boxes if box.kind == "package")
    assume(closed)
    package = data.draw(st.sampled_from(closed))
    after = draw_modules(
        scene, msgspec.structs.replace(ROOMY, opened=opened_of(before) | {package})
    )
    there = {box.id for box in after.boxes}
    assert {box.id for box in before.boxes if box.kind != "ghost"} <= there
    # Beside it, and beside what is around it, boxes make room, each in the row where it was.
    rows_before, rows_after = rows(before), rows(after)
    assert {parent: rows_after[parent] for parent in rows_before} == rows_before
    # Elsewhere nothing moves within the package that holds it.
    makes_room = around(before, package)
    one, other = offsets(before), offsets(after)
    for box in before.boxes:
        if box.parent not in makes_room:
            assert other[box.id] == pytest.approx(one[box.id], abs=0.3)


@given(
    st.lists(st.integers(0, 450), min_size=1, max_size=4),
    st.sampled_from([MapOptions(), MapOptions(cycles_only=True), MapOptions(focus="p0", hops=3)]),
    st.booleans(),
)
@settings(max_examples=25)
def test_never_more_than_four_hundred_boxes(
    sizes: list[int], chosen: MapOptions, everything: bool
) -> None:
    modules = [
        f"p{package}.s{number % 7}.m{number:03}" if package % 2 else f"p{package}.m{number:03}"
        for package, many in enumerate(sizes)
        for number in range(many)
    ]
    ring = [f"{one} -> {other}" for one, other in pairwise(modules)]
    made = structure([*modules, "alone"], [*ring, *(["p0.m000 -> alone"] if sizes[0] else [])])
    if everything:
        chosen = msgspec.structs.replace(chosen, opened=frozenset(made.modules))
    picture = draw_modules(Scene(made, execution(made)), chosen)
    assert len(picture.boxes) <= 400
    if everything and any(box.kind == "package" for box in picture.boxes):
        assert any("400 boxes" in line or "most imports" in line for line in picture.hidden)
