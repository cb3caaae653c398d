"""Addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop.customers.customer import Customer


@dataclass
class Address:
    """A place, and who lives there."""

    street: str
    city: str
    resident: Customer

    def label(self) -> str:
        return f"{self.resident.name}\n{self.street}\n{self.city}"
