"""Money."""

from __future__ import annotations

from dataclasses import dataclass

from acme.core.schema import Schema


@dataclass(frozen=True, order=True)
class Money(Schema):
    """Cents of one currency."""

    cents: int
    currency: str = "EUR"

    class Meta:
        """How it is written out."""

        table = "money"
        fields = ("cents", "currency")

    def __add__(self, other: Money) -> Money:
        """ValueError across currencies."""
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return Money(self.cents + other.cents, self.currency)
