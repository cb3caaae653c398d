"""What a fix really does: the edited tree is analysed again and compared with the tree before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec

from analysis.comparison import Comparison, compare
from analysis.execution.outcome import Failure, Unknown
from analysis.extract.facts import Timing
from analysis.findings import AnyFinding, BrokenImport, Severity
from analysis.fixes.brought import brings, is_of_the_edits, still_failing
from analysis.fixes.dependencies import newly_needed
from analysis.fixes.edits import (
    Applicability,
    EditConflict,
    Fix,
    OverlappingEdits,
    TextEdit,
    conflicts,
    overlay,
)
from analysis.pipeline import Analysis, analyze


class Proof(msgspec.Struct, frozen=True):
    """A fix with the applicability that it has shown, and what changes when it is applied.

    Of the modules that the finding stopped, `unsure` counts those of which static reading can't
    tell whether they import now, and `failing` are those that still fail, because of what is left
    of it or of a fault behind it. `brings` are the keys of introduced findings that the edits
    themselves make: the others were there before, behind the fault that is mended.
    """

    fix: Fix
    comparison: Comparison
    after: Analysis
    unsure: int = 0
    failing: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()

    @property
    def uncovers(self) -> bool:
        """Whether the next fault comes to light behind the one that is mended."""
        return any(finding.blocked for finding in self.comparison.introduced)

    @property
    def fixed(self) -> bool:
        """The finding is gone, not only smaller."""
        return any(finding.key == self.fix.finding for finding in self.comparison.fixed)


class Rejected(msgspec.Struct, frozen=True):
    """A fix that is not offered, and why."""

    fix: Fix
    reason: str
    conflicts: tuple[EditConflict, ...] = ()


def reanalysed(analysis: Analysis, edits: tuple[TextEdit, ...]) -> Analysis:
    """The analysis of the tree with the edits made; only edited files are read again.

    Raises `OverlappingEdits` when two of them want the same bytes.
    """
    return analyze(overlay(analysis.tree, edits), analysis.options, analysis)


def prove(analysis: Analysis, fix: Fix, uncovering: bool = False) -> Proof | Rejected:
    """Applies the fix to an overlay, analyses that, and judges by the difference.

    `safe` comes out only where the finding is gone, nothing is introduced, no module's outcome is
    worse, no importable name is lost, no module that imports comes to need a package from outside,
    and where the repair itself claims no less. A fix that
    introduces as grave a finding, breaks an import, takes a name away that someone imports, or
    leaves its finding as it was, is rejected. With `uncovering`, a fault is let through that stops
    only modules which the finding stopped before: whoever asks has to go on and mend it.
    """
    try:
        after = reanalysed(analysis, fix.edits)
    except OverlappingEdits as error:
        return Rejected(fix, "its edits overlap", error.conflicts)
    return judge(analysis, after, fix, uncovering)


def judge(
    analysis: Analysis, after: Analysis, fix: Fix, uncovering: bool = False
) -> Proof | Rejected:
    """What `prove` says of a fix, by what the tree is after it."""
    comparison = compare(analysis, after)
    finding = next((one for one in analysis.findings if one.key == fix.finding), None)
    if finding is None:
        return Rejected(fix, "its finding is not there")
    failing = still_failing(finding, analysis, after)
    if reason := _objection(after, finding, comparison, uncovering):
        return Rejected(fix, reason)
    edited = {edit.path for edit in fix.edits}
    for module, failure, owner in failing:
        if owner is None and is_of_the_edits(failure, edited):
            return Rejected(fix, f"it would only move the crash: {_fails(module, failure)}")
    gone = any(one.key == finding.key for one in comparison.fixed)
    shown = Applicability.SAFE if gone and comparison.harmless else Applicability.UNSAFE
    needed = newly_needed(analysis, after, comparison) if shown is Applicability.SAFE else ()
    if needed:
        shown = Applicability.UNSAFE
    shown = shown.at_most(fix.applicability)
    if shown is Applicability.UNSAFE and not breaks_something(finding):
        # What may change the meaning of a program that works is for a person to decide.
        shown = Applicability.DISPLAY
    brought = tuple(one.key for one in comparison.introduced if brings(one, analysis, after))
    notes = (
        *fix.notes,
        *(f"{module} will need {name} to be installed." for module, name in needed[:3]),
        *_notes(comparison, brought, failing),
    )
    return Proof(
        msgspec.structs.replace(fix, applicability=shown, notes=notes),
        comparison,
        after,
        sum(isinstance(after.execution.outcomes.get(one), Unknown) for one in finding.blocked),
        tuple(module for module, _, _ in failing),
        brought,
    )


def breaks_something(finding: AnyFinding) -> bool:
    """Whether an import or a call fails because of the finding."""
    if finding.severity is Severity.ERROR or finding.blocked:
        return True
    return isinstance(finding, BrokenImport) and any(
        site.timing is Timing.DEFERRED and not site.guarded and not site.expected_by_test
        for site in finding.data.sites
    )


def clash(fixes: tuple[Fix, ...], fix: Fix) -> tuple[EditConflict, ...]:
    """The edits of `fix` that want the same bytes as those of `fixes`."""
    return conflicts(edit for one in (*fixes, fix) for edit in one.edits)


def _objection(
    after: Analysis, finding: AnyFinding, comparison: Comparison, uncovering: bool
) -> str | None:
    if comparison.worsened:
        change = comparison.worsened[0]
        more = len(comparison.worsened) - 1
        others = f" and {more} more" if more else ""
        return f"{change.module}{others} would no longer import: {_words(change.after)}"
    grave = [
        one
        for one in comparison.introduced
        if (_gravity(one) >= _gravity(finding) or breaks_something(one))
        and not (uncovering and one.blocked and set(one.blocked) <= set(finding.blocked))
    ]
    if grave:
        return f"it would introduce: {grave[0].title}"
    importers = after.structure.project.importers_of_name
    for lost in comparison.names_lost:
        if users := importers.get((lost.module, lost.name)):
            return f"{lost.module} would lose {lost.name}, which {users[0]} imports from it"
    done = [*comparison.fixed, *(whole for whole, _ in comparison.reduced)]
    if all(one.key != finding.key for one in done):
        return "the finding would stay as it is"
    return None


def _gravity(finding: AnyFinding) -> int:
    return (Severity.INFO, Severity.WARNING, Severity.ERROR).index(finding.severity)


def _words(outcome: object) -> str:
    failure = getattr(outcome, "failure", None)
    if failure is not None:
        return f"{failure.error}: {failure.message}"
    return str(getattr(outcome, "reason", "the module is gone"))


def _fails(module: str, failure: Failure) -> str:
    place = f"{failure.path}:{failure.line}"
    return f"{module} would fail with {failure.error}: {failure.message} ({place})"


def _notes(
    comparison: Comparison,
    brought: Collection[str],
    failing: Iterable[tuple[str, Failure, AnyFinding | None]],
) -> Iterator[str]:
    if comparison.names_lost:
        lost = [f"{one.module}.{one.name}" for one in comparison.names_lost]
        more = f" and {len(lost) - 5} more" if len(lost) > 5 else ""
        yield f"No longer importable: {', '.join(lost[:5])}{more}."
    for finding in comparison.introduced:
        verb = "brings" if finding.key in brought or not finding.blocked else "uncovers"
        yield f"It {verb}: {finding.title}."
    behind = [(module, failure) for module, failure, owner in failing if owner is None]
    if behind:
        more = f" (and {len(behind) - 1} more)" if len(behind) > 1 else ""
        yield f"Behind it {_fails(*behind[0])}{more}."
