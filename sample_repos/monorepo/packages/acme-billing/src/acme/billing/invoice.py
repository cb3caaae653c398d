"""Invoices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from acme.core import Clock, Money, SystemClock
from acme.core.schema import Schema


@dataclass(frozen=True)
class InvoiceLine(Schema):
    """One thing to pay for."""

    text: str
    price: Money

    class Meta:
        """Lines stand in a table of their own."""

        table = "invoice_lines"
        fields = ("text",)


@dataclass
class Invoice(Schema):
    """What is to be paid, and until when."""

    number: int
    lines: list[InvoiceLine] = field(default_factory=list)
    clock: Clock = field(default_factory=SystemClock)

    class Meta:
        """Only the number; lines refer to it."""

        table = "invoices"
        fields = ("number",)

    class Config:
        """Days until a reminder is sent."""

        days = 14

    def total(self) -> Money:
        return sum((line.price for line in self.lines), Money(0))

    def due(self) -> datetime:
        return self.clock.now() + timedelta(days=self.Config.days)
