"""The cheapest set of edges whose removal leaves a directed graph without cycles.

Every cycle lies in one biconnected block of one strongly connected component, so each block is
solved alone: as a hitting set over cycles that are added until none is left unhit (then it is a
proven minimum), or, where the budget ends first, by ordering heuristics with local improvement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

import msgspec

from analysis.checkpoint import checkpoint
from analysis.graphs.adjacency import adjacency, blocks, components, within
from analysis.graphs.budget import Budget
from analysis.graphs.hitting_set import minimum_hitting_set
from analysis.graphs.ordering import Edge, Weights, by_order, without_needless
from analysis.graphs.relaxation import Relaxation
from analysis.graphs.ways import Ways

_SMALL = 13
_ROUNDS = 400
_A_ROUND = 20_000
_FIRST_PRICES = 60
_MORE_PRICES = 30
STEPS = 3_000_000
"""Edges looked at before the exact search of one graph gives up: a few seconds at most."""


class CutSet(msgspec.Struct, frozen=True):
    """`edges` break every cycle; no cheaper set does if `minimum`, else none below `at_least`."""

    edges: tuple[tuple[str, str], ...]
    weight: int
    at_least: int
    short_cycles: int = 0
    """How many there are, where each edge names the shortest through it."""
    on_short_cycles: tuple[int, ...] = ()
    """How many of them each of `edges` is part of."""

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
    cycles: list[tuple[Edge, ...]] = []
    for block in sorted(_blocks(graph), key=len):
        inside = {(u, v): cost[u, v] for u in sorted(block) for v in graph[u] if v in block}
        short = sorted(set(_one_cycle_an_edge(inside)))
        chosen, bound = _solve(inside, short, budget)
        cut += chosen
        at_least += bound
        cycles += short
    loops = [(u, v) for u, v in weights if u == v]
    extra = sum(weights[edge] for edge in loops)
    on_cycles = Counter((names[u], names[v]) for cycle in cycles for u, v in cycle)
    edges = tuple(sorted([(names[u], names[v]) for u, v in cut] + loops))
    return CutSet(
        edges,
        sum(cost[edge] for edge in cut) + extra,
        at_least + extra,
        len(cycles) + len(loops),
        tuple(on_cycles[edge] or 1 for edge in edges),
    )


def _blocks(graph: Mapping[int, Collection[int]]) -> list[set[int]]:
    found: list[set[int]] = []
    for members in components(graph):
        if len(members) > 1:
            found += blocks(within(graph, members))
    return found


def _solve(
    weights: Weights, cycles: list[tuple[Edge, ...]], budget: Budget
) -> tuple[list[Edge], int]:
    """A cut of one block, and a lower bound of the weight of any; `cycles` are some of its."""
    found = _Found(weights, cycles)
    steps = budget.left * 2 // 5
    part = budget.part(steps)
    _by_choices(found, part)
    budget.settle(part, steps)
    if not found.proven and not budget.spent:
        _by_prices(found, budget)
    if not found.proven and not budget.spent:
        _by_choices(found, budget)
    nodes = {node for edge in weights for node in edge}
    if not found.proven and len(nodes) <= _SMALL:
        best = _by_subsets(weights, sorted(nodes))
        return best, _price(weights, best)
    return found.best, min(found.at_least, found.price)


class _Found:
    """What is known of one block so far."""

    def __init__(self, weights: Weights, cycles: Iterable[tuple[Edge, ...]]) -> None:
        self.weights = weights
        self.best = by_order(weights)
        self.price = _price(weights, self.best)
        self.at_least = 0
        self.cycles = list(cycles)
        self._known = set(self.cycles)

    @property
    def proven(self) -> bool:
        return self.at_least >= self.price

    def complete(self, chosen: Iterable[Edge]) -> Weights:
        """Makes a cut of edges that meet some cycles; what they leave of the block."""
        chosen = set(chosen)
        rest = {edge: weight for edge, weight in self.weights.items() if edge not in chosen}
        cut = without_needless(self.weights, [*chosen, *by_order(rest)])
        price = _price(self.weights, cut)
        if price < self.price:
            self.best, self.price = cut, price
        return rest

    def add(self, cycles: Iterable[tuple[Edge, ...]]) -> list[tuple[Edge, ...]]:
        """Those that were not known."""
        fresh = [cycle for cycle in cycles if cycle not in self._known]
        self._known.update(fresh)
        self.cycles += fresh
        return fresh


def _by_choices(found: _Found, budget: Budget) -> None:
    """Branch and bound over the known cycles, and more cycles as long as its answer leaves any.

    More cycles help more than more choices among few: only the last answer takes what is left.
    """
    steps = _A_ROUND
    for _ in range(_ROUNDS):
        part = budget.part(steps)
        answer = minimum_hitting_set(found.cycles, found.weights, part)
        budget.settle(part, steps)
        found.at_least = max(found.at_least, answer.at_least)
        if found.proven:
            return
        rest = found.complete(answer.chosen)
        fresh = found.add(_disjoint_cycles(rest))
        budget.spend(len(rest) * (len(fresh) + 1))
        if not fresh and answer.minimum:
            found.at_least = found.price
            return
        if budget.spent or (not fresh and steps > _A_ROUND):
            return
        steps = _A_ROUND if fresh else budget.left


def _by_prices(found: _Found, budget: Budget) -> None:
    """A bound from the prices of the known cycles; what these suggest leads to more cycles."""
    edges = sorted(found.weights)
    number = {edge: at for at, edge in enumerate(edges)}
    relaxation = Relaxation([found.weights[edge] for edge in edges])
    fresh = found.cycles
    steps = _FIRST_PRICES
    for _ in range(_ROUNDS):
        relaxation.add([[number[edge] for edge in cycle] for cycle in fresh])
        relaxation.improve(found.price, steps, budget)
        found.at_least = max(found.at_least, relaxation.at_least)
        if found.proven or budget.spent:
            return
        rest = found.complete([edges[at] for at in relaxation.suggestion()])
        fresh = found.add(sorted(set(_one_cycle_an_edge(rest))))
        budget.spend(4 * len(found.weights))
        if not fresh:
            return
        steps = _MORE_PRICES


def _price(weights: Weights, edges: Iterable[Edge]) -> int:
    return sum(weights[edge] for edge in edges)


def _successors(weights: Iterable[Edge]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for source, target in sorted(weights):
        found.setdefault(source, []).append(target)
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
        checkpoint()
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
        checkpoint()
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
        ways = Ways(left)
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
