"""What every store can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from ledger.domain import Entry


class Book(Protocol):
    """Entries in the order of their booking."""

    def append(self, entry: Entry) -> None:
        """Keep one more entry."""

    def entries(self) -> Iterator[Entry]:
        """All entries, first booked first."""
