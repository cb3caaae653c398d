"""Discounts: the rules that make things cheaper."""

from __future__ import annotations

from dataclasses import dataclass

from shop.pricing.rules import Rule


@dataclass(frozen=True)
class Discount(Rule):
    """Some percent less."""

    percent: int

    def apply(self, cents: int) -> int:
        return cents * (100 - self.percent) // 100
