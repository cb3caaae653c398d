"""Pictures as the JSON that the canvas reads."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from analysis.graphs.picture import Arrow, Badges, Box, Picture


class DrawnBox(msgspec.Struct, frozen=True, omit_defaults=False):
    """A box in drawing units; `name` is the full name, `change` what a repair does to it."""

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


def draw(picture: Picture, title: str = "") -> Side:
    """A single picture."""
    return _side(picture, title, {}, {})


def draw_two(before: Picture, after: Picture) -> tuple[Side, Side]:
    """Both sides of a repair: what the right side lacks or adds, heals or worsens is marked."""
    left, right = _arrow_keys(before), _arrow_keys(after)
    gone = {key: "removed" for key in left - right}
    new = {key: "added" for key in right - left}
    return (
        _side(before, "Before", {}, gone),
        _side(after, "After", _changes(before, after), new),
    )


_Key = tuple[str, str, str, str]


def _key(arrow: Arrow) -> _Key:
    return (arrow.source, arrow.target, arrow.kind, arrow.timing.value)


def _arrow_keys(picture: Picture) -> set[_Key]:
    return {_key(arrow) for arrow in picture.arrows}


def _failing(box: Box) -> int:
    return max(box.badges.failing, int(box.outcome == "fails"))


def _changes(before: Picture, after: Picture) -> dict[str, str]:
    old = {box.id: box for box in before.boxes}
    changes = {}
    for box in after.boxes:
        was = old.get(box.id)
        if was is None:
            changes[box.id] = "added"
        elif _failing(box) < _failing(was):
            changes[box.id] = "healed"
        elif _failing(box) > _failing(was):
            changes[box.id] = "worsened"
    return changes


def _side(
    picture: Picture, title: str, boxes: Mapping[str, str], arrows: Mapping[_Key, str]
) -> Side:
    return Side(
        title=title,
        boxes=tuple(_box(box, boxes.get(box.id, "")) for box in picture.boxes),
        arrows=tuple(_arrow(arrow, arrows.get(_key(arrow), "")) for arrow in picture.arrows),
    )


def _box(box: Box, change: str) -> DrawnBox:
    return DrawnBox(
        id=box.id,
        label=box.label,
        name=box.id,
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
        change=change,
    )


def _arrow(arrow: Arrow, change: str) -> DrawnArrow:
    return DrawnArrow(
        source=arrow.source,
        target=arrow.target,
        kind=arrow.kind,
        timing=arrow.timing.value,
        count=arrow.count,
        guarded=arrow.guarded,
        cycle=arrow.cycle,
        upward=arrow.upward,
        change=change,
    )
