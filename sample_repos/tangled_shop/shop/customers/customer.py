"""Customers."""

from __future__ import annotations

from dataclasses import dataclass, field

from shop.customers.address import Address


@dataclass
class Customer:
    """Somebody with a name and a few addresses."""

    name: str
    addresses: list[Address] = field(default_factory=list)

    def add(self, street: str, city: str) -> Address:
        address = Address(street, city, resident=self)
        self.addresses.append(address)
        return address
