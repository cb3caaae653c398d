"""Reminders."""

from __future__ import annotations

from acme.billing.invoice import Invoice


class ReminderLetter:
    """A letter that asks for money once more."""

    class Config:
        """Words of the letter; nothing to do with an invoice's Config."""

        greeting = "Dear customer"
        max_letters = 3

    def __init__(self, invoice: Invoice) -> None:
        self.invoice = invoice

    def text(self) -> str:
        return f"{self.Config.greeting}, please pay {self.invoice.total().cents} cents."
