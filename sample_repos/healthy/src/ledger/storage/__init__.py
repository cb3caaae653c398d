"""Where entries are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.storage.base import Book


def open_book(path: Path) -> Book:
    """The book at `path`: in memory for `-`, else a JSON file."""
    if str(path) == "-":
        from ledger.storage.memory import MemoryBook

        return MemoryBook()
    from ledger.storage.json_file import JsonBook

    return JsonBook(path)
