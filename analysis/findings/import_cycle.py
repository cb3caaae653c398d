"""Modules that import each other."""

from __future__ import annotations

import enum

import msgspec

from analysis.extract.facts import Timing
from analysis.findings.base import Finding


class FailingEntry(msgspec.Struct, frozen=True):
    """A module that can't be imported first, and the statement that raises."""

    module: str
    path: str
    line: int
    message: str


class CycleEdge(msgspec.Struct, frozen=True):
    """One direct import on a cycle, at its first line."""

    importer: str
    imported: str
    path: str
    line: int


class CutSite(msgspec.Struct, frozen=True):
    """One statement behind an import to cut."""

    path: str
    line: int
    timing: Timing


class NameUse(enum.StrEnum):
    """The strongest use that an importer makes of a name, the hardest to put off first."""

    BASE = "base-class"
    DECORATOR = "decorator"
    VALUE = "value"
    STAR = "star"
    EFFECT = "effect"
    REEXPORT = "re-export"
    ANNOTATION = "annotation"
    FUNCTION = "function"
    UNUSED = "unused"


class CutName(msgspec.Struct, frozen=True):
    """A name that crosses an import to cut."""

    name: str
    use: NameUse
    at_import: bool
    """Needed while the importer is imported, by itself or by those who take the name from it."""
    reexported_to: tuple[str, ...] = ()
    """Modules that take it from the importer, the first few of them."""
    defined_in: str | None = None
    """Where it comes from, if the imported module only passes it on."""


class Cut(msgspec.Struct, frozen=True):
    """A direct import whose removal helps to break a component, and what the cut would touch."""

    importer: str
    imported: str
    path: str
    line: int
    names: tuple[str, ...]
    deferrable: bool
    why: str
    sites: tuple[CutSite, ...] = ()
    """Every statement behind it; path and line above are those of the first."""
    crossing: tuple[CutName, ...] = ()
    at_import: bool = True
    """Whether a name is needed at import; else all of them wait for functions or checkers."""
    cycle: tuple[CycleEdge, ...] = ()
    """A shortest cycle through it."""
    short_cycles: int = 0
    """How many of the component's short cycles it is part of."""
    leaves: tuple[int, ...] = ()
    """The sizes of the components that are left when it alone is gone, the largest first."""


class Neighbour(msgspec.Struct, frozen=True):
    """A module outside of a component, or a package that holds no member, and its imports."""

    name: str
    modules: int
    imports: int
    members: tuple[str, ...]
    """The members at the other end, those with most imports first, the first few of them."""
    first: CycleEdge


class Boundary(msgspec.Struct, frozen=True):
    """Who imports the members from outside, and what they import there; the busiest of each."""

    importers: tuple[Neighbour, ...] = ()
    imported: tuple[Neighbour, ...] = ()
    importer_modules: int = 0
    imported_modules: int = 0


class ImportCycleData(msgspec.Struct, frozen=True):
    members: tuple[str, ...]
    verdict: str
    """crashes, depends-on-entry, safe."""
    failing_entries: tuple[FailingEntry, ...]
    cycle: tuple[CycleEdge, ...]
    cut: tuple[Cut, ...]
    cut_is_minimum: bool
    timing: Timing
    """import: every edge runs at import. deferred: the component closes through deferred ones."""
    cut_at_least: int = 0
    """A proven lower bound: no set of fewer imports breaks every cycle."""
    short_cycles: int = 0
    """How many different cycles there are among the shortest through each import."""
    boundary: Boundary = Boundary()
    through_packages: tuple[CycleEdge, ...] = ()
    """Edges that no statement names: importing a module runs its package first."""


def gap_of(data: ImportCycleData) -> str:
    """How good the cut is, in words: the fewest there can be, or between which bounds."""
    count = len(data.cut)
    imports = "1 import" if count == 1 else f"{count} imports"
    if data.cut_is_minimum:
        return f"{imports}; no fewer can do" if count > 1 else f"{imports} is enough"
    return f"{imports}; no fewer than {data.cut_at_least} can do"


def worth_of(cut: Cut, data: ImportCycleData) -> str:
    """What is gained by one import of the cut alone, in words."""
    members = len(data.members)
    if not cut.leaves:
        return "no cycle is left without it"
    if sum(cut.leaves) < members:
        free = members - sum(cut.leaves)
        freed = f"{free} {'module leaves' if free == 1 else 'modules leave'} the cycle"
        if len(cut.leaves) == 1:
            return f"{freed}, {cut.leaves[0]} stay"
        return f"{freed}, {len(cut.leaves)} parts stay, the largest of {cut.leaves[0]} modules"
    if len(cut.leaves) > 1:
        return f"it falls apart into {len(cut.leaves)}, the largest of {cut.leaves[0]} modules"
    return f"on {cut.short_cycles} of {data.short_cycles} short cycles"


class ImportCycle(Finding, frozen=True, tag="import-cycle", kw_only=True):
    data: ImportCycleData
