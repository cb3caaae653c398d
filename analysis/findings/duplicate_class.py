"""Classes that exist more than once."""

from __future__ import annotations

import msgspec

from analysis.extract.facts import Member
from analysis.findings.base import Finding


class Importer(msgspec.Struct, frozen=True):
    """A module that imports one of the definitions, at the first line that does."""

    module: str
    path: str
    line: int


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
    import_sites: tuple[Importer, ...] = ()
    """The importers with the line of their import; of re-exports as well."""


class Canonical(msgspec.Struct, frozen=True):
    """The definition that evidence speaks for."""

    module: str
    class_: str = msgspec.field(name="class")
    why: tuple[str, ...]


class MemberSide(msgspec.Struct, frozen=True):
    """A member as one definition has it, beside the first definition that has it."""

    kind: str
    """As `property`, `async method`, `staticmethod`, `instance attribute`."""
    signature: str | None
    """Parameters with their defaults; None for what is not called."""
    line: int
    same_interface: bool
    """Of the same kind and signature as in the first definition that has it."""
    body: str
    """same, similar, different: beside the first definition that has it."""


class MemberDifference(msgspec.Struct, frozen=True):
    """One member in all definitions of a group, in their order; None where one has no such."""

    name: str
    sides: tuple[MemberSide | None, ...]

    @property
    def is_everywhere(self) -> bool:
        return None not in self.sides

    @property
    def same_interface(self) -> bool:
        """Every definition has it, with the same signature."""
        return all(side is not None and side.same_interface for side in self.sides)


class Hazard(msgspec.Struct, frozen=True):
    """A place that asks for the type of one definition while another one is handed out."""

    kind: str
    """isinstance, issubclass, except, case."""
    path: str
    line: int
    class_: str = msgspec.field(name="class")
    """The definition that it asks for, as module:Class."""
    note: str


class DuplicateClassData(msgspec.Struct, frozen=True):
    kind: str
    """exact, near, divergent, variant."""
    similarity: float
    canonical: Canonical
    definitions: tuple[Definition, ...]
    differences: tuple[MemberDifference, ...] = ()
    """Every member of any definition, those that differ and those that do not."""
    hazards: tuple[Hazard, ...] = ()
    ssot: str | None = None
    """The definition that the settings of the repository name, where there are others."""


class DuplicateClass(Finding, frozen=True, tag="duplicate-class", kw_only=True):
    data: DuplicateClassData
