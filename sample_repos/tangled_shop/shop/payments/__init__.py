"""Money in."""

from shop.payments.gateway import Gateway

__all__ = ["Gateway", "PaymentError"]


class PaymentError(Exception):
    """The money did not arrive."""
