"""Prices. `rules` must stay the first import: `discounts` needs names that stand above its own."""

from shop.pricing.rules import Rule, best_price
from shop.pricing.discounts import Discount

__all__ = ["Discount", "Rule", "best_price"]
