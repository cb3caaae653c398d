"""Products."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Product:
    """Something with a number and a price in cents."""

    number: str
    name: str
    cents: int


from shop.catalog.category import Category  # noqa: E402

BESTSELLERS = Category("bestsellers")


def add_bestseller(product: Product) -> None:
    BESTSELLERS.products.append(product)
