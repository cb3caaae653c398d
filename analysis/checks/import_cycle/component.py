"""A component of modules that import each other, before it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from analysis.checks.import_cycle.failures import asked
from analysis.checks.import_cycle.statements import Edge
from analysis.execution.outcome import Failure
from analysis.extract.facts import Timing
from analysis.findings import Boundary
from analysis.graphs.adjacency import within


class Component(msgspec.Struct, frozen=True):
    """Members, the edges among them, and the failures (by entry module) that they cause."""

    members: tuple[str, ...]
    graph: Mapping[str, list[str]]
    failures: dict[str, Failure]
    timing: Timing
    boundary: Boundary
    packages: tuple[Edge, ...]
    """Edges that only run a package on the way."""


def component_at_import(
    members: tuple[str, ...],
    graph: Mapping[str, list[str]],
    boundary: Boundary,
    failures: dict[str, Failure],
    closing: Iterable[Edge],
) -> Component:
    """One of those at import time."""
    inside = set(members)
    caused = {
        entry: failure
        for entry, failure in failures.items()
        if failure.raised_in in inside and asked(failure) in inside
    }
    packages = tuple(sorted({edge for edge in closing if inside.issuperset(edge)}))
    return Component(members, within(graph, members), caused, Timing.IMPORT, boundary, packages)


def ring_of(nodes: tuple[str, ...]) -> list[Edge]:
    """The edges of a cycle through `nodes`."""
    return list(zip(nodes, nodes[1:] + nodes[:1], strict=True))
