"""Pictures as the JSON that the canvas reads."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from analysis.graphs.package_tree import module_of
from analysis.graphs.picture import Arrow, Badges, Box, Picture

GHOST = "ghost:"
EXTERNAL = "external:"


def full_name(box: str) -> str:
    """What a box's id names, for people."""
    return module_of(box).removeprefix(GHOST).removeprefix(EXTERNAL)


class DrawnBox(msgspec.Struct, frozen=True, omit_defaults=False):
    """A box in drawing units; `name` is the full name, `change` what a repair does to it.

    One that is `pinned` is drawn whatever else is chosen.
    """

    id: str
    label: str
    name: str
    kind: str
    x: float
    y: float
    w: float
    h: float
    importers: int
    contains: int
    outcome: str
    test: bool
    badges: Badges
    change: str
    pinned: bool


class DrawnArrow(msgspec.Struct, frozen=True):
    """An arrow from importer to imported; `change` is removed, added or empty."""

    source: str
    target: str
    kind: str
    timing: str
    count: int
    guarded: bool
    cycle: bool
    upward: bool
    change: str


class Side(msgspec.Struct, frozen=True):
    """One pane: its caption and what it draws."""

    title: str
    boxes: tuple[DrawnBox, ...]
    arrows: tuple[DrawnArrow, ...]


def draw(picture: Picture, title: str = "", pins: Collection[str] = ()) -> Side:
    """A single picture; `pins` are ids of boxes, or the modules that they stand for."""
    return Side(
        title=title,
        boxes=tuple(
            _box(box, is_pinned=box.id in pins or module_of(box.id) in pins)
            for box in picture.boxes
        ),
        arrows=tuple(_arrow(arrow) for arrow in picture.arrows),
    )


def draw_two(before: Picture, after: Picture) -> tuple[Side, Side]:
    """Both sides of a repair."""
    return draw(before, "Before"), draw(after, "After")


def _box(box: Box, *, is_pinned: bool) -> DrawnBox:
    return DrawnBox(
        id=box.id,
        label=box.label,
        name=full_name(box.id),
        kind=box.kind,
        x=round(box.x, 1),
        y=round(box.y, 1),
        w=round(box.width, 1),
        h=round(box.height, 1),
        importers=box.importers,
        contains=box.contains,
        outcome=box.outcome,
        test=box.is_test,
        badges=box.badges,
        change=box.change,
        pinned=is_pinned,
    )


def _arrow(arrow: Arrow) -> DrawnArrow:
    return DrawnArrow(
        source=arrow.source,
        target=arrow.target,
        kind=arrow.kind,
        timing=arrow.timing.value,
        count=arrow.count,
        guarded=arrow.guarded,
        cycle=arrow.cycle,
        upward=arrow.upward,
        change=arrow.change,
    )
