"""The cheapest set of elements that meets every one of some sets: branch and bound, budgeted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heapreplace

import msgspec

from analysis.graphs.budget import Budget
from analysis.graphs.relaxation import Relaxation

Element = tuple[int, int]

# Inside, elements are numbered in their order, and `weights` are those of the numbers.
_Set = frozenset[int]

_PRICE_STEPS = 60


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
    given = [tuple(items) for items in sets]
    elements = sorted({item for items in given for item in items})
    number = {item: at for at, item in enumerate(elements)}
    numbered = [weights[item] for item in elements]
    chosen: list[int] = []
    weight = at_least = 0
    for group in _groups([frozenset([number[item] for item in items]) for items in given]):
        best, price, bound = _solve(group, numbered, budget)
        chosen += best
        weight += price
        at_least += bound
    return HittingSet(tuple(elements[at] for at in sorted(chosen)), weight, at_least)


def _groups(sets: list[_Set]) -> list[list[_Set]]:
    owner: dict[int, int] = {}
    parent = list(range(len(sets)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for index, items in enumerate(sets):
        for item in sorted(items):
            parent[root(index)] = root(owner.setdefault(item, index))
    groups: dict[int, list[_Set]] = {}
    for index, items in enumerate(sets):
        groups.setdefault(root(index), []).append(items)
    return list(groups.values())


def _solve(sets: list[_Set], weights: Sequence[int], budget: Budget) -> tuple[list[int], int, int]:
    """A hitting set, its weight, and a weight that none undercuts."""
    sets = _minimal(sets)
    elements = _undominated(sets, weights)
    sets = _minimal([items & elements for items in sets])
    ordered = [sorted(items) for items in sorted(sets, key=lambda s: (len(s), sorted(s)))]
    hits: dict[int, int] = {}
    for index, items in enumerate(ordered):
        for item in items:
            hits[item] = hits.get(item, 0) | 1 << index
    everything = (1 << len(ordered)) - 1
    best = _greedy(ordered, hits, weights, everything)
    price = sum(weights[item] for item in best)
    nothing: _Set = frozenset()
    root_bound, _ = _bound(ordered, everything, nothing, weights)
    if root_bound < price:
        offered, bound = _by_prices(ordered, weights, price, budget)
        root_bound = max(root_bound, bound)
        offered = _without_needless(offered, hits, weights)
        if sum(weights[item] for item in offered) < price:
            best, price = offered, sum(weights[item] for item in offered)
    if root_bound >= price:
        return best, price, price
    size = sum(map(len, ordered))
    stack: list[tuple[int, int, tuple[int, ...], _Set]] = [(everything, 0, (), nothing)]
    while stack:
        if budget.spent:
            return best, price, min(root_bound, price)
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
    return best, price, price


def _minimal(sets: list[_Set]) -> list[_Set]:
    """The sets that contain no other one: what hits those hits all."""
    kept: list[_Set] = []
    having: dict[int, list[_Set]] = {}
    for items in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
        near = (other for item in items for other in having.get(item, ()))
        if not any(other <= items for other in near):
            kept.append(items)
            # One element is enough to find a subset again: all of its elements are in `items`.
            having.setdefault(min(items), []).append(items)
    return kept


def _undominated(sets: list[_Set], weights: Sequence[int]) -> _Set:
    """Elements without one that costs no more and meets at least the same sets."""
    where: dict[int, set[int]] = {}
    for index, items in enumerate(sets):
        for item in items:
            where.setdefault(item, set()).add(index)
    gone: set[int] = set()
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
    ordered: list[list[int]], left: int, excluded: _Set, weights: Sequence[int]
) -> tuple[int, list[int] | None]:
    """A weight that no hitting set of the sets in `left` undercuts (dual ascent), and the set
    with the fewest elements to branch on; None where a set can't be hit any more."""
    slack = list(weights)
    total = 0
    pivot: list[int] | None = None
    fewest = len(weights) + 1
    # The sets that are left, the lowest bit first.
    for bit, items in zip(reversed(f"{left:b}"), ordered, strict=False):
        if bit == "0":
            continue
        if excluded:
            items = [item for item in items if item not in excluded]
            if not items:
                return total, None
        if len(items) < fewest:
            pivot, fewest = items, len(items)
        rise = min([slack[item] for item in items])
        if rise:
            total += rise
            for item in items:
                slack[item] -= rise
    return total, pivot


def _greedy(
    ordered: list[list[int]], hits: dict[int, int], weights: Sequence[int], left: int
) -> list[int]:
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
    return _without_needless(chosen, hits, weights)


def _by_prices(
    ordered: list[list[int]], weights: Sequence[int], price: int, budget: Budget
) -> tuple[list[int], int]:
    """A hitting set, and a bound that is often better than dual ascent's."""
    elements = sorted({item for items in ordered for item in items})
    number = {item: at for at, item in enumerate(elements)}
    relaxation = Relaxation([weights[item] for item in elements])
    relaxation.add([[number[item] for item in items] for items in ordered])
    relaxation.improve(price, _PRICE_STEPS, budget)
    return [elements[at] for at in relaxation.suggestion()], relaxation.at_least


def _without_needless(chosen: list[int], hits: dict[int, int], weights: Sequence[int]) -> list[int]:
    chosen = list(chosen)
    for item in sorted(chosen, key=lambda element: (-weights[element], element)):
        others = 0
        for other in chosen:
            if other != item:
                others |= hits[other]
        if hits[item] & ~others == 0:
            chosen.remove(item)
    return chosen
