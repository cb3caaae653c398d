"""What checking a tracker again says."""

from __future__ import annotations

import msgspec


class CheckedStep(msgspec.Struct, frozen=True):
    """A step that ticks itself."""

    number: int
    title: str
    done: bool


class CheckedViolation(msgspec.Struct, frozen=True):
    """A violation; `finding` is the key of its finding when the tracker was written."""

    id: str
    rule: str
    subjects: tuple[str, ...]
    finding: str | None
    open: bool


class Checked(msgspec.Struct, frozen=True):
    """The document as it is now, and what it says."""

    text: str
    steps: tuple[CheckedStep, ...]
    violations: tuple[CheckedViolation, ...]

    @property
    def open(self) -> tuple[CheckedViolation, ...]:
        """The violations that the repository still has."""
        return tuple(one for one in self.violations if one.open)
