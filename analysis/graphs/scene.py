"""What a drawing is made from: one analysis' structure, its marks and ghosts, and the options."""

from __future__ import annotations

import enum

import msgspec

from analysis.execution.outcome import Execution
from analysis.extract.facts import Timing
from analysis.graphs.structure import Structure


class MarkKind(enum.StrEnum):
    """Which of the `Badges` a mark counts for."""

    CYCLES = "cycles"
    BROKEN = "broken"
    DUPLICATES = "duplicates"


class Mark(msgspec.Struct, frozen=True):
    """One finding as a drawing shows it: a badge on each of `subjects`.

    Subjects are modules ("pkg.mod") or classes ("pkg.mod:Class"). A closed box that holds several
    subjects of one mark counts it once.
    """

    kind: MarkKind
    subjects: tuple[str, ...]


class Ghost(msgspec.Struct, frozen=True):
    """A broken target, drawn as a box that is not there, and the modules that ask for it."""

    module: str
    name: str | None
    importers: tuple[str, ...]
    timing: Timing = Timing.IMPORT

    @property
    def id(self) -> str:
        """The id of its box: "ghost:pkg.mod:name", or "ghost:pkg.mod" for a missing module."""
        return f"ghost:{self.module}" + (f":{self.name}" if self.name else "")


class Scene(msgspec.Struct, frozen=True):
    """One analysis, as far as a drawing shows it."""

    structure: Structure
    execution: Execution
    marks: tuple[Mark, ...] = ()
    ghosts: tuple[Ghost, ...] = ()


class Direction(enum.StrEnum):
    """Which way a focus looks: at what is imported, at the importers, or at both."""

    IMPORTED = "imported"
    IMPORTERS = "importers"
    BOTH = "both"


class MapOptions(msgspec.Struct, frozen=True):
    """What to draw of the module graph.

    `opened` are the ids of packages drawn open (None: as many levels as `budget` boxes allow).
    An id in it that lies in a closed package waits until that one is opened. `only` keeps some
    modules, `without` drops some; a package's name stands for all that is in it, "pkg.__init__" for
    """

    opened: frozenset[str] | None = None
    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()
    focus: str | None = None
    hops: int | None = 1
    direction: Direction = Direction.BOTH
    cycles_only: bool = False
    hide_tests: bool = True
    hide_deferred: bool = False
    hide_type_checking: bool = False
    externals: bool = False
    budget: int = 60
    ceiling: int = 400
    chain: tuple[str, str] | None = None
    every_chain: bool = False
    matching: tuple[str, ...] = ()
    not_matching: tuple[str, ...] = ()
    upward_only: bool = False
    pins: frozenset[str] = frozenset()


class ClassOptions(msgspec.Struct, frozen=True):
    """What to draw of the class graph.

    `within` is a module or package, `family_of` a class ("pkg.mod:Class") whose inheritance family
    is drawn, `only` a set of such classes (a group of duplicates) drawn with their neighbours.
    """

    opened: frozenset[str] | None = None
    within: str | None = None
    family_of: str | None = None
    only: frozenset[str] | None = None
    inheritance_only: bool = False
    hide_tests: bool = True
    budget: int = 60
    ceiling: int = 400
