"""Where a class of the fleet stands, and which of them belong together."""

from __future__ import annotations

import msgspec

from analysis.checks.duplicate_class import ClassSummary


class Place(msgspec.Struct, frozen=True, eq=False):
    """A class in its repository."""

    repository: str
    summary: ClassSummary

    @property
    def name(self) -> str:
        return self.summary.fact.qualname


class Group(msgspec.Struct):
    """Definitions of one class, variants that come close to it, and how easily they are mistaken.

    A group without two definitions has one, and a variant of it in another repository.
    """

    definitions: list[Place]
    variants: list[Place]
    confusability: float
