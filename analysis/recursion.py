"""How deep calls may nest, for all threads at once: there is one limit in a process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_looking = Lock()
_usual = 0
"""What it was before the first of those who are at work."""
_wanted: list[int] = []


@contextmanager
def recursion_to(frames: int) -> Iterator[None]:
    """At least so many frames. Whoever ends first leaves the others what they need."""
    global _usual
    with _looking:
        if not _wanted:
            _usual = sys.getrecursionlimit()
        _wanted.append(frames)
        sys.setrecursionlimit(max(_usual, *_wanted))
    try:
        yield
    finally:
        with _looking:
            _wanted.remove(frames)
            sys.setrecursionlimit(max(_usual, *_wanted) if _wanted else _usual)
