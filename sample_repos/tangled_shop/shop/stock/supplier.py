"""The supplier."""

from __future__ import annotations

from shop.stock import warehouse

orders: list[tuple[str, int]] = []


def order(number: str, amount: int) -> None:
    orders.append((number, amount))


def deliver() -> None:
    """Put everything that was ordered on the shelf."""
    while orders:
        number, amount = orders.pop()
        warehouse.on_hand[number] = warehouse.on_hand.get(number, 0) + amount
