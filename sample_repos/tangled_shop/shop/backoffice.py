"""The pages that the staff sees: enters the catalog through `category`."""

from __future__ import annotations

from shop.catalog.category import Category
from shop.stock import warehouse


def stocktaking(category: Category) -> dict[str, int]:
    return {p.number: warehouse.on_hand.get(p.number, 0) for p in category.products}
