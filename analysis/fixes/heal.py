"""The smallest plan that makes modules import."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from analysis.checks.ownership import owner_of
from analysis.execution.outcome import Fails
from analysis.findings import AnyFinding
from analysis.fixes.candidates import Progress, consider
from analysis.fixes.edits import Applicability
from analysis.fixes.walk import Walk, follow, start, take
from analysis.pipeline import Analysis

MOST_STEPS = 24
"""Faults that may stand one behind the other."""
MOST_SEARCHED = 30
"""Findings that are considered, with the ways that led nowhere."""


class Obstacle(msgspec.Struct, frozen=True):
    """What the search for a plan got stuck at, and so why a module still does not import."""

    module: str
    finding: str | None
    """The key of the finding in the way; None where no rule describes the failure."""
    reason: str
    behind: tuple[str, ...] = ()
    """The fixes that lead there: they alone would not make the module import."""


class Healing(msgspec.Struct, frozen=True):
    """The plan that makes `modules` import, as far as there is one.

    `walk.ids` are the fixes to choose. No step can be left out: without any of them one of the
    modules that it heals would not import.
    """

    modules: tuple[str, ...]
    walk: Walk
    obstacles: tuple[Obstacle, ...]

    @property
    def heals(self) -> bool:
        """Whether none of the modules fails any more."""
        return not self.obstacles


def heal(
    analysis: Analysis,
    modules: Iterable[str],
    applicability: Applicability = Applicability.UNSAFE,
    progress: Progress | None = None,
) -> Healing:
    """Mends what blocks the modules, fault behind fault, and leaves out what is not needed.

    Of each finding in the way the fixes that reach `applicability` are tried, best first; one that
    leads to a fault without a fix is given up for the next.
    """
    wanted = tuple(dict.fromkeys(modules))
    search = _Search(wanted, applicability, progress)
    walk = search.run(start(analysis))
    failing = _failing(walk.after, wanted)
    walk = _smallest(walk, tuple(module for module in wanted if module not in failing))
    return Healing(wanted, walk, tuple(search.stuck[module] for module in failing))


class _Search:
    """Depth first, the first way that heals wins; else the one that leaves fewest failing."""

    def __init__(
        self, modules: tuple[str, ...], applicability: Applicability, progress: Progress | None
    ) -> None:
        self.modules, self.applicability, self.progress = modules, applicability, progress
        self.considered = 0
        self.stuck: dict[str, Obstacle] = {}

    def run(self, walk: Walk) -> Walk:
        best = walk
        given_up: set[str] = set()
        while True:
            # What can't be mended for one module must not keep the others from being healed.
            failing = [one for one in _failing(best.after, self.modules) if one not in given_up]
            if not failing:
                return best
            found = self._heal(best, failing[0], MOST_STEPS)
            if found is None:
                given_up.add(failing[0])
            else:
                best = found

    def _heal(self, walk: Walk, module: str, left: int) -> Walk | None:
        """A way on from `walk` after which the module does not fail."""
        finding = blocker(walk.after, module)
        if finding is None or not left or self.considered >= MOST_SEARCHED:
            self._stuck(walk, module, finding)
            return None
        self.considered += 1
        if self.progress is not None:
            self.progress(finding.title)
        considered = consider(walk.after, finding, self.applicability, uncovering=True)
        for proof in considered.proofs:
            if not proof.fix.applicability.reaches(self.applicability):
                continue
            further = take(walk, proof.fix.id)
            if not further.steps[-1].is_made:
                continue
            if not _failing(further.after, [module]):
                return further
            found = self._heal(further, module, left - 1)
            if found is not None:
                return found
        self._stuck(walk, module, finding)
        return None

    def _stuck(self, walk: Walk, module: str, finding: AnyFinding | None) -> None:
        """Remembers the first dead end on the way to a module: the best fixes lead to it."""
        self.stuck.setdefault(module, _obstacle(walk, module, finding))


def blocker(analysis: Analysis, module: str) -> AnyFinding | None:
    """The finding that keeps a module from being imported."""
    outcome = analysis.execution.outcomes.get(module)
    if not isinstance(outcome, Fails):
        return None
    key = owner_of(outcome.failure, analysis.findings)
    return next((one for one in analysis.findings if one.key == key), None)


def _failing(analysis: Analysis, modules: Iterable[str]) -> tuple[str, ...]:
    outcomes = analysis.execution.outcomes
    return tuple(one for one in modules if isinstance(outcomes.get(one), Fails))


def _smallest(walk: Walk, healed: tuple[str, ...]) -> Walk:
    """Without the steps that the modules import without, tried from the last to the first."""
    best = follow(walk.start, walk.ids)
    for fix in reversed(walk.ids):
        shorter = follow(walk.start, [one for one in best.ids if one != fix])
        if not _failing(shorter.after, healed):
            best = shorter
    return best


def _obstacle(walk: Walk, module: str, finding: AnyFinding | None) -> Obstacle:
    if finding is not None:
        return Obstacle(module, finding.key, f"no proven repair: {finding.title}", walk.ids)
    outcome = walk.after.execution.outcomes[module]
    assert isinstance(outcome, Fails)
    failure = outcome.failure
    return Obstacle(module, None, f"{failure.error}: {failure.message}", walk.ids)
