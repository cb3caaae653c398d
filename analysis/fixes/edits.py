"""Text edits: the only way a fix changes a file."""

from __future__ import annotations

import enum

import msgspec


class Applicability(enum.StrEnum):
    """safe: proven harmless. unsafe: proven to help, meaning may change. display: to be read."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


class TextEdit(msgspec.Struct, frozen=True, order=True):
    """Replace bytes [start, end) of `path` by `replacement`; half-open UTF-8 byte offsets.

    `start == end == 0` on a path that is not there makes a new file.
    """

    path: str
    start: int
    end: int
    replacement: str


class Fix(msgspec.Struct, frozen=True):
    """A repair of one finding. `id` is stable: the finding's key and the kind of repair."""

    id: str
    finding: str
    kind: str
    title: str
    rationale: str
    applicability: Applicability
    edits: tuple[TextEdit, ...]
    notes: tuple[str, ...] = ()
    """What a person must decide or know (an interface difference, options)."""
