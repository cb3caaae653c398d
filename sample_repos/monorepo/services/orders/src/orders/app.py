"""The orders service."""

from __future__ import annotations

from acme.billing import Invoice, InvoiceLine
from acme.core import Money
from orders.settings import Settings


class OrderDesk:
    """Turns orders into invoices."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.invoices: list[Invoice] = []

    def take(self, lines: list[tuple[str, int]]) -> Invoice:
        """ValueError above `max_lines`."""
        if len(lines) > self.settings.max_lines:
            raise ValueError("too many lines")
        invoice = Invoice(len(self.invoices) + 1)
        invoice.lines += [InvoiceLine(text, Money(cents)) for text, cents in lines]
        self.invoices.append(invoice)
        return invoice


def main() -> None:
    desk = OrderDesk(Settings.from_environment())
    print(desk.take([("a lamp", 2999)]).total())


if __name__ == "__main__":
    main()
