"""What a verification says: what was predicted of each module, what CPython did, the verdict."""

from __future__ import annotations

import enum

import msgspec

from analysis.execution.outcome import Fails, Ok, Unknown


class Limits(msgspec.Struct, frozen=True):
    """How much a verification may take; sizes in megabytes."""

    module_seconds: float = 10.0
    """Wall time, and CPU time of each process, for one module."""
    seconds: float = 120.0
    """Wall time in all; modules that it does not reach stay undecided."""
    memory_mb: int = 2_048
    """Address space of each process."""
    file_mb: int = 16
    """The largest file that a module may write."""
    processes: int = 64
    """Processes and threads that modules may have at a time."""
    workers: int = 2
    """Modules that are imported at a time."""
    copy_mb: int = 512
    """The sources; data files beside them are left out where they exceed the rest of it."""
    copy_files: int = 50_000


class Verdict(enum.StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    UNDECIDED = "undecided"


class Happened(enum.StrEnum):
    """What became of an import under CPython."""

    OK = "ok"
    FAILS = "fails"
    ENDED = "ended"
    """The process ended without an answer: `os._exit`, a crash, a signal."""
    STOPPED = "stopped"
    """A limit was reached, or the time in all was used up before."""
    SKIPPED = "skipped"
    """It is nothing that can be imported."""


class Observed(msgspec.Struct, frozen=True):
    """What CPython did. `path` and `line` are the failing statement of the repository.

    `stack` are the modules of the repository that were being imported, outermost first. The words
    and places come from the process of the module itself: hostile code can forge them.
    """

    happened: Happened
    error: str | None = None
    message: str | None = None
    path: str | None = None
    line: int | None = None
    stack: tuple[str, ...] = ()


class ModuleVerdict(msgspec.Struct, frozen=True):
    """One module. `predicted` is None where there is no prediction for this name."""

    module: str
    verdict: Verdict
    reason: str
    """In a few words: how the two differ, or why nothing can be decided; "" where they agree."""
    predicted: Ok | Fails | Unknown | None
    observed: Observed
    stand_ins: tuple[str, ...] = ()
    """Packages that are not installed and were replaced while it was imported."""
    refused: tuple[str, ...] = ()
    """What it tried and was refused: network, files out of the copy, signals to others."""
    output: str = ""
    """The first of what it printed."""
    seconds: float = 0.0


class Protection(msgspec.Struct, frozen=True):
    """One thing that was kept from the modules, and how far this system allowed that."""

    name: str
    complete: bool
    """Whether the system itself enforces it; else only Python's own functions refuse."""
    means: str


class Verification(msgspec.Struct, frozen=True):
    """The verdicts in the order in which the modules were asked for."""

    modules: tuple[ModuleVerdict, ...]
    python: str
    """The version of the CPython that imported them."""
    limits: Limits
    protections: tuple[Protection, ...]
    stand_ins: tuple[str, ...]
    notes: tuple[str, ...]
    """What else to know: what the copy leaves out, files that a module changed in it."""
    seconds: float

    def having(self, verdict: Verdict) -> tuple[ModuleVerdict, ...]:
        """The modules with this verdict."""
        return tuple(one for one in self.modules if one.verdict is verdict)

    @property
    def disagreements(self) -> tuple[ModuleVerdict, ...]:
        """Where CPython did something else than we said it would."""
        return self.having(Verdict.DISAGREE)
