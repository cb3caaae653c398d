"""The cheapest set of elements that meets every one of some sets: branch and bound, budgeted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heapreplace

import msgspec

Element = tuple[int, int]


class Budget:
    """Steps that a search may take: counted, not timed, so that an answer never varies."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        self.left -= steps

    @property
    def spent(self) -> bool:
        return self.left <= 0


class HittingSet(msgspec.Struct, frozen=True):
    """`chosen` meets every set; nothing lighter than `at_least` does."""

    chosen: tuple[Element, ...]
    weight: int
    at_least: int

    @property
    def minimum(self) -> bool:
        return self.weight == self.at_least


def minimum_hitting_set(
    sets: Iterable[Sequence[Element]], weights: Mapping[Element, int], budget: Budget
) -> HittingSet:
    """The best that `budget` allows; sets without a common element are solved apart."""
    chosen: list[Element] = []
    weight = at_least = 0
    for group in _groups([frozenset(items) for items in sets]):
        answer = _solve(group, weights, budget)
        chosen += answer.chosen
        weight += answer.weight
        at_least += answer.at_least
    return HittingSet(tuple(sorted(chosen)), weight, at_least)


def _groups(sets: list[frozenset[Element]]) -> list[list[frozenset[Element]]]:
    owner: dict[Element, int] = {}
    parent = list(range(len(sets)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for index, items in enumerate(sets):
        for item in sorted(items):
            parent[root(index)] = root(owner.setdefault(item, index))
    groups: dict[int, list[frozenset[Element]]] = {}
    for index, items in enumerate(sets):
        groups.setdefault(root(index), []).append(items)
    return list(groups.values())


def _solve(
    sets: list[frozenset[Element]], weights: Mapping[Element, int], budget: Budget
) -> HittingSet:
    sets = _minimal(sets)
    elements = _undominated(sets, weights)
    sets = _minimal([items & elements for items in sets])
    ordered = [sorted(items) for items in sorted(sets, key=lambda s: (len(s), sorted(s)))]
    hits: dict[Element, int] = {}
    for index, items in enumerate(ordered):
        for item in items:
            hits[item] = hits.get(item, 0) | 1 << index
    everything = (1 << len(ordered)) - 1
    best = _greedy(ordered, hits, weights, everything)
    price = sum(weights[item] for item in best)
    nothing: frozenset[Element] = frozenset()
    root_bound, _ = _bound(ordered, everything, nothing, weights)
    size = sum(map(len, ordered))
    stack: list[tuple[int, int, tuple[Element, ...], frozenset[Element]]] = [
        (everything, 0, (), nothing)
    ]
    while stack:
        if budget.spent:
            return HittingSet(tuple(sorted(best)), price, min(root_bound, price))
        left, cost, chosen, excluded = stack.pop()
        budget.spend(1 + size * left.bit_count() // max(len(ordered), 1))
        if not left:
            if cost < price:
                best, price = list(chosen), cost
            continue
        bound, pivot = _bound(ordered, left, excluded, weights)
        if pivot is None or cost + bound >= price:
            continue
        branches = sorted(
            pivot, key=lambda item: (-(hits[item] & left).bit_count() / weights[item], item)
        )
        children = []
        barred = excluded
        for item in branches:
            children.append((left & ~hits[item], cost + weights[item], (*chosen, item), barred))
            barred = barred | {item}
        stack += reversed(children)
    return HittingSet(tuple(sorted(best)), price, price)


def _minimal(sets: list[frozenset[Element]]) -> list[frozenset[Element]]:
    """The sets that contain no other one: what hits those hits all."""
    kept: list[frozenset[Element]] = []
    having: dict[Element, list[frozenset[Element]]] = {}
    for items in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
        near = (other for item in items for other in having.get(item, ()))
        if not any(other <= items for other in near):
            kept.append(items)
            # One element is enough to find a subset again: all of its elements are in `items`.
            having.setdefault(min(items), []).append(items)
    return kept


def _undominated(
    sets: list[frozenset[Element]], weights: Mapping[Element, int]
) -> frozenset[Element]:
    """Elements without one that costs no more and meets at least the same sets."""
    where: dict[Element, set[int]] = {}
    for index, items in enumerate(sets):
        for item in items:
            where.setdefault(item, set()).add(index)
    gone: set[Element] = set()
    for item in sorted(where, key=lambda e: (len(where[e]), -weights[e], e)):
        rivals = sets[min(where[item])]
        for rival in sorted(rivals):
            if rival == item or rival in gone or weights[rival] > weights[item]:
                continue
            if where[item] <= where[rival]:
                gone.add(item)
                break
    return frozenset(where) - gone


def _bound(
    ordered: list[list[Element]],
    left: int,
    excluded: frozenset[Element],
    weights: Mapping[Element, int],
) -> tuple[int, list[Element] | None]:
    """A weight that no hitting set of the sets in `left` undercuts (dual ascent), and the set
    with the fewest elements to branch on; None where a set can't be hit any more."""
    slack: dict[Element, int] = {}
    total = 0
    pivot: list[Element] | None = None
    while left:
        lowest = left & -left
        left ^= lowest
        items = ordered[lowest.bit_length() - 1]
        if excluded:
            items = [item for item in items if item not in excluded]
            if not items:
                return total, None
        if pivot is None or len(items) < len(pivot):
            pivot = items
        rise = min([slack.get(item, weights[item]) for item in items])
        if rise:
            total += rise
            for item in items:
                slack[item] = slack.get(item, weights[item]) - rise
    return total, pivot


def _greedy(
    ordered: list[list[Element]],
    hits: dict[Element, int],
    weights: Mapping[Element, int],
    left: int,
) -> list[Element]:
    chosen = []
    # What an element gains never grows, so only the ones that come first are counted again.
    heap = [(-(met & left).bit_count() / weights[item], item) for item, met in hits.items()]
    heapify(heap)
    while left:
        before, item = heap[0]
        now = -(hits[item] & left).bit_count() / weights[item]
        if now > before:
            heapreplace(heap, (now, item))
            continue
        chosen.append(item)
        left &= ~hits[item]
    for item in sorted(chosen, key=lambda element: (-weights[element], element)):
        others = 0
        for other in chosen:
            if other != item:
                others |= hits[other]
        if hits[item] & ~others == 0:
            chosen.remove(item)
    return chosen
