"""Paying: comes across the circles of orders and payments."""

from __future__ import annotations

from shop.customers.customer import Customer
from shop.orders.order import Order
from shop.payments import Gateway


def pay(customer: Customer, order: Order, card: str) -> str:
    return f"{customer.name}: {Gateway().charge(card, order.total())}"
