"""Repairs for a person at a terminal: what is proposed for each finding, or what a plan does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.comparison import Comparison
from analysis.fixes.edits import Fix
from analysis.fixes.plan import Considered, Plan
from analysis.fixes.proof import Rejected
from analysis.sources.printable import printable
from analysis.verification import words
from analysis.verification.value import Verification

_MOST_SHOWN = 20


def render_proposals(considered: Iterable[Considered]) -> str:
    """Each finding with its proven fixes, best first, and those that failed their proof."""
    lines: list[str] = []
    for one in considered:
        lines.append(f"{one.finding.severity}: {one.finding.title}  [{one.finding.key}]")
        for proof in one.proofs:
            lines += _fix(proof.fix)
        lines += [_rejected(rejected) for rejected in one.rejected]
        if not one.proofs:
            lines.append("  no fix that helps")
        lines.append("")
    return _text(lines or ["No findings, nothing to fix."])


def render_plan(
    plan: Plan, written: tuple[str, ...] = (), verification: Verification | None = None
) -> str:
    """The fixes that were taken, their proof, what CPython says, and the files written."""
    lines: list[str] = []
    for fix in plan.fixes:
        lines += [*_fix(fix), ""]
    lines += [
        f"Left out: {rejected.fix.title}: {rejected.reason}  [{rejected.fix.id}]"
        for rejected in plan.rejected
    ]
    lines += [
        f"Conflict in {one.path}: bytes {one.first.start} to {one.first.end} and "
        f"{one.second.start} to {one.second.end}"
        for one in plan.conflicts
    ]
    lines += [f"Not fixed: {key}" for key in plan.unfixed]
    lines += [f"Introduced: {finding.title}" for finding in plan.comparison.introduced]
    change = plan.comparison
    lines += _outcomes(change)
    lines.append(
        f"Fixes: {len(plan.fixes)}. Findings: {len(change.fixed)} fixed, "
        f"{len(change.reduced)} reduced, {len(change.remaining)} remaining, "
        f"{len(change.introduced)} introduced. Modules: {len(change.healed)} healed, "
        f"{len(change.worsened)} broken."
    )
    if verification is not None:
        lines += words.lines(verification)
    lines += [f"Written: {path}" for path in written]
    return _text(lines)


def render_verification(verification: Verification) -> str:
    """What CPython says to the prediction of a tree as it is."""
    return _text(words.lines(verification))


def _outcomes(change: Comparison) -> Iterator[str]:
    """What the fixes change for imports, as far as it fits a screen."""
    for title, changes in (("Healed", change.healed), ("Broken", change.worsened)):
        for one in changes[:_MOST_SHOWN]:
            yield f"{title}: {one.module}: was: {words.outcome_words(one.before)}"
            if title == "Broken":
                yield f"    now: {words.outcome_words(one.after)}"
        if len(changes) > _MOST_SHOWN:
            yield f"{title}: {len(changes) - _MOST_SHOWN} more modules"
    lost = [f"{one.module}.{one.name}" for one in change.names_lost]
    if lost:
        more = f" and {len(lost) - _MOST_SHOWN} more" if len(lost) > _MOST_SHOWN else ""
        yield f"No longer importable: {', '.join(lost[:_MOST_SHOWN])}{more}"
    if change.edges_gone or change.edges_new:
        yield f"Imports: {len(change.edges_gone)} gone, {len(change.edges_new)} new"


def _fix(fix: Fix) -> Iterator[str]:
    yield f"  {fix.applicability}: {fix.title}"
    yield f"    {fix.rationale}"
    yield from (f"    note: {note}" for note in fix.notes)
    yield f"    changes {', '.join(sorted({edit.path for edit in fix.edits}))}"
    yield f"    --fix {fix.id}"


def _rejected(rejected: Rejected) -> str:
    return f"  rejected: {rejected.fix.title}: {rejected.reason}"


def _text(lines: Iterable[str]) -> str:
    return "\n".join(printable(line) for line in lines) + "\n"
