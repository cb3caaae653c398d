"""Book entries, and only balanced ones."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledger.domain import Account, Amount, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.storage.base import Book


def transfer(book: Book, day: date, text: str, source: str, target: str, amount: Amount) -> Entry:
    """Move `amount` from one account to another."""
    entry = Entry(day, text, ((Account(target), amount), (Account(source), -amount))).checked()
    book.append(entry)
    return entry


def import_entries(book: Book, entries: Iterable[Entry]) -> int:
    """Book many at once, or none: all are checked before the first is kept."""
    checked = [entry.checked() for entry in entries]
    for entry in checked:
        book.append(entry)
    return len(checked)
