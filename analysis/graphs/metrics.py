"""Numbers of a node: fan-in, fan-out and instability by its edges, abstractness by its classes."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec
import networkx as nx

from analysis.extract.facts import ClassFact, ImportFact
from analysis.graphs.adjacency import Node

_ABSTRACT = {"abc": "ABC", "typing": "Protocol", "typing_extensions": "Protocol"}


class Metrics(msgspec.Struct, frozen=True):
    """How many nodes import this one (`fan_in`), and how many it imports (`fan_out`)."""

    fan_in: int
    fan_out: int

    @property
    def instability(self) -> float:
        """fan_out / (fan_in + fan_out), after R. C. Martin: 0 is leant upon, 1 leans."""
        together = self.fan_in + self.fan_out
        return self.fan_out / together if together else 0.0


def metrics_between(graph: nx.DiGraph[Node], members: Collection[Node]) -> Metrics:
    """Of several nodes as if they were one: edges between them count for nothing."""
    inside = set(members)
    return Metrics(
        fan_in=len({other for node in inside for other in graph.pred[node]} - inside),
        fan_out=len({other for node in inside for other in graph.succ[node]} - inside),
    )


def interfaces_in(imports: Iterable[ImportFact]) -> frozenset[str]:
    """The names by which a file with these imports may mean ABC or Protocol."""
    found = set()
    for fact in imports:
        if fact.level or fact.module not in _ABSTRACT:
            continue
        if fact.name is None:
            found.add(f"{fact.bound if fact.alias else fact.module}.{_ABSTRACT[fact.module]}")
        elif fact.name == _ABSTRACT[fact.module]:
            found.add(fact.bound)
    return frozenset(found)


def is_abstract(fact: ClassFact, interfaces: frozenset[str]) -> bool:
    """Whether a class says itself that it is an interface: ABC or Protocol is one of its bases."""
    return not interfaces.isdisjoint(fact.bases)


def metrics_of(graph: nx.DiGraph[Node]) -> dict[Node, Metrics]:
    """The metrics of every node; of packages, where the graph is collapsed."""
    return {
        node: Metrics(fan_in=len(graph.pred[node]), fan_out=len(graph.succ[node])) for node in graph
    }
