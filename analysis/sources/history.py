"""What a repository has kept of its past: which contents a file had, and what replaced them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import msgspec

SHORT = 10
"""Characters of a short commit id: unique in all but the largest repositories."""


class Revision(msgspec.Struct, frozen=True):
    """A commit, as far as a person wants to see of it. `date` is ISO 8601 in the commit's zone."""

    commit: str
    short: str
    date: str
    author: str
    subject: str

    @property
    def day(self) -> str:
        return self.date.partition("T")[0]


class Version(msgspec.Struct, frozen=True):
    """A content that a file had, and the last revision that it had it in.

    `replaced_in` is the commit after which the file was another or gone; None where the newest
    revision still has it.
    """

    path: str
    content: str
    """The id under which `read` gives the bytes."""
    revision: Revision
    replaced_in: Revision | None


class Change(msgspec.Struct, frozen=True):
    """A file that one commit has added (`before` is None), removed (`after` is None) or changed."""

    path: str
    before: str | None
    after: str | None


class History(Protocol):
    """Paths are those of the source tree. Total: what can't be read is not there."""

    @property
    def asked(self) -> str | None:
        """What all answers so far depend on beside the source tree; None before a question."""

    def versions(self, path: str) -> Iterator[Version]:
        """Every content that a path had as a file, the newest first; found while it is iterated."""

    def changes(self, version: Version) -> tuple[Change, ...]:
        """The Python files in which the commit that replaced a version has changed anything."""

    def read(self, content: str) -> bytes | None:
        """The bytes of a content; None where it can't be read, or is too large to be looked at."""


class NoHistory:
    """The history of a source that has none."""

    asked = None

    def versions(self, path: str) -> Iterator[Version]:
        return iter(())

    def changes(self, version: Version) -> tuple[Change, ...]:
        return ()

    def read(self, content: str) -> bytes | None:
        return None


NO_HISTORY = NoHistory()
