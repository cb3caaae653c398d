"""What a ticket says, before anybody has looked whether it is true."""

from __future__ import annotations

import enum

import msgspec

from analysis.triage.report import ClaimType


class Sort(enum.IntEnum):
    """What a word of a ticket looks like, with what is known of the repository."""

    MODULE = 0
    NAME = 1
    CLASS = 2


class Mention(msgspec.Struct, frozen=True):
    """Something of the repository that a ticket names.

    `modules` are those that it may mean, [] for one that the repository does not have; `name` is
    the name in a module, or the bare name. `line` is the line of the file that the ticket tells.
    """

    text: str
    sort: Sort
    modules: tuple[str, ...] = ()
    name: str | None = None
    line: int | None = None
    quoted: bool = False

    @property
    def is_path(self) -> bool:
        return self.text.endswith((".py", ".pyi"))

    @property
    def is_inside(self) -> bool:
        """Whether it names something in its modules, as `a/b.py:Name` or `a.b.Name` do."""
        return self.name is not None and self.name != self.text

    @property
    def as_module(self) -> bool:
        """Whether it can stand for a module."""
        return not self.is_inside and (bool(self.modules) or self.sort is Sort.MODULE)


class Said(enum.StrEnum):
    """What else a claim says."""

    IDENTICAL = "identical"
    """Of two classes: that they are the same."""
    RING = "ring"
    """Of modules: each imports the next, and the last one the first."""
    MEMBER = "member"
    """Of a module: that it is part of a circle."""
    MESSAGE = "message"
    """An error as Python prints it."""
    RUNS = "runs"
    """That something does not start, not only that it can't be imported."""
    LISTED = "listed"
    """One of a list whose heading says what the list is of."""
    PARTIAL = "partial"
    """An error that names a partially initialized module."""


class Told(msgspec.Struct, frozen=True):
    """A claim as it is told.

    `about` are the missing names, the classes, the modules of a circle, or those that fail;
    `places` the modules where that is so, `importers` those that are said to ask for it.
    """

    type: ClaimType
    text: str
    line: int
    about: tuple[Mention, ...]
    places: tuple[Mention, ...] = ()
    importers: tuple[Mention, ...] = ()
    says: frozenset[Said] = frozenset()
    count: int | None = None
    """How many there are, in the words of the ticket."""
    error: str | None = None
    causes: frozenset[ClaimType] = frozenset()
    """Which of the claims before are said to be the reason."""
