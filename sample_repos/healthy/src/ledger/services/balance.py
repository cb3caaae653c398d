"""What is on each account."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from ledger.domain import Account, Amount
from ledger.storage.base import Book


def balances(book: Book, until: date | None = None) -> dict[Account, Amount]:
    """The sum of each account at the end of a day; accounts at zero are left out."""
    sums: defaultdict[Account, Amount] = defaultdict(Amount)
    for entry in book.entries():
        if until is None or entry.day <= until:
            for account, amount in entry.postings:
                sums[account] += amount
    return {account: amount for account, amount in sums.items() if amount}
