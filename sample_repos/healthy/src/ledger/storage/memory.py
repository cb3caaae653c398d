"""A book for tests and for trying out."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.domain import Entry


class MemoryBook:
    """Gone with the process."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def append(self, entry: Entry) -> None:
        self._entries.append(entry)

    def entries(self) -> Iterator[Entry]:
        yield from self._entries
