"""What importing a module first does: the answer of the execution stage."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping

import msgspec

from analysis.extract.facts import FileFacts


class Cause(enum.StrEnum):
    """Why an import fails, as far as a finding can own it."""

    MISSING_MODULE = "missing-module"
    MISSING_NAME = "missing-name"
    NOT_A_PACKAGE = "not-a-package"
    BEYOND_TOP_LEVEL = "beyond-top-level"
    PARTIAL = "partial"
    """The name is bound later: a module of a cycle was asked too early."""
    UNDEFINED_NAME = "undefined-name"
    UNPARSABLE = "unparsable"
    RAISED = "raised"
    """A `raise`, or an error that no finding of ours describes."""


class Failure(msgspec.Struct, frozen=True):
    """The error that CPython raises, where, and through which imports it got there.

    `module` and `name` are the target that was asked for: (module, None) for a missing module,
    (module, name) for a missing, partial or undefined name. `raised_in` is the module whose
    statement raises.
    """

    error: str
    message: str
    path: str
    line: int
    stack: tuple[str, ...]
    cause: Cause
    raised_in: str
    module: str | None = None
    name: str | None = None


class Ok(msgspec.Struct, frozen=True, tag="ok", tag_field="outcome"):
    """The import succeeds."""


class Fails(msgspec.Struct, frozen=True, tag="fails", tag_field="outcome"):
    """The import raises `failure`."""

    failure: Failure


class Unknown(msgspec.Struct, frozen=True, tag="unknown", tag_field="outcome"):
    """Static reading can't tell; `reason` says why, with the place."""

    reason: str
    path: str | None = None
    line: int | None = None


Outcome = Ok | Fails | Unknown


class Certainty(enum.StrEnum):
    BOUND = "bound"
    UNBOUND = "unbound"
    UNKNOWN = "unknown"


class NameVerdict(msgspec.Struct, frozen=True):
    """Whether a module, once imported, has a name: with the binding line, or the reason."""

    certainty: Certainty
    line: int | None = None
    reason: str | None = None


BOUND = NameVerdict(Certainty.BOUND)


class BlindSpot(msgspec.Struct, frozen=True):
    """A place that static reading could not decide."""

    path: str
    line: int
    reason: str


def in_order(spots: Iterable[Iterable[BlindSpot]]) -> tuple[BlindSpot, ...]:
    """Each once, by its place."""
    every = {spot for some in spots for spot in some}
    return tuple(sorted(every, key=lambda spot: (spot.path, spot.line, spot.reason)))


Change = tuple[str, str]
"""(module, module): running the first changes in place what the second, settled, had made."""


Asked = tuple[str, str, str]
"""(asker, module, name): running the asker asks the module, or a class of it, for a name that the
asker need not mention; "" where it goes through all of them."""


class Trace(msgspec.Struct, frozen=True):
    """Of each entry: the modules that had a part in it, as bits of their place in sorted order.

    `called` are the functions whose bodies were run: for each module, by first line, what stands
    for their text.
    A blind spot belongs to each entry that meets it. Facts are compared by identity: functions
    are read from the file when they are called, so that equal facts do not mean equal files.
    """

    version: tuple[int, int]
    facts: Mapping[str, FileFacts]
    reached: dict[str, int]
    spots: dict[str, frozenset[BlindSpot]]
    changes: frozenset[Change]
    asked: frozenset[Asked] = frozenset()
    called: Mapping[str, Mapping[int, bytes]] = {}


class Execution(msgspec.Struct, frozen=True):
    """What importing each module of the repository first does, by module name."""

    outcomes: dict[str, Outcome]
    names: dict[str, dict[str, NameVerdict]]
    """For each module that imports: the names of its final namespace."""
    open_modules: dict[str, str]
    """Modules that may have any name at all (star from an external, `__getattr__`, exec): why."""
    blind_spots: tuple[BlindSpot, ...] = ()
    absent: dict[str, Outcome] = {}
    """Modules that statements ask for and the repository does not have: what importing them does;
    `path` is "" where no statement of the repository would raise."""
    trace: Trace | None = None
    """What each answer stands on; None in one that no interpreter gave."""

    def has_name(self, module: str, name: str) -> bool | None:
        """Whether an imported module has the name: True also where it only may have it.

        None where the module is not known, or does not run to its end.
        """
        if module in self.open_modules:
            return True
        names = self.names.get(module)
        if names is None:
            return None
        verdict = names.get(name)
        return verdict is not None and verdict.certainty is not Certainty.UNBOUND
