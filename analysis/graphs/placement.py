"""Where every box of a drawing stands: packages laid out from the inside out."""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec

from analysis.extract.facts import Timing
from analysis.graphs.levelling import rows_of
from analysis.graphs.package_tree import OWN, TOP, Visible
from analysis.graphs.packing import INSIDE, SCREEN, Size, pack
from analysis.graphs.scene import Ghost
from analysis.graphs.sketch import Sketch

PADDING = 18.0
TITLE = 30.0
_LOW = 34.0
_LETTER = 0.6
_FIT = 30.0
_MANY = 64
# In a tall drawing wider boxes cost nothing, and from far away names fill their boxes.
_WIDER = (1.6, 1.35, 1.15)
# An arrow up that stands for imports at import time is worth a look; one that exists only for the
# type checker is not. Counts are capped, or one busy pair of packages would decide everything.
_WEIGHT = {Timing.IMPORT: 24, Timing.DEFERRED: 4, Timing.TYPE_CHECKING: 1}
_CAP = 40


class Spot(msgspec.Struct, frozen=True):
    """Centre, size and row (0: foundations) of one box."""

    x: float
    y: float
    width: float
    height: float
    level: int


class Frame(msgspec.Struct, frozen=True):
    """Where every box stands: one frame holds for every sketch that has no box beyond it."""

    shown: Visible
    spots: Mapping[str, Spot]

    def upward(self, source: str, target: str) -> bool:
        """Whether an arrow between two boxes runs against the flow of the package around both."""
        one, other = siblings(self.shown.parent, source, target)
        return self.spots[one].level <= self.spots[other].level


def place(sketch: Sketch, shown: Visible) -> Frame:
    """Positions for all boxes in `shown`, ghosts of the sketch beside what they should be in."""
    shown = with_ghosts(shown, sketch.ghosts)
    weights = _weights(sketch, shown)
    importers: dict[str, int] = {ghost.id: len(ghost.importers) for ghost in sketch.ghosts}
    for leaf in sketch.leaves.values():
        box = shown.home[leaf.id]
        importers[box] = max(importers.get(box, 0), leaf.importers)
    sizes: dict[str, Size] = {}
    rooms: dict[str, Size] = {}
    levels: dict[str, int] = {}
    corners: dict[str, tuple[float, float]] = {}
    for package in reversed(tuple(shown.children)):
        held = shown.children[package]
        for box in held:
            if box not in sizes:
                sizes[box] = _size(label(box, package), importers.get(box, 0))
        ghosts = [box for box in held if box.startswith("ghost:")]
        rows, columns = rows_of(held, weights.get(package, {}), ghosts)
        levels.update({box: level for level, row in enumerate(rows) for box in row})
        ratio = SCREEN if package == TOP else INSIDE
        packed = pack(rows[::-1], sizes, columns, ratio)
        for factor in _WIDER:
            wider = sizes | {
                box: Size(sizes[box].width * factor, sizes[box].height)
                for box in held
                if box not in shown.children
            }
            again = pack(rows[::-1], wider, columns, ratio)
            if _fits(again.size, packed.size):
                sizes, packed = wider, again
                break
        corners.update(packed.corners)
        rooms[package] = packed.size
        title = len(label(package, shown.parent.get(package, TOP))) * 7.5 + 60
        sizes[package] = Size(
            max(packed.size.width, title) + 2 * PADDING,
            packed.size.height + TITLE + 2 * PADDING,
        )
    spots: dict[str, Spot] = {}
    for package, held in shown.children.items():
        left = top = 0.0
        if package != TOP:
            left = spots[package].x - rooms[package].width / 2
            top = spots[package].y - spots[package].height / 2 + TITLE + PADDING
        for box in held:
            x, y = corners[box]
            size = sizes[box]
            spots[box] = Spot(
                x=round(left + x + size.width / 2, 2),
                y=round(top + y + size.height / 2, 2),
                width=round(size.width, 2),
                height=round(size.height, 2),
                level=levels[box],
            )
    return Frame(shown, spots)


def _fits(wider: Size, before: Size) -> bool:
    """Whether it is as high as before, and as wide at most as a screen is for that."""
    return wider.height <= before.height and wider.width <= max(
        before.width, before.height * SCREEN
    )


def label(box: str, package: str) -> str:
    """The last segment, or all that a package which was left out does not say."""
    if box.startswith("ghost:"):
        return box.rpartition(":")[2].rpartition(".")[2]
    if box.startswith("external:"):
        return box.partition(":")[2]
    text = box[len(package) + 1 :] if package else box
    return text.removesuffix(OWN)


def with_ghosts(shown: Visible, ghosts: tuple[Ghost, ...]) -> Visible:
    """Ghosts added to the deepest open package that their target should be in."""
    children = {package: list(held) for package, held in shown.children.items()}
    parent = dict(shown.parent)
    for ghost in sorted(ghosts, key=lambda ghost: ghost.id):
        package = ghost.module if ghost.name else ghost.module.rpartition(".")[0]
        while package not in children:
            package = package.rpartition(".")[0]
        children[package].append(ghost.id)
        parent[ghost.id] = package
    return msgspec.structs.replace(
        shown,
        children={package: tuple(held) for package, held in children.items()},
        parent=parent,
    )


def siblings(parent: Mapping[str, str], one: str, other: str) -> tuple[str, str]:
    """The two boxes around `one` and `other` (or themselves) that stand in the same package."""
    around = [one]
    while parent[around[-1]] != TOP:
        around.append(parent[around[-1]])
    on_the_way = {parent[box]: box for box in around}
    while parent[other] not in on_the_way:
        other = parent[other]
    return on_the_way[parent[other]], other


def _weights(sketch: Sketch, shown: Visible) -> dict[str, dict[tuple[str, str], int]]:
    """For each open package, how strongly the boxes in it lean on each other.

    This depends on the package alone, not on what is open in it: opening moves nothing to another
    row. A ghost counts only beside itself, since it goes into what is opened.
    """
    counted: dict[tuple[str, str], dict[Timing, int]] = {}
    for link in sketch.links:
        source, target = shown.home[link.source], shown.home[link.target]
        if source != target:
            found = counted.setdefault((source, target), {})
            found[link.timing] = found.get(link.timing, 0) + 1
    paired: dict[tuple[str, str], dict[Timing, int]] = {}
    for (source, target), by_timing in counted.items():
        found = paired.setdefault(siblings(shown.parent, source, target), {})
        for timing, many in by_timing.items():
            found[timing] = found.get(timing, 0) + many
    for ghost in sketch.ghosts:
        for importer in ghost.importers:
            pair = siblings(shown.parent, shown.home[importer], ghost.id)
            if pair[1] == ghost.id:
                found = paired.setdefault(pair, {})
                found[ghost.timing] = found.get(ghost.timing, 0) + 1
    weights: dict[str, dict[tuple[str, str], int]] = {}
    for pair, by_timing in sorted(paired.items()):
        weight = sum(_WEIGHT[timing] * min(many, _CAP) for timing, many in by_timing.items())
        weights.setdefault(shown.parent[pair[0]], {})[pair] = weight
    return weights


def _size(text: str, importers: int) -> Size:
    """Area by importers, up to 2.5 times; wide enough for the label."""
    share = math.log2(1 + min(importers, _MANY)) / math.log2(1 + _MANY)
    side = math.sqrt(1 + 1.5 * share)
    height = _LOW * side
    letters = min(max(len(text), 6), 40)
    font = min(max(height * 0.38, 12), 16)
    return Size(max(letters * font * _LETTER + _FIT, 84 * side), height)
