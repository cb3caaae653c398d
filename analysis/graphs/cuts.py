"""The cheapest set of edges whose removal leaves a directed graph without cycles.

Every cycle lies in one biconnected block of one strongly connected component, so each block is
solved alone: as a hitting set over cycles that are added until none is left unhit (then it is a
proven minimum), or, where the budget ends first, by ordering heuristics with local improvement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

import msgspec

from analysis.graphs.adjacency import adjacency, blocks, components, within
from analysis.graphs.hitting_set import Budget, minimum_hitting_set

Edge = tuple[int, int]
Weights = dict[Edge, int]

_SMALL = 13
_ROUNDS = 400
STEPS = 3_000_000
"""Edges looked at before the exact search of one graph gives up: a few seconds at most."""


class CutSet(msgspec.Struct, frozen=True):
    """`edges` break every cycle; no cheaper set does if `minimum`, else none below `at_least`."""

    edges: tuple[tuple[str, str], ...]
    weight: int
    at_least: int

    @property
    def minimum(self) -> bool:
        return self.weight == self.at_least


def cheapest_cut(weights: Mapping[tuple[str, str], int], steps: int = STEPS) -> CutSet:
    """Edges to remove; `weights` maps every edge of the graph to a positive cost."""
    return _cheapest_cut(tuple(sorted(weights.items())), steps)


# An edit leaves most cycles as they are, and the next analysis asks for the same cuts again.
@lru_cache(maxsize=64)
def _cheapest_cut(weighted: tuple[tuple[tuple[str, str], int], ...], steps: int) -> CutSet:
    weights = dict(weighted)
    names = sorted({name for edge in weights for name in edge})
    number = {name: index for index, name in enumerate(names)}
    graph = adjacency(sorted((number[u], number[v]) for u, v in weights if u != v))
    cost = {(number[u], number[v]): weight for (u, v), weight in weights.items() if u != v}
    cut: list[Edge] = []
    at_least = 0
    budget = Budget(steps)
    for block in sorted(_blocks(graph), key=len):
        edges = [(u, v) for u in sorted(block) for v in graph[u] if v in block]
        chosen, bound = _solve({edge: cost[edge] for edge in edges}, budget)
        cut += chosen
        at_least += bound
    loops = [(u, v) for u, v in weights if u == v]
    extra = sum(weights[edge] for edge in loops)
    return CutSet(
        tuple(sorted([(names[u], names[v]) for u, v in cut] + loops)),
        sum(cost[edge] for edge in cut) + extra,
        at_least + extra,
    )


def _blocks(graph: Mapping[int, Collection[int]]) -> list[set[int]]:
    found: list[set[int]] = []
    for members in components(graph):
        if len(members) > 1:
            found += blocks(within(graph, members))
    return found


def _solve(weights: Weights, budget: Budget) -> tuple[list[Edge], int]:
    """A cut of one block, and a lower bound of the weight of any."""
    best = _by_order(weights)
    price = _price(weights, best)
    cycles = sorted(set(_one_cycle_an_edge(weights)))
    known = set(cycles)
    at_least = 0
    for _ in range(_ROUNDS):
        answer = minimum_hitting_set(cycles, weights, budget)
        at_least = max(at_least, answer.at_least)
        if at_least >= price:
            return best, price
        rest = {edge: weight for edge, weight in weights.items() if edge not in answer.chosen}
        fresh = [cycle for cycle in _disjoint_cycles(rest) if cycle not in known]
        budget.spend(len(rest) * (len(fresh) + 1))
        completed = list(answer.chosen)
        if fresh:
            completed += _by_order(rest)
            completed = _without_needless(weights, completed)
        if _price(weights, completed) < price:
            best, price = completed, _price(weights, completed)
        if not fresh and answer.minimum:
            return best, price
        if not fresh or budget.spent:
            break
        known.update(fresh)
        cycles += fresh
    nodes = {node for edge in weights for node in edge}
    if len(nodes) <= _SMALL:
        best = _by_subsets(weights, sorted(nodes))
        return best, _price(weights, best)
    return best, min(at_least, price)


def _price(weights: Weights, edges: Iterable[Edge]) -> int:
    return sum(weights[edge] for edge in edges)


def _successors(weights: Iterable[Edge]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for source, target in sorted(weights):
        found.setdefault(source, []).append(target)
    return found


class _Ways:
    """Successors, sorted, and predecessors of every node; edges can be added."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self.after: dict[int, list[int]] = {}
        self.before: dict[int, list[int]] = {}
        for source, target in sorted(edges):
            self.add(source, target)

    def add(self, source: int, target: int) -> None:
        self.after.setdefault(source, []).append(target)
        self.before.setdefault(target, []).append(source)

    def shortest_path(self, start: int, end: int) -> list[int]:
        """Both ends included, [] where there is none; of equally short ones the first in order.

        It is searched from both ends, the narrower side first.
        """
        if start != end and end in self.after.get(start, ()):
            return [start, end]
        ahead, behind = [{start}], [{end}]
        seen, met = {start}, {end}
        while ahead[-1].isdisjoint(behind[-1]):
            if not ahead[-1] or not behind[-1]:
                return []
            if len(ahead[-1]) <= len(behind[-1]):
                ahead.append(_next(ahead[-1], self.after, seen))
            else:
                behind.append(_next(behind[-1], self.before, met))
        layers = [ahead.pop() & behind.pop()]
        for layer in reversed(ahead):
            layers.append(layer & _next(layers[-1], self.before, set()))
        layers = layers[::-1] + behind[::-1]
        path = [start]
        for layer in layers[1:]:
            path.append(min(layer.intersection(self.after[path[-1]])))
        return path


