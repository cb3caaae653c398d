"""A lower bound of every hitting set, by Lagrangian relaxation, in whole numbers.

Each set has a price. What the prices of its sets take from an element's weight is what choosing it
would still cost; no hitting set costs less than all prices and every cost below nothing. Prices of
sets that no element of negative cost meets are raised, those of sets met twice are lowered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heapreplace

from analysis.graphs.budget import Budget

_FULL_STEP = 1024
_FIRST_STEP = 2 * _FULL_STEP
_LEAST_STEP = _FULL_STEP // 16
_PATIENCE = 3
"""Steps without a better bound before they get shorter."""


class Relaxation:
    """Sets of elements 0..n-1 with the weights of these; sets can be added at any time."""

    def __init__(self, weights: Sequence[int]) -> None:
        self._weights = weights
        self._sets: list[Sequence[int]] = []
        self._prices: list[int] = []
        self._size = 0
        self._length = _FIRST_STEP
        self.at_least = 0
        """What no hitting set of the sets so far undercuts."""

    def add(self, sets: Iterable[Sequence[int]]) -> None:
        """More sets, each priced with what its elements have left."""
        slack = self._costs(self._prices)
        for items in sets:
            price = max(0, min([slack[item] for item in items]))
            for item in items:
                slack[item] -= price
            self._sets.append(items)
            self._prices.append(price)
            self._size += len(items)

    def improve(self, price: int, steps: int, budget: Budget) -> None:
        """Up to so many steps towards the best prices; `price` is that of a hitting set known."""
        sets, best, length, stale = self._sets, self._prices, self._length, 0
        prices, bound = best, -1
        for _ in range(steps):
            costs = self._costs(prices)
            worth = sum(prices) + sum([cost for cost in costs if cost < 0])
            if worth > bound:
                bound, best, stale = worth, prices, 0
            else:
                stale += 1
                if stale == _PATIENCE:
                    length, stale = max(length * 3 // 4, _LEAST_STEP), 0
            self.at_least = max(self.at_least, bound)
            budget.spend(1 + self._size // 4)
            if bound >= price or budget.spent:
                break
            taken = [cost < 0 for cost in costs]
            missing = [1 - sum([taken[item] for item in items]) for items in sets]
            norm = sum(
                [lack * lack for lack, old in zip(missing, prices, strict=True) if lack > 0 or old]
            )
            step = length * (price - worth) // (_FULL_STEP * norm) if norm else 0
            if step <= 0:
                break
            prices = [
                max(0, old + step * lack) if lack else old
                for lack, old in zip(missing, prices, strict=True)
            ]
        self._prices, self._length = best, length

    def suggestion(self) -> list[int]:
        """A hitting set, those elements first whose sets pay for them."""
        costs = self._costs(self._prices)
        meets: dict[int, list[int]] = {}
        for at, items in enumerate(self._sets):
            for item in items:
                meets.setdefault(item, []).append(at)
        left = [True] * len(self._sets)
        chosen: list[int] = []
        heap = [(max(1, costs[item]) / len(where), item) for item, where in meets.items()]
        heapify(heap)
        while heap:
            before, item = heap[0]
            gain = [at for at in meets[item] if left[at]]
            now = max(1, costs[item]) / len(gain) if gain else 0.0
            if not gain:
                heappop(heap)
            elif now > before:
                heapreplace(heap, (now, item))
            else:
                heappop(heap)
                chosen.append(item)
                for at in gain:
                    left[at] = False
        return chosen

    def _costs(self, prices: Sequence[int]) -> list[int]:
        costs = list(self._weights)
        for items, price in zip(self._sets, prices, strict=True):
            if price:
                for item in items:
                    costs[item] -= price
        return costs
