"""A change as plain values: what is new, what is gone, what is otherwise, and whom it reaches."""

from __future__ import annotations

import enum

import msgspec

from analysis.comparison import Comparison, EdgeChange, OutcomeChange
from analysis.execution.outcome import Fails
from analysis.findings import AnyFinding, Severity

ABSENT = "absent"
"""The outcome of a golden path to a module that is not there."""
WEIGHTS = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Aspect(enum.StrEnum):
    """In what a finding that both sides have differs."""

    SEVERITY = "severity"
    VERDICT = "verdict"
    """Of a cycle: crashes, depends-on-entry, safe. Of duplicate classes: their kind."""
    MEMBERS = "members"
    PLACES = "places"
    """The modules that ask for what is broken, or else the files it stands in: never lines."""
    BLOCKED = "blocked"
    GOLDEN = "golden"
    """The golden paths that it stops."""


class Difference(msgspec.Struct, frozen=True):
    """What one aspect of a finding has gained and lost, each sorted."""

    aspect: Aspect
    gained: tuple[str, ...]
    lost: tuple[str, ...]


class FindingChange(msgspec.Struct, frozen=True):
    """A finding that both sides have under one key, and in what it is another one."""

    before: AnyFinding
    after: AnyFinding
    differences: tuple[Difference, ...]

    @property
    def worse(self) -> bool:
        """Graver, or there is more of it: another place, another module that it stops."""
        heavier = WEIGHTS[self.after.severity] - WEIGHTS[self.before.severity]
        more = (Aspect.MEMBERS, Aspect.PLACES, Aspect.BLOCKED, Aspect.GOLDEN)
        return heavier > 0 or (
            heavier == 0 and any(one.gained for one in self.differences if one.aspect in more)
        )


class LevelChange(msgspec.Struct, frozen=True, order=True):
    """A module that both sides have, on another level: 0 imports nothing at import time."""

    module: str
    before: int
    after: int


class GoldenChange(msgspec.Struct, frozen=True):
    """A golden path with another outcome (ok, fails, unknown, absent), or that one side lacks.

    `blocked_by` are the keys of the findings that stop it after the change.
    """

    name: str
    module: str
    before: str | None
    after: str | None
    blocked_by: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """It stops at an error or at no module, and did not before."""
        stopped = ("fails", ABSENT)
        return self.after in stopped and self.before not in stopped


class Reached(msgspec.Struct, frozen=True):
    """A module that a change may be felt in: why, as a shortest chain of imports.

    The chain begins with the module and ends with one that the change touches; each next one runs
    because of the one before, at import or in a function. `before` says that only the side before
    has that chain: what it ends with is gone.
    """

    module: str
    chain: tuple[str, ...]
    before: bool = False
    name: str = ""
    """Of a golden path: its name."""


class Touched(msgspec.Struct, frozen=True):
    """Modules that only one side has, and those whose file says something else; each sorted."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    rewritten: tuple[str, ...] = ()

    @property
    def modules(self) -> frozenset[str]:
        """All of them."""
        return frozenset((*self.added, *self.removed, *self.rewritten))


class Change(msgspec.Struct, frozen=True):
    """What changed from one analysis to another.

    `comparison` judges (fixed, reduced, introduced …); the rest is what differs, and turned round
    where the sides are swapped: `findings_added` are keys that only the side after has, and so on.
    `otherwise` are modules whose import does something else that is neither better nor worse.
    `against_flow` are imports that are new, or new at import time, and close a cycle there;
    `with_flow` those that no longer do, because they are gone or come later.
    `grown` pairs a finding with the greater one that it is part of now.
    `tests` are the test modules that the change reaches, `golden` the golden paths.
    """

    comparison: Comparison
    touched: Touched
    levels: tuple[LevelChange, ...]
    against_flow: tuple[EdgeChange, ...]
    with_flow: tuple[EdgeChange, ...]
    otherwise: tuple[OutcomeChange, ...]
    findings_added: tuple[AnyFinding, ...]
    findings_removed: tuple[AnyFinding, ...]
    findings_changed: tuple[FindingChange, ...]
    grown: tuple[tuple[AnyFinding, AnyFinding], ...]
    golden_paths: tuple[GoldenChange, ...]
    tests: tuple[Reached, ...]
    golden: tuple[Reached, ...]

    @property
    def fixed(self) -> tuple[AnyFinding, ...]:
        """Findings that are gone, and not part of a greater one now."""
        swallowed = {part.key for part, _ in self.grown}
        return tuple(one for one in self.comparison.fixed if one.key not in swallowed)

    @property
    def worse(self) -> tuple[FindingChange, ...]:
        """Findings that both sides have, and of which there is more now."""
        return tuple(one for one in self.findings_changed if one.worse)

    @property
    def broken(self) -> tuple[OutcomeChange, ...]:
        """Modules that are there and do worse on import; one that was taken away is no such."""
        gone = set(self.touched.removed)
        return tuple(one for one in self.comparison.worsened if one.module not in gone)

    @property
    def failing(self) -> tuple[OutcomeChange, ...]:
        """Those of `broken` that fail for certain."""
        return tuple(one for one in self.broken if isinstance(one.after, Fails))

    @property
    def golden_broken(self) -> tuple[GoldenChange, ...]:
        """Golden paths that the change stops."""
        return tuple(one for one in self.golden_paths if one.broken)

    @property
    def telling(self) -> tuple[str, ...]:
        """The modules to look at first: of what is new and wrong, then of what is mended."""
        found = [one.module for one in self.golden_broken]
        for finding in (*self.comparison.introduced, *self.fixed):
            found += [subject.partition(":")[0] for subject in finding.subjects]
        found += [end for one in self.against_flow for end in (one.importer, one.imported)]
        found += [one.module for one in (*self.broken, *self.comparison.healed)]
        return tuple(dict.fromkeys(found))

    @property
    def is_empty(self) -> bool:
        """Nothing that is looked at differs."""
        seen = self.comparison
        return not (
            self.touched.modules
            or self.levels
            or self.otherwise
            or self.findings_added
            or self.findings_removed
            or self.findings_changed
            or self.golden_paths
            or (seen.healed or seen.worsened or seen.names_lost)
            or (seen.edges_gone or seen.edges_new or seen.edges_retimed)
        )
