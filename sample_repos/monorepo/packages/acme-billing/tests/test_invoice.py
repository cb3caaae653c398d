"""Invoices fall due."""

from datetime import UTC, datetime, timedelta

from acme.billing import Invoice, InvoiceLine
from acme.billing.reminders import ReminderLetter
from acme.core import Money


class FakeClock:
    """Goes on by a day whenever it is asked."""

    def __init__(self) -> None:
        self.days = 0

    def now(self) -> datetime:
        self.days += 1
        return datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=self.days)


def test_due_date_moves_with_the_clock() -> None:
    invoice = Invoice(1, clock=FakeClock())
    assert invoice.due() < invoice.due()


def test_letter_names_the_sum() -> None:
    invoice = Invoice(1, [InvoiceLine("a lamp", Money(2999))])
    assert "2999" in ReminderLetter(invoice).text()
