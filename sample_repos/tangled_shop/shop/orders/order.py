"""Orders."""

from __future__ import annotations

from dataclasses import dataclass, field

from shop.orders.invoice import Invoice


@dataclass
class Order:
    """What a customer wants to have."""

    number: int
    lines: list[tuple[str, int]] = field(default_factory=list)

    def total(self) -> int:
        """In cents."""
        return sum(cents for _, cents in self.lines)

    def invoice(self) -> Invoice:
        return Invoice(self)
