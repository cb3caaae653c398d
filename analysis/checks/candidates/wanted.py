"""What is asked for in vain."""

from __future__ import annotations

import msgspec


class Wanted(msgspec.Struct, frozen=True):
    """A target that is not there: who asks for it, and which names they take from it.

    `importers` never are candidates; `at_import` are those that ask while they are imported.
    """

    module: str
    name: str | None
    importers: frozenset[str]
    at_import: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
