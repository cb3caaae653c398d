"""Money without floats."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, order=True)
class Amount:
    """An amount in cents; negative on the credit side."""

    cents: int = 0

    @classmethod
    def parse(cls, text: str) -> Amount:
        """`Amount.parse("12.30")`; ValueError below a cent."""
        cents = Decimal(text) * 100
        if cents != cents.to_integral_value():
            raise ValueError(f"more than two decimals: {text}")
        return cls(int(cents))

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.cents + other.cents)

    def __neg__(self) -> Amount:
        return Amount(-self.cents)

    def __bool__(self) -> bool:
        return self.cents != 0

    def __str__(self) -> str:
        sign = "-" if self.cents < 0 else ""
        return f"{sign}{abs(self.cents) // 100}.{abs(self.cents) % 100:02}"


ZERO = Amount()
