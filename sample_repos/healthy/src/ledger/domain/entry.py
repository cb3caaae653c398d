"""Entries: what happened, as postings that sum up to nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ledger.domain.account import Account
from ledger.domain.amount import ZERO, Amount


class UnbalancedEntry(ValueError):
    """The postings of an entry do not sum up to zero."""


@dataclass(frozen=True)
class Entry:
    """One event on one day."""

    day: date
    text: str
    postings: tuple[tuple[Account, Amount], ...] = field(default=())

    def checked(self) -> Entry:
        """The same entry; UnbalancedEntry where it does not sum up to zero."""
        if rest := sum((amount for _, amount in self.postings), ZERO):
            raise UnbalancedEntry(f"{self.text}: {rest} left over")
        return self
