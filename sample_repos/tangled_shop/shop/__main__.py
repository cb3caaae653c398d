"""`python -m shop`: shows one offer."""

from shop.catalog.product import Product
from shop.storefront import offer

if __name__ == "__main__":
    print(offer(Product("101", "a lamp", 2999)))
