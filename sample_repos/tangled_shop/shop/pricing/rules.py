"""Rules: what a price is made of."""

from __future__ import annotations

import abc


class Rule(abc.ABC):
    """Turns a price into another one."""

    @abc.abstractmethod
    def apply(self, cents: int) -> int:
        """The new price in cents."""


from shop.pricing.discounts import Discount  # noqa: E402

DEFAULT_RULES: tuple[Rule, ...] = (Discount(percent=0), Discount(percent=3))


def best_price(cents: int) -> int:
    """The lowest price that a rule gives."""
    return min(rule.apply(cents) for rule in DEFAULT_RULES)