def _next(layer: set[int], beside: Mapping[int, list[int]], seen: set[int]) -> set[int]:
    found: set[int] = set()
    for node in layer:
        found.update(beside.get(node, ()))
    found -= seen
    seen |= found
    return found


def _search(
    successors: Mapping[int, list[int]], start: int, wanted: Collection[int]
) -> dict[int, int]:
    """The node before each that a breadth-first search meets, until all that are `wanted` are."""
    previous = {start: start}
    missing = set(wanted) - {start}
    rim = [start] if missing else []
    for node in rim:
        for other in successors.get(node, ()):
            if other not in previous:
                previous[other] = node
                if other in missing:
                    missing.discard(other)
                    if not missing:
                        return previous
                rim.append(other)
    return previous


def _path_back(previous: Mapping[int, int], end: int) -> list[int] | None:
    if end not in previous:
        return None
    path = [end]
    while previous[path[-1]] != path[-1]:
        path.append(previous[path[-1]])
    return path[::-1]


def _one_cycle_an_edge(weights: Weights) -> list[tuple[Edge, ...]]:
    successors = _successors(weights)
    sources: dict[int, list[int]] = {}
    for source, target in sorted(weights):
        sources.setdefault(target, []).append(source)
    found = []
    for target in sorted(sources):
        # One search for all edges into a node.
        previous = _search(successors, target, sources[target])
        paths = [_path_back(previous, source) for source in sources[target]]
        found += [_as_cycle(path) for path in paths if path]
    return found


def _as_cycle(path: list[int]) -> tuple[Edge, ...]:
    return tuple(sorted(zip(path, path[1:] + path[:1], strict=True)))


def _disjoint_cycles(weights: Weights) -> list[tuple[Edge, ...]]:
    """Short cycles that share no edge, until none is left."""
    left = dict(weights)
    found: list[tuple[Edge, ...]] = []
    while True:
        inside: dict[int, int] = {}
        for index, members in enumerate(components(adjacency(left))):
            if len(members) > 1:
                inside |= dict.fromkeys(members, index)
        left = {
            edge: weight
            for edge, weight in left.items()
            if edge[0] in inside and inside[edge[0]] == inside.get(edge[1])
        }
        if not left:
            return found
        used: set[int] = set()
        ways = _Ways(left)
        for source, target in sorted(left):
            if source in used or target in used:
                continue
            path = ways.shortest_path(target, source)
            if path and used.isdisjoint(path):
                used.update(path)
                found.append(_as_cycle(path))
                for edge in found[-1]:
                    del left[edge]


