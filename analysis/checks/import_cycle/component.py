"""A component of modules that import each other, before it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from analysis.checks.import_cycle.failures import asked
from analysis.checks.import_cycle.statements import Edge
from analysis.checks.import_cycle.untangling import Untangled
from analysis.execution.outcome import Failure
from analysis.extract.facts import Timing
from analysis.graphs.adjacency import within


class Component(msgspec.Struct, frozen=True):
    """What it is made of, the edges among its members, and the failures that they cause."""

    untangled: Untangled
    graph: Mapping[str, list[str]]
    failures: dict[str, Failure]
    """By entry module."""
    packages: tuple[Edge, ...]
    """Edges that only run a package on the way."""

    @property
    def members(self) -> tuple[str, ...]:
        return self.untangled.members

    @property
    def timing(self) -> Timing:
        return self.untangled.timing


def component_at_import(
    found: Untangled,
    graph: Mapping[str, list[str]],
    failures: dict[str, Failure],
    closing: Iterable[Edge],
) -> Component:
    """One of those at import time."""
    inside = set(found.members)
    caused = {
        entry: failure
        for entry, failure in failures.items()
        if failure.raised_in in inside and asked(failure) in inside
    }
    packages = tuple(sorted({edge for edge in closing if inside.issuperset(edge)}))
    return Component(found, within(graph, found.members), caused, packages)
