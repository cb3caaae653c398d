"""A graph made ready for drawing: leaves, links and ghosts, whatever it is a graph of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from analysis.extract.facts import Timing
from analysis.graphs.scene import Ghost, Mark


class Leaf(msgspec.Struct, frozen=True):
    """What can't be opened: a module, a class, a third-party package."""

    id: str
    kind: str
    importers: int = 0
    outcome: str = "ok"
    is_test: bool = False
    component: int | None = None


class Link(msgspec.Struct, frozen=True):
    """One direct edge between leaves; `kind` and the rest are those of an `Arrow`."""

    source: str
    target: str
    kind: str
    timing: Timing
    guarded: bool = False
    cycle: bool = False


class Sketch(msgspec.Struct, frozen=True):
    """Everything to draw. `marks` name leaves, `ghosts` too (as importers).

    `own` holds the leaf of packages whose own code is idle: it is not drawn, but says how the
    package fares.
    """

    leaves: Mapping[str, Leaf]
    links: tuple[Link, ...]
    marks: tuple[Mark, ...] = ()
    ghosts: tuple[Ghost, ...] = ()
    own: Mapping[str, Leaf] = {}
    notes: tuple[str, ...] = ()


def union(before: Sketch, after: Sketch) -> Sketch:
    """Everything that either side has, as the later side has it where both do."""
    links: dict[tuple[str, str, str], Link] = {}
    for link in (*before.links, *after.links):
        links[link.source, link.target, link.kind] = link
    ghosts: dict[str, Ghost] = {}
    for ghost in (*before.ghosts, *after.ghosts):
        known = ghosts.get(ghost.id)
        importers = set(ghost.importers) | set(known.importers if known else ())
        ghosts[ghost.id] = msgspec.structs.replace(ghost, importers=tuple(sorted(importers)))
    return Sketch(
        leaves={**before.leaves, **_larger(after.leaves.values(), before.leaves)},
        links=tuple(links[key] for key in sorted(links)),
        ghosts=tuple(ghosts[key] for key in sorted(ghosts)),
    )


def _larger(leaves: Iterable[Leaf], others: Mapping[str, Leaf]) -> dict[str, Leaf]:
    return {
        leaf.id: leaf
        if leaf.id not in others or others[leaf.id].importers <= leaf.importers
        else others[leaf.id]
        for leaf in leaves
    }
