"""What a traceback says, whoever printed it and whatever stood around it."""

from __future__ import annotations

import enum

import msgspec


class Frame(msgspec.Struct, frozen=True):
    """One place of a traceback, as written. `text` is the source that the log shows, if it does.

    `at` is the line of the pasted text, from 1.
    """

    path: str
    line: int
    function: str | None = None
    text: str | None = None
    at: int = 0


class Link(enum.StrEnum):
    """How an exception came to follow the one before it."""

    NONE = ""
    CAUSE = "cause"
    """`raise ... from`"""
    CONTEXT = "context"
    """Raised while the one before was handled."""


class Raised(msgspec.Struct, frozen=True):
    """One exception: its class (with its module, where printed), message and frames.

    `error` is "" where the end of the traceback is cut off; frames stand outermost first.
    """

    error: str
    message: str
    frames: tuple[Frame, ...]
    at: int
    link: Link = Link.NONE


class Traceback(msgspec.Struct, frozen=True):
    """Exceptions that are chained, the first one first; `times` is how often the text has it."""

    raised: tuple[Raised, ...]
    times: int = 1

    @property
    def at(self) -> int:
        """Where it begins in the text."""
        return self.raised[0].at
