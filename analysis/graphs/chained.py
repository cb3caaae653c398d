"""Chains of imports between modules or packages, and the statements behind each step."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import msgspec
import networkx as nx

from analysis.graphs.focus import chains, inside, shortest_chains
from analysis.graphs.module_graph import Site, edge_data
from analysis.graphs.package_tree import OWN, module_of

Edge = tuple[str, str]


class Chained(msgspec.Struct, frozen=True):
    """How one end reaches the other; a package at an end stands for all that is in it.

    `steps` has the statements of each step, `edges` the direct imports that make the steps.
    `complete` is False where there are, or may be, more chains.
    """

    chains: tuple[tuple[str, ...], ...]
    complete: bool
    steps: Mapping[Edge, tuple[Site, ...]]
    edges: frozenset[Edge]

    @property
    def modules(self) -> frozenset[str]:
        return frozenset(end for edge in self.edges for end in edge)


def chained(
    graph: nx.DiGraph[str], source: str, target: str, *, every: bool = False, limit: int = 50
) -> Chained:
    """The shortest chains from `source` to `target`, or `every` one, at most `limit` of them."""
    ends = _ends(graph, source, target)
    if not all(ends.values()) or len(ends) == 1:
        return Chained((), True, {}, frozenset())
    folded = _folded(graph, ends)
    search = chains if every else shortest_chains
    found = search(folded, source, target, limit)
    edges_of: dict[Edge, list[Edge]] = {}
    for chain in found.chains:
        for one, other in itertools.pairwise(chain):
            if (one, other) not in edges_of:
                edges_of[one, other] = _between(graph, ends, one, other)
    return Chained(
        chains=found.chains,
        complete=found.complete,
        steps={step: _sites(graph, edges) for step, edges in edges_of.items()},
        edges=frozenset(edge for edges in edges_of.values() for edge in edges),
    )


def _ends(graph: nx.DiGraph[str], source: str, target: str) -> dict[str, frozenset[str]]:
    """What each end stands for; of two ends one of which holds the other, nothing counts twice."""
    one, other = _members(graph, source), _members(graph, target)
    if len(one) > len(other):
        one -= other
    else:
        other -= one
    return {source: one, target: other}


def _members(graph: nx.DiGraph[str], box: str) -> frozenset[str]:
    if box.endswith(OWN):
        return frozenset({module_of(box)} & graph.nodes)
    return inside(graph, box)


def _folded(graph: nx.DiGraph[str], ends: Mapping[str, frozenset[str]]) -> nx.DiGraph[str]:
    """The graph with one node for each end."""
    if all(members == {end} for end, members in ends.items()):
        return graph
    home = {member: end for end, members in ends.items() for member in members}
    folded: nx.DiGraph[str] = nx.DiGraph()
    folded.add_nodes_from(home.get(name, name) for name in graph)
    for one, other in graph.edges:
        step = home.get(one, one), home.get(other, other)
        if step[0] != step[1]:
            folded.add_edge(*step)
    return folded


def _between(
    graph: nx.DiGraph[str], ends: Mapping[str, frozenset[str]], one: str, other: str
) -> list[Edge]:
    imported = ends.get(other, {other})
    return [
        (importer, found)
        for importer in sorted(ends.get(one, {one}))
        for found in sorted(graph.successors(importer))
        if found in imported
    ]


def _sites(graph: nx.DiGraph[str], edges: list[Edge]) -> tuple[Site, ...]:
    return tuple(sorted({site for edge in edges for site in edge_data(graph, *edge).sites}))
