"""Before and after a change, drawn in one frame: what both sides have stands at one place."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec
import networkx as nx

from analysis.graphs.components import cycle_through
from analysis.graphs.drawing import framed, paint, without
from analysis.graphs.focus import neighbourhood
from analysis.graphs.layout import chosen_modules, exactly, extent_of, module_sketch
from analysis.graphs.module_graph import import_time_graph, runtime_graph
from analysis.graphs.picture import Arrow, Box, Picture
from analysis.graphs.scene import MapOptions, Scene
from analysis.graphs.sketch import Sketch, union

Edge = tuple[str, str]

_NEIGHBOURS = 24


def draw_pair(
    before: Scene,
    after: Scene,
    options: MapOptions = MapOptions(),  # noqa: B008
    around: Collection[str] = (),
    first: Collection[str] = (),
) -> tuple[Picture, Picture]:
    """Both sides of a change, each box and arrow with its `change`.

    Drawn are the modules that the change touches, the cycles it breaks or closes, `around` (the
    members of the finding, say), and their neighbours, about `options.budget` of them; or, where
    `options` choose modules, those. Where not all have room, `first` come before any. A box or
    arrow that only one side has is in that picture alone, as removed or added. A module that
    imports again is healed, in the second picture.
    """
    names = frozenset[str]()
    if options.only is None and options.focus is None and not options.cycles_only:
        names = touched(before, after, around, options.budget, first)
    if not names:
        names = chosen_modules(before, options) | chosen_modules(after, options)
    options = exactly(names, options, before.structure, after.structure)
    sketches = [module_sketch(scene, options) for scene in (before, after)]
    both, frame = framed(union(*sketches), extent_of(options))
    sides = [_within(sketch, both) for sketch in sketches]
    pictures = [paint(side, frame) for side in sides]
    return _marked(pictures[0], pictures[1], "removed"), _marked(pictures[1], pictures[0], "added")


def touched(
    before: Scene,
    after: Scene,
    around: Collection[str] = (),
    budget: int = 60,
    first: Collection[str] = (),
) -> frozenset[str]:
    """The modules to look at, about `budget` of them, the most telling first.

    After `first`, in their order, come the ends of edges that only one side has, modules that only
    one side has or whose outcome changes, and `around`; then the shortest cycles that the changed
    edges were or are part of; then importers and imported ones of all these.
    """
    sides = (before.structure.modules, after.structure.modules)
    names = set(sides[0]) | set(sides[1])
    edges = [_timed(side) for side in sides]
    gone, new = sorted(edges[0] - edges[1]), sorted(edges[1] - edges[0])
    picked: dict[str, None] = {}

    def pick(wanted: Iterable[str]) -> None:
        for name in wanted:
            if name in names and len(picked) < budget:
                picked[name] = None

    pick(first)
    pick(name for source, target, _ in (*gone, *new) for name in (source, target))
    pick(sorted(set(sides[0]) ^ set(sides[1])))
    pick(sorted(around))
    for side, changed in ((sides[0], gone), (sides[1], new)):
        pick(_on_cycles(side, {(source, target) for source, target, _ in changed}))
    pick(_other_outcomes(before, after))
    pick(name for ghost in _other_ghosts(before, after) for name in ghost)
    core = list(picked)
    budget = min(budget, len(core) + _NEIGHBOURS)
    for side in sides:
        near = neighbourhood(side, core) - picked.keys()
        pick(sorted(near, key=lambda name: (-side.degree(name), name)))
    return frozenset(picked)


def _timed(graph: nx.DiGraph[str]) -> set[tuple[str, str, str]]:
    """Edges with their timing: an import that is deferred is a change too."""
    return {
        (source, target, carried["data"].timing.value)
        for source, target, carried in graph.edges(data=True)
    }


def _on_cycles(graph: nx.DiGraph[str], edges: Collection[Edge]) -> list[str]:
    if not edges:
        return []
    eager, any_time = import_time_graph(graph), runtime_graph(graph)
    found: list[str] = []
    for source, target in sorted(edges):
        found += cycle_through(eager, source, target) or cycle_through(any_time, source, target)
    return found


def _other_outcomes(before: Scene, after: Scene) -> list[str]:
    old, new = before.execution.outcomes, after.execution.outcomes
    changed = {name for name in old.keys() & new.keys() if type(old[name]) is not type(new[name])}
    return sorted(changed)


def _other_ghosts(before: Scene, after: Scene) -> list[tuple[str, ...]]:
    old = {ghost.id: ghost.importers for ghost in before.ghosts}
    new = {ghost.id: ghost.importers for ghost in after.ghosts}
    return [
        tuple(sorted(set(old.get(key, ())) ^ set(new.get(key, ()))))
        for key in sorted(old.keys() | new.keys())
    ]


def _within(sketch: Sketch, both: Sketch) -> Sketch:
    """One side, as far as the frame of both has room for it."""
    ghosts = {ghost.id for ghost in both.ghosts}
    kept = without(sketch, sketch.leaves.keys() - both.leaves.keys(), ())
    return msgspec.structs.replace(
        kept,
        ghosts=tuple(ghost for ghost in kept.ghosts if ghost.id in ghosts),
        notes=both.notes,
    )


def _marked(side: Picture, other: Picture, change: str) -> Picture:
    boxes = {box.id: box for box in other.boxes}
    arrows = {_key(arrow) for arrow in other.arrows}
    return Picture(
        boxes=tuple(
            msgspec.structs.replace(box, change=_box_change(box, boxes.get(box.id), change))
            for box in side.boxes
        ),
        arrows=tuple(
            arrow if _key(arrow) in arrows else msgspec.structs.replace(arrow, change=change)
            for arrow in side.arrows
        ),
        hidden=side.hidden,
    )


def _box_change(box: Box, other: Box | None, change: str) -> str:
    if other is None:
        return change
    worse = _failing(box) - _failing(other)
    if change == "added" and worse:
        return "worsened" if worse > 0 else "healed"
    return ""


def _failing(box: Box) -> int:
    return max(box.badges.failing, int(box.outcome == "fails"))


def _key(arrow: Arrow) -> tuple[str, str, str, str]:
    return arrow.source, arrow.target, arrow.kind, arrow.timing.value
