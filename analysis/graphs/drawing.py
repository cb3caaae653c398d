"""From a sketch to a picture: how much is opened, what stands where, what each box says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import msgspec

from analysis.extract.facts import Timing
from analysis.graphs.module_graph import earliest
from analysis.graphs.package_tree import (
    OWN,
    TOP,
    PackageTree,
    Visible,
    build_tree,
    holder,
    leaves_below,
    open_levels,
    reveal,
    visible,
)
from analysis.graphs.picture import Arrow, Badges, Box, Picture
from analysis.graphs.placement import Frame, label, place
from analysis.graphs.scene import MarkKind
from analysis.graphs.sketch import Leaf, Link, Sketch

_LONELY = 8
_NAMED = 3
_GHOST_SHARE = 3


class Extent(msgspec.Struct, frozen=True):
    """How much to draw: packages to open (None: what `budget` allows), never beyond `ceiling`.

    `whole` opens everything where that is not far beyond the budget: a chosen part of a graph is
    looked at closely. What is around a box that is `kept` is opened as well.
    """

    opened: frozenset[str] | None
    budget: int
    ceiling: int
    whole: bool = False
    kept: frozenset[str] = frozenset()


def draw(sketch: Sketch, extent: Extent) -> Picture:
    """The picture of one sketch."""
    sketch, frame = framed(sketch, extent)
    return paint(sketch, frame)


def framed(sketch: Sketch, extent: Extent) -> tuple[Sketch, Frame]:
    """What of the sketch is drawn, with notes on what is not, and where it stands."""
    tree, shown = _shown(sketch, extent)
    crowded = TOP if len(tree.children[TOP]) > extent.ceiling else None
    if crowded is None and shown.refused and len(shown.parent) < _LONELY:
        crowded = shown.refused[0]
    if crowded is not None:
        sketch = _busiest(sketch, tree, crowded, extent)
        tree, shown = _shown(sketch, extent)
    notes = []
    if shown.refused:
        named = ", ".join(shown.refused[:_NAMED])
        others = len(shown.refused) - _NAMED
        notes.append(
            f"{named}{f' and {others} more' if others > 0 else ''} "
            f"{'stays' if len(shown.refused) == 1 else 'stay'} closed: opened, the drawing would "
            f"pass {extent.ceiling} boxes. Close a package, focus on a module, or use the matrix."
        )
    room = min(extent.ceiling - len(shown.parent), max(extent.budget // _GHOST_SHARE, 1))
    ghosts = sorted(sketch.ghosts, key=lambda ghost: (-len(ghost.importers), ghost.id))
    if len(ghosts) > room:
        notes.append(
            f"{len(ghosts) - max(room, 0)} broken targets are not drawn; badges count them."
        )
    sketch = msgspec.structs.replace(
        sketch, ghosts=tuple(ghosts[: max(room, 0)]), notes=(*sketch.notes, *notes)
    )
    return sketch, place(sketch, shown)


def paint(sketch: Sketch, frame: Frame) -> Picture:
    """The sketch in its frame; boxes outermost first, arrows sorted."""
    home = frame.shown.home
    inside: dict[str, list[Leaf]] = {}
    for leaf in sketch.leaves.values():
        inside.setdefault(home[leaf.id], []).append(leaf)
    drawn: set[str] = set()
    for name in (*inside, *(ghost.id for ghost in sketch.ghosts)):
        around = name
        while around != TOP and around not in drawn:
            drawn.add(around)
            around = frame.shown.parent[around]
    importers = _importers(sketch, home)
    badges = _badges(sketch, home)
    idle = _idle(sketch, drawn)
    return Picture(
        boxes=tuple(
            _box(
                name=name,
                package=package,
                sketch=sketch,
                frame=frame,
                leaves=inside.get(name, []),
                importers=importers.get(name),
                badges=badges.get(name, Badges()),
                idle=idle.get(name, 0),
            )
            for package, held in frame.shown.children.items()
            for name in held
            if name in drawn
        ),
        arrows=_arrows(sketch, frame),
        hidden=sketch.notes,
    )


def _shown(sketch: Sketch, extent: Extent) -> tuple[PackageTree, Visible]:
    tree = build_tree(sketch.leaves)
    opened = extent.opened
    if opened is None:
        everything = frozenset(tree.children) - {TOP}
        if extent.whole and len(sketch.leaves) + len(everything) <= 2 * extent.budget:
            opened = everything
        else:
            tests = {
                package
                for package in everything
                if all(sketch.leaves[leaf].is_test for leaf in leaves_below(tree, package))
            }
            opened = open_levels(tree, extent.budget, tests)
    for box in sorted(extent.kept):
        opened = reveal(opened, box)
    return tree, visible(tree, opened, extent.ceiling)


def _busiest(sketch: Sketch, tree: PackageTree, package: str, extent: Extent) -> Sketch:
    """Only those parts of a package that have the most edges."""
    part_of = {
        leaf: child for child in tree.children[package] for leaf in leaves_below(tree, child)
    }
    busy = dict.fromkeys(tree.children[package], 0)
    for link in sketch.links:
        for end in (link.source, link.target):
            if end in part_of:
                busy[part_of[end]] += 1
    wanted = extent.budget if extent.opened is None else extent.ceiling - _LONELY
    kept = {
        child
        for leaf, child in part_of.items()
        if extent.kept and extent.kept & {leaf, *reveal((), leaf)}
    }
    ranked = sorted(busy, key=lambda child: (child not in kept, -busy[child], child))
    dropped = {leaf for leaf, child in part_of.items() if child in set(ranked[wanted:])}
    where = f"{package} holds" if package != TOP else "The top level holds"
    note = (
        f"{where} {len(ranked)} modules and packages: only the {wanted} with the most imports are "
        "drawn. Focus on a module, search, or use the matrix for the others."
    )
    return without(sketch, dropped, (note,))


def without(sketch: Sketch, dropped: Collection[str], notes: tuple[str, ...]) -> Sketch:
    """The sketch without some leaves and what leads to them; `notes` say why."""
    gone = set(dropped)
    ghosts = [
        msgspec.structs.replace(
            ghost, importers=tuple(name for name in ghost.importers if name not in gone)
        )
        for ghost in sketch.ghosts
    ]
    return msgspec.structs.replace(
        sketch,
        leaves={name: leaf for name, leaf in sketch.leaves.items() if name not in gone},
        links=tuple(
            link for link in sketch.links if link.source not in gone and link.target not in gone
        ),
        ghosts=tuple(ghost for ghost in ghosts if ghost.importers),
        notes=(*sketch.notes, *notes),
    )


def _box(
    name: str,
    package: str,
    sketch: Sketch,
    frame: Frame,
    leaves: Collection[Leaf],
    importers: int | None,
    badges: Badges,
    idle: int,
) -> Box:
    spot = frame.spots[name]
    leaf = sketch.leaves.get(name)
    own = leaf or sketch.leaves.get(name + OWN) or sketch.own.get(name)
    if name.startswith("ghost:"):
        kind = "ghost"
    elif leaf is not None:
        kind = leaf.kind
    else:
        kind = "open-package" if name in frame.shown.children else "package"
    components = [found.component for found in leaves if found.component is not None]
    return Box(
        id=name,
        label=label(name, package),
        kind=kind,
        x=spot.x,
        y=spot.y,
        width=spot.width,
        height=spot.height,
        level=spot.level,
        parent=package or None,
        importers=importers if importers is not None else own.importers if own else 0,
        contains=len(leaves) + idle if kind == "package" else 0,
        component=min(components, default=None),
        outcome=own.outcome if own else "ok",
        is_test=bool(leaves) and all(found.is_test for found in leaves),
        badges=badges,
    )


def _idle(sketch: Sketch, drawn: Collection[str]) -> dict[str, int]:
    """How many packages in each drawn box have code of their own that is not drawn."""
    counts: dict[str, int] = {}
    for name, leaf in sketch.own.items():
        if leaf.kind == "namespace":
            continue
        around = name
        while around and around not in drawn:
            around = holder(around)
        counts[around] = counts.get(around, 0) + 1
    return counts


def _importers(sketch: Sketch, home: Mapping[str, str]) -> dict[str, int]:
    """For closed packages and ghosts: how many leaves from outside lean on them."""
    outside: dict[str, set[str]] = {ghost.id: set(ghost.importers) for ghost in sketch.ghosts}
    for link in sketch.links:
        box = home[link.target]
        if box != link.target and home[link.source] != box:
            outside.setdefault(box, set()).add(link.source)
    return {box: len(found) for box, found in outside.items()}


def _badges(sketch: Sketch, home: Mapping[str, str]) -> dict[str, Badges]:
    counts: dict[str, dict[str, int]] = {}

    def count(boxes: Iterable[str], kind: str) -> None:
        for box in boxes:
            found = counts.setdefault(box, {})
            found[kind] = found.get(kind, 0) + 1

    for mark in sketch.marks:
        boxes = {home[subject] for subject in mark.subjects if subject in sketch.leaves}
        count(boxes, MarkKind(mark.kind).value)
    for leaf in sketch.leaves.values():
        if leaf.outcome == "fails":
            count([home[leaf.id]], "failing")
    return {box: Badges(**found) for box, found in counts.items()}


def _arrows(sketch: Sketch, frame: Frame) -> tuple[Arrow, ...]:
    home = frame.shown.home
    folded: dict[tuple[str, str, str], list[Link]] = {}
    for link in sketch.links:
        source, target = home[link.source], home[link.target]
        if source != target:
            folded.setdefault((source, target, link.kind), []).append(link)
    for ghost in sketch.ghosts:
        for importer in ghost.importers:
            link = Link(importer, ghost.id, "broken", ghost.timing)
            folded.setdefault((home[importer], ghost.id, "broken"), []).append(link)
    return tuple(
        Arrow(
            source=source,
            target=target,
            kind=kind,
            timing=_first([link.timing for link in folded[source, target, kind]]),
            count=len(folded[source, target, kind]),
            guarded=all(link.guarded for link in folded[source, target, kind]),
            cycle=any(link.cycle for link in folded[source, target, kind]),
            upward=frame.upward(source, target),
        )
        for source, target, kind in sorted(folded)
    )


def _first(timings: list[Timing]) -> Timing:
    return timings[0] if len(timings) == 1 else earliest(timings)
