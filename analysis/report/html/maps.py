"""The maps of a report: the overview, and one for each package that is closed on another map."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from analysis.graphs.drawing import Extent, draw
from analysis.graphs.layout import module_sketch
from analysis.graphs.picture import Picture
from analysis.graphs.readable import readable
from analysis.graphs.scene import Ghost, MapOptions, Mark
from analysis.graphs.sketch import Sketch
from analysis.pipeline import Analysis
from analysis.scenes import scene_of

MOST_MAPS = 40
MOST_BOXES = 3000
"""Boxes on all maps together: what a browser reads at once."""
WINDOW = (860.0, 700.0)


def maps_of(analysis: Analysis) -> dict[str, Picture]:
    """Pictures by the package they show, "" for the overview; the larger packages first."""
    whole = module_sketch(scene_of(analysis), MapOptions())
    found = {"": _drawn(whole)}
    boxes = len(found[""].boxes)
    waiting = _closed(found[""])
    while waiting and len(found) < MOST_MAPS and boxes < MOST_BOXES:
        waiting.sort(key=lambda held: (-held[0], held[1]))
        _, package = waiting.pop(0)
        if package not in found:
            # Only what is in it: nothing is chosen and counted anew for each package.
            found[package] = _drawn(_within(whole, package))
            boxes += len(found[package].boxes)
            waiting += [each for each in _closed(found[package]) if each[1] not in found]
    return found


def _drawn(sketch: Sketch) -> Picture:
    usual = MapOptions()
    return readable(
        lambda budget: draw(sketch, Extent(None, budget, usual.ceiling, whole=False)), WINDOW
    )


def _closed(picture: Picture) -> list[tuple[int, str]]:
    """How many modules each closed package of a picture holds, and its id."""
    return [(box.contains, box.id) for box in picture.boxes if box.contains > 1]


def _within(sketch: Sketch, package: str) -> Sketch:
    leaves = {
        id: leaf
        for id, leaf in sketch.leaves.items()
        if id == package or id.startswith(f"{package}.")
    }
    ghosts = (_kept_ghost(ghost, leaves.keys()) for ghost in sketch.ghosts)
    marks = (
        Mark(mark.kind, tuple(each for each in mark.subjects if each in leaves))
        for mark in sketch.marks
    )
    return Sketch(
        leaves=leaves,
        links=tuple(
            link for link in sketch.links if link.source in leaves and link.target in leaves
        ),
        marks=tuple(mark for mark in marks if mark.subjects),
        ghosts=tuple(ghost for ghost in ghosts if ghost.importers),
        own={id: leaf for id, leaf in sketch.own.items() if id.startswith(f"{package}.")},
    )


def _kept_ghost(ghost: Ghost, there: Collection[str]) -> Ghost:
    importers = tuple(each for each in ghost.importers if each in there)
    return msgspec.structs.replace(ghost, importers=importers)
