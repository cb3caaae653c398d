"""Classes that exist more than once."""

from __future__ import annotations

import msgspec

from analysis.extract.facts import Member
from analysis.findings.base import Finding


class Definition(msgspec.Struct, frozen=True):
    """One class of a group of duplicates."""

    module: str
    class_: str = msgspec.field(name="class")
    path: str
    line: int
    end_line: int
    importers: tuple[str, ...]
    members: tuple[Member, ...]
    only_here: tuple[str, ...]
    collaborators: tuple[str, ...]


class Canonical(msgspec.Struct, frozen=True):
    """The definition that evidence speaks for."""

    module: str
    class_: str = msgspec.field(name="class")
    why: tuple[str, ...]


class DuplicateClassData(msgspec.Struct, frozen=True):
    kind: str
    """exact, near, divergent, variant."""
    similarity: float
    canonical: Canonical
    definitions: tuple[Definition, ...]


class DuplicateClass(Finding, frozen=True, tag="duplicate-class", kw_only=True):
    data: DuplicateClassData
