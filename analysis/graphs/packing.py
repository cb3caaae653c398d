"""Rows of boxes as a rectangle of a readable shape, with nothing overlapping."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

SCREEN = 16 / 9
INSIDE = 2.6
"""Packages are set wider than a screen is: levels put them on top of one another."""
COLUMN_GAP = 28.0
STACK_GAP = 20.0
ROW_GAP = 56.0
LEAST_ROW_GAP = 26.0
"""Of a drawing that is taller than it should be: what arrows give away, names gain in size."""
_TRIES = 24
_STRETCH = 1.6
# A tall drawing is as small on the screen when it is wider: room that arrows can use.
_TALL = 1.2


class Size(NamedTuple):
    """Width and height in drawing units: pixels at zoom 1."""

    width: float
    height: float


class Packed(NamedTuple):
    """The size of the whole, and the left upper corner of each box in it."""

    size: Size
    corners: dict[str, tuple[float, float]]


def pack(
    rows: Sequence[Sequence[str]],
    sizes: Mapping[str, Size],
    place: Mapping[str, float],
    ratio: float = SCREEN,
) -> Packed:
    """`rows` from the top down, each from left to right and as near to `place` as there is room.

    A row that is too long is set in columns of several boxes, so that the whole comes as near to
    `ratio` as its boxes allow; beside a tall box, small ones stand on one another at no cost.
    Where that is still too tall, its rows come nearer to each other.
    """
    rows = [row for row in rows if row]
    if not rows:
        return Packed(Size(0.0, 0.0), {})
    narrowest = max(sizes[box].width for row in rows for box in row)
    widest = max(_width([[box] for box in row], sizes) for row in rows)
    best: tuple[float, list[list[list[str]]]] | None = None
    for attempt in range(_TRIES):
        room = narrowest * (widest / narrowest) ** (attempt / (_TRIES - 1))
        columns = [_fitted(row, sizes, room) for row in rows]
        whole = _whole(columns, sizes)
        ugliness = abs(math.log(whole.width / whole.height / ratio))
        if best is None or ugliness < best[0]:
            best = ugliness, columns
    assert best is not None
    return _set(best[1], sizes, place, ratio)


def _fitted(row: Sequence[str], sizes: Mapping[str, Size], room: float) -> list[list[str]]:
    """The row as columns, the lowest that fit in `room`."""
    tall = max(sizes[box].height for box in row)
    step = min(sizes[box].height for box in row) + STACK_GAP
    columns = _columns(row, sizes, tall)
    while _width(columns, sizes) > room + 0.5 and len(columns) > 1:
        tall += step
        columns = _columns(row, sizes, tall)
    return columns


def _columns(row: Sequence[str], sizes: Mapping[str, Size], tall: float) -> list[list[str]]:
    columns: list[list[str]] = []
    used = math.inf
    for box in row:
        used += STACK_GAP + sizes[box].height
        if used > tall:
            columns.append([])
            used = sizes[box].height
        columns[-1].append(box)
    return columns


def _width(columns: Sequence[Sequence[str]], sizes: Mapping[str, Size]) -> float:
    return sum(max(sizes[box].width for box in column) for column in columns) + COLUMN_GAP * (
        len(columns) - 1
    )


def _height(column: Sequence[str], sizes: Mapping[str, Size]) -> float:
    return sum(sizes[box].height for box in column) + STACK_GAP * (len(column) - 1)


def _whole(
    rows: Sequence[Sequence[Sequence[str]]], sizes: Mapping[str, Size], gap: float = ROW_GAP
) -> Size:
    return Size(
        max(_width(columns, sizes) for columns in rows),
        sum(max(_height(column, sizes) for column in columns) for columns in rows)
        + gap * (len(rows) - 1),
    )


def _gap(rows: Sequence[Sequence[Sequence[str]]], sizes: Mapping[str, Size], ratio: float) -> float:
    """The room between two rows with which the whole is as wide as it should be."""
    if len(rows) < 2:
        return ROW_GAP
    whole = _whole(rows, sizes)
    spare = (whole.height - whole.width / ratio) / (len(rows) - 1)
    return min(max(ROW_GAP - spare, LEAST_ROW_GAP), ROW_GAP)


def _set(
    rows: Sequence[Sequence[Sequence[str]]],
    sizes: Mapping[str, Size],
    place: Mapping[str, float],
    ratio: float,
) -> Packed:
    gap = _gap(rows, sizes, ratio)
    size = _whole(rows, sizes, gap)
    boxes = [box for columns in rows for column in columns for box in column]
    first = min(place[box] for box in boxes)
    lanes = max(place[box] for box in boxes) - first + 1
    usual = sum(sizes[box].width for box in boxes) / len(boxes) + COLUMN_GAP
    free = max(size.width * _STRETCH, size.height * _TALL)
    airy = min(lanes * usual, free, size.height * ratio)
    size = Size(max(size.width, airy), size.height)
    corners: dict[str, tuple[float, float]] = {}
    top = 0.0
    for columns in rows:
        tall = max(_height(column, sizes) for column in columns)
        widths = [max(sizes[box].width for box in column) for column in columns]
        wanted = [
            (sum(place[box] - first for box in column) / len(column) + 0.5) / lanes * size.width
            for column in columns
        ]
        for column, wide, left in zip(
            columns, widths, _spread(wanted, widths, size.width), strict=True
        ):
            y = top + (tall - _height(column, sizes)) / 2
            for box in column:
                corners[box] = (left + (wide - sizes[box].width) / 2, y)
                y += sizes[box].height + STACK_GAP
        top += tall + gap
    return Packed(size, corners)


def _spread(wanted: Sequence[float], widths: Sequence[float], room: float) -> list[float]:
    """Left edges, in order and a gap apart, with centres as near to `wanted` as possible.

    Without the widths this is isotonic regression: neighbours that would overlap form a block,
    which stands where its members want to be on average.
    """
    before = [0.0]
    for width in widths:
        before.append(before[-1] + width + COLUMN_GAP)
    blocks: list[tuple[float, int]] = []
    for index, centre in enumerate(wanted):
        mean, count = centre - widths[index] / 2 - before[index], 1
        while blocks and blocks[-1][0] > mean:
            other, many = blocks.pop()
            mean, count = (mean * count + other * many) / (count + many), count + many
        blocks.append((mean, count))
    slack = room - (before[-1] - COLUMN_GAP)
    shifts = [min(max(mean, 0.0), max(slack, 0.0)) for mean, count in blocks for _ in range(count)]
    return [shift + start for shift, start in zip(shifts, before, strict=False)]
