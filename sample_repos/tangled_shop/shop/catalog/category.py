"""Categories."""

from __future__ import annotations

from dataclasses import dataclass, field

from shop.catalog.product import Product

FREE_GIFT = Product("000", "a sticker", 0)


@dataclass
class Category:
    """Products under a heading; every category begins with the gift."""

    name: str
    products: list[Product] = field(default_factory=lambda: [FREE_GIFT])
