"""Invoices."""

from __future__ import annotations

from dataclasses import dataclass

from shop.orders.order import Order


@dataclass
class Invoice:
    """What a customer has to pay."""

    order: Order

    def text(self) -> str:
        return f"Invoice {self.order.number}: {self.order.total() / 100:.2f}"


class Reminder(Order):
    """An order that was not paid: it is billed once more."""