def _by_subsets(weights: Weights, nodes: list[int]) -> list[Edge]:
    """The minimum by trying every set of nodes as the first of an order (2**n * n steps)."""
    place = {node: index for index, node in enumerate(nodes)}
    size = len(nodes)
    into = [[0] * size for _ in range(size)]
    for (source, target), weight in weights.items():
        into[place[source]][place[target]] = weight
    best: list[int] = [0] * (1 << size)
    last = [0] * (1 << size)
    for chosen in range(1, 1 << size):
        options = []
        for node in range(size):
            if chosen >> node & 1:
                before = chosen & ~(1 << node)
                back = sum(into[node][other] for other in range(size) if before >> other & 1)
                options.append((best[before] + back, node))
        best[chosen], last[chosen] = min(options)
    order: dict[int, int] = {}
    chosen = (1 << size) - 1
    while chosen:
        node = last[chosen]
        chosen &= ~(1 << node)
        order[nodes[node]] = chosen.bit_count()
    return sorted(edge for edge in weights if order[edge[0]] > order[edge[1]])


def _by_order(weights: Weights) -> list[Edge]:
    """Eades, Lin and Smyth's order, improved by moving one node at a time."""
    order = _improved(weights, _eades_lin_smyth(weights))
    place = {node: index for index, node in enumerate(order)}
    return _without_needless(weights, [e for e in sorted(weights) if place[e[0]] > place[e[1]]])


def _eades_lin_smyth(weights: Weights) -> list[int]:
    out: dict[int, dict[int, int]] = {}
    into: dict[int, dict[int, int]] = {}
    for (source, target), weight in sorted(weights.items()):
        out.setdefault(source, {})[target] = weight
        into.setdefault(target, {})[source] = weight
    left = {node for edge in weights for node in edge}
    head: list[int] = []
    tail: list[int] = []
    while left:
        ends = [node for node in sorted(left) if not out.get(node) or not into.get(node)]
        picked = ends or [
            max(
                sorted(left),
                key=lambda node: sum(out[node].values()) - sum(into[node].values()),
            )
        ]
        for node in picked:
            (head if out.get(node) or not into.get(node) else tail).append(node)
            for other in out.pop(node, {}):
                into.get(other, {}).pop(node, None)
            for other in into.pop(node, {}):
                out.get(other, {}).pop(node, None)
            left.discard(node)
    return head + tail[::-1]


def _improved(weights: Weights, order: list[int]) -> list[int]:
    """Each node moved to its best place until no move helps: edges should point forward."""
    neighbours: dict[int, dict[int, int]] = {node: {} for node in order}
    for (source, target), weight in sorted(weights.items()):
        # Passing `target` on the way to the end turns the edge backward: that costs `weight`.
        neighbours[source][target] = neighbours[source].get(target, 0) + weight
        neighbours[target][source] = neighbours[target].get(source, 0) - weight
    place = {node: index for index, node in enumerate(order)}
    for _ in range(len(order)):
        moved = False
        for node in sorted(neighbours):
            here = place[node]
            around = sorted((place[other], change) for other, change in neighbours[node].items())
            best_gain, best_place = 0, here
            cost = 0
            for index, change in around:
                if index > here:
                    cost += change
                    if cost < best_gain:
                        best_gain, best_place = cost, index
            cost = 0
            for index, change in reversed(around):
                if index < here:
                    cost -= change
                    if cost < best_gain:
                        best_gain, best_place = cost, index
            if best_place != here:
                order.insert(best_place, order.pop(here))
                place = {other: index for index, other in enumerate(order)}
                moved = True
        if not moved:
            break
    return order


def _without_needless(weights: Weights, cut: list[Edge]) -> list[Edge]:
    """`cut` without the edges that can come back, the dearest first."""
    removed = set(cut)
    ways = _Ways(edge for edge in weights if edge not in removed)
    kept = []
    for source, target in sorted(removed, key=lambda edge: (-weights[edge], edge)):
        if ways.shortest_path(target, source):
            kept.append((source, target))
        else:
            ways.add(source, target)
    return sorted(kept)
