"""The pages that customers see: enters the catalog through `product`."""

from __future__ import annotations

from shop.catalog.product import BESTSELLERS, Product
from shop.catalog.category import Category
from shop.pricing import best_price
from shop.search.index import Index


def offer(product: Product) -> str:
    return f"{product.name} for {best_price(product.cents) / 100:.2f}"


def pages() -> list[Category]:
    return [BESTSELLERS]


def search_box() -> Index:
    return Index()
