"""Parts of a graph that answer a question: what is near, what is reached, and by which chains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec
import networkx as nx

from analysis.graphs.adjacency import Node
from analysis.graphs.scene import Direction

_STEPS = 100_000


class Chains(msgspec.Struct, frozen=True):
    """Paths of imports from one module to another, shortest first, then by name.

    `complete` is False where more of them exist, or may: the search stopped at its limit.
    """

    chains: tuple[tuple[str, ...], ...]
    complete: bool


def inside(graph: nx.DiGraph[str], name: str) -> frozenset[str]:
    """The modules that a module's or package's name stands for."""
    prefix = f"{name}."
    return frozenset(node for node in graph if node == name or node.startswith(prefix))


def neighbourhood(
    graph: nx.DiGraph[Node],
    seeds: Iterable[Node],
    hops: int | None = 1,
    direction: Direction = Direction.BOTH,
) -> frozenset[Node]:
    """`seeds` and what is at most `hops` edges away (None: any number) downstream, upstream, both.

    `IMPORTED` follows edges forward (what the seeds reach), `IMPORTERS` backward (what is
    affected by them). With `BOTH` each way is followed on its own, never there and back.
    """
    start = {seed for seed in seeds if seed in graph}
    found = set(start)
    if direction != Direction.IMPORTERS:
        found |= _spread(graph.succ, start, hops)
    if direction != Direction.IMPORTED:
        found |= _spread(graph.pred, start, hops)
    return frozenset(found)


def shortest_chains(graph: nx.DiGraph[str], source: str, target: str, limit: int = 50) -> Chains:
    """Every shortest chain of imports, up to `limit`."""
    away = _distances(graph, target)
    if source not in away or source == target:
        return Chains(((source,),) if source in away else (), True)
    found: list[tuple[str, ...]] = []
    for chain in _of_length(graph, away, source, away[source], [_STEPS]):
        if len(found) == limit:
            return Chains(tuple(found), False)
        found.append(chain)
    return Chains(tuple(found), True)


def chains(
    graph: nx.DiGraph[str], source: str, target: str, limit: int = 50, longest: int = 12
) -> Chains:
    """Chains without repetition, shortest first, up to `limit` of them of at most `longest` steps.

    The number of such chains grows exponentially, so the search also stops after a fixed effort.
    """
    away = _distances(graph, target)
    if source not in away or source == target:
        return Chains(((source,),) if source in away else (), True)
    found: list[tuple[str, ...]] = []
    effort = [_STEPS]
    for length in range(away[source], longest + 1):
        for chain in _of_length(graph, away, source, length, effort):
            if len(found) == limit:
                return Chains(tuple(found), False)
            found.append(chain)
        if effort[0] <= 0:
            return Chains(tuple(found), False)
    # A chain of more steps than `longest` needs as many modules between source and target.
    between = nx.descendants(graph, source) & away.keys()
    return Chains(tuple(found), len(between) <= longest)


def _spread(
    adjacent: Mapping[Node, Mapping[Node, object]], start: set[Node], hops: int | None
) -> set[Node]:
    found = set(start)
    rim = start
    while rim and (hops is None or hops > 0):
        rim = {other for node in rim for other in adjacent[node]} - found
        found |= rim
        hops = None if hops is None else hops - 1
    return found


def _distances(graph: nx.DiGraph[str], target: str) -> dict[str, int]:
    if target not in graph:
        return {}
    away = {target: 0}
    rim = [target]
    while rim:
        following = []
        for node in rim:
            for other in graph.predecessors(node):
                if other not in away:
                    away[other] = away[node] + 1
                    following.append(other)
        rim = following
    return away


def _of_length(
    graph: nx.DiGraph[str],
    away: Mapping[str, int],
    source: str,
    length: int,
    effort: list[int],
) -> Iterator[tuple[str, ...]]:
    """Simple paths of exactly `length` edges to where `away` is 0, in the order of their nodes."""
    path = [source]
    pending = [iter(sorted(graph.successors(source)))]
    while pending and effort[0] > 0:
        effort[0] -= 1
        node = next(pending[-1], None)
        left = length - len(path)
        if node is None:
            pending.pop()
            path.pop()
        elif away.get(node) == 0:
            if left == 0:
                yield (*path, node)
        elif node not in path and away.get(node, left + 1) <= left:
            path.append(node)
            pending.append(iter(sorted(graph.successors(node))))
