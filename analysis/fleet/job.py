"""What is asked about one repository, and the answers that say nothing of what is in it.

Loaded by every process of a run, most of which find that nothing has changed: it stands on little.
"""

from __future__ import annotations

import os

import msgspec

from analysis.sources.named import folder_of


class Repository(msgspec.Struct, frozen=True):
    """A member of the fleet: its name, what the user wrote, and what that is to be opened as."""

    name: str
    source: str
    opened: str

    @property
    def home(self) -> str:
        """What stands for it in the cache: an address, or a real path; of a revision its folder."""
        return self.opened if "://" in self.opened else os.path.realpath(folder_of(self.opened))


class Known(msgspec.Struct, frozen=True, array_like=True):
    """What a report followed from, beside the program: the same again gives the same again."""

    content: bytes
    git: str | None
    """Where the repository stood, if the report says anything of its past."""
    day: str | None
    """The day (ISO), if the settings have waivers, which end."""


class Job(msgspec.Struct, frozen=True, array_like=True):
    """One repository to be audited; `known` is what an earlier report followed from."""

    version: str
    repository: Repository
    python_version: tuple[int, int]
    cached: bool
    """May read and write the cache of whoever runs the worker."""
    day: str
    known: Known | None = None


class Unchanged(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """The answer to a job: nothing has changed since its `known`."""


class Refused(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """The answer to a job: it can't be done, and trying again does not help."""

    reason: str


class Died(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """No answer: what was working on the job has gone, perhaps for want of memory."""

    reason: str
