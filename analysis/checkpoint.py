"""Where long work lets whoever waits for it have a say: it may wait its turn there, or end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Asked = Callable[[float | None], None]
"""Hears how much of the stage is done, from 0 to 1 where that is known. What it raises ends the
work, and it may take its time."""


class Cancelled(BaseException):
    """Nobody wants the result any more. No error: nothing that guards against errors stops it."""


_asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


def checkpoint(share: float | None = None) -> None:
    """Says that this is a place to wait, or to end. Nothing is held here that others wait for."""
    asked = _asked.get()
    if asked is not None:
        asked(share)


@contextmanager
def checkpoints(asked: Asked) -> Iterator[None]:
    """The work within asks `asked` at each of its checkpoints, as far as it runs in this thread."""
    token = _asked.set(asked)
    try:
        yield
    finally:
        _asked.reset(token)
