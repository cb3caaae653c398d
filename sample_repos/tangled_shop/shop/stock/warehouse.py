"""The warehouse."""

from __future__ import annotations

from shop.stock import supplier

on_hand: dict[str, int] = {}


def take(number: str, amount: int) -> int:
    """Take from the shelf and order what is missing; returns what is left."""
    left = on_hand.get(number, 0) - amount
    if left < 0:
        supplier.order(number, -left)
    on_hand[number] = max(left, 0)
    return on_hand[number]
