"""Definitions read on demand: the few bodies that a later stage asks for."""

from __future__ import annotations

from collections.abc import Callable


class Bodies:
    """Reads one definition at a time through `read` (path -> bytes), and remembers it."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
