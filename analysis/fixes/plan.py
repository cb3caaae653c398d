"""Many fixes together: those that were chosen, or the best one of each finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

import msgspec

from analysis.comparison import Comparison, compare
from analysis.findings import AnyFinding, Severity
from analysis.fixes.candidates import Considered as Considered
from analysis.fixes.candidates import Progress as Progress
from analysis.fixes.candidates import candidates as candidates
from analysis.fixes.candidates import consider as consider
from analysis.fixes.candidates import propose as propose
from analysis.fixes.candidates import proving as proving
from analysis.fixes.candidates import ranked as ranked
from analysis.fixes.edits import (
    Applicability,
    EditConflict,
    Fix,
    OverlappingEdits,
    TextEdit,
    conflicts,
)
from analysis.fixes.patch import edits_to
from analysis.fixes.proof import Proof, Rejected, clash, reanalysed
from analysis.fixes.workbench import Workbench
from analysis.pipeline import Analysis

ROUNDS = 20
"""Times that what is left after a plan is planned again: one repair can uncover the next fault."""


class Plan(msgspec.Struct, frozen=True):
    """Fixes taken together, in the order in which they apply, and what they do in all.

    `edits` lead from the analysed tree to `after.tree`. `rejected` are fixes that were tried and
    not taken, `conflicts` the edits that kept a fix out, `unfixed` the keys without any fix.
    """

    fixes: tuple[Fix, ...]
    edits: tuple[TextEdit, ...]
    after: Analysis
    comparison: Comparison
    conflicts: tuple[EditConflict, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    unfixed: tuple[str, ...] = ()


def combine(analysis: Analysis, fixes: Iterable[Fix]) -> Plan:
    """Chosen fixes together, in whatever order they were chosen; conflicting ones are left out.

    Of two fixes that want the same bytes the first one stays, and the plan says so.
    """
    taken: list[Fix] = []
    found: list[EditConflict] = []
    rejected: list[Rejected] = []
    for fix in fixes:
        overlap = clash(tuple(taken), fix)
        if overlap:
            found += overlap
            rejected.append(Rejected(fix, "its edits overlap with those of another fix", overlap))
        elif fix not in taken:
            taken.append(fix)
    edits = _edits(taken)
    after = reanalysed(analysis, edits) if edits else analysis
    return Plan(
        tuple(taken),
        edits,
        after,
        compare(analysis, after),
        tuple(dict.fromkeys(found)),
        tuple(rejected),
    )


def plan_all(
    analysis: Analysis,
    applicability: Applicability = Applicability.SAFE,
    finding_keys: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> Plan:
    """The best fix of each finding that reaches `applicability`, and all of them proven together.

    A repair can uncover a fault behind the one that it mends: what is left is planned again on the
    healed tree, a few times, and where that does not end well such repairs are not taken at all.
    A fix that does harm beside the others is left out.
    """
    wanted = None if finding_keys is None else frozenset(finding_keys)
    if applicability is Applicability.SAFE:
        return _planned(analysis, applicability, wanted, progress, uncovering=False)
    bold = _planned(analysis, applicability, wanted, progress, uncovering=True)
    if _ends_well(bold):
        return bold
    careful = _planned(analysis, applicability, wanted, progress, uncovering=False)
    if not careful.fixes:
        return careful
    # What did not end well from the start may do so from here.
    wanted = None if wanted is None else _following(wanted, careful.comparison)
    further = _planned(careful.after, applicability, wanted, progress, uncovering=True)
    return _joined(analysis, careful, further) if _ends_well(further) else careful


def _ends_well(plan: Plan) -> bool:
    return not any(finding.blocked for finding in plan.comparison.introduced)


def _following(wanted: AbstractSet[str], comparison: Comparison) -> frozenset[str]:
    """The wanted findings, with what is left of them and what has come to light behind them."""
    rest = {after.key for before, after in comparison.reduced if before.key in wanted}
    return frozenset(wanted | rest | {one.key for one in comparison.introduced})


def _joined(analysis: Analysis, first: Plan, then: Plan) -> Plan:
    """Two plans, the second made for the tree that the first leads to, as one."""
    fixes = (*first.fixes, *then.fixes)
    comparison = compare(analysis, then.after)
    done = {fix.finding for fix in fixes} | {one.key for one in comparison.fixed}
    return Plan(
        fixes,
        edits_to(analysis.tree, then.after.tree),
        then.after,
        comparison,
        tuple(dict.fromkeys((*first.conflicts, *then.conflicts))),
        tuple(one for one in (*first.rejected, *then.rejected) if one.fix not in fixes),
        tuple(key for key in first.unfixed if key not in done),
    )


class _Reached(msgspec.Struct, frozen=True):
    """A tree on the way of a plan, the fixes and the edits that lead there from its start."""

    after: Analysis
    fixes: tuple[Fix, ...] = ()
    edits: tuple[TextEdit, ...] = ()


def _planned(
    analysis: Analysis,
    applicability: Applicability,
    wanted: AbstractSet[str] | None,
    progress: Progress | None,
    uncovering: bool,
    barred: AbstractSet[str] = frozenset(),
) -> Plan:
    course = [_Reached(analysis)]
    first_wanted = wanted
    rejected: list[Rejected] = []
    found: list[EditConflict] = []
    hopeless: set[AnyFinding] = set()
    retry = False
    for _ in range(ROUNDS):
        current, taken = course[-1].after, course[-1].fixes
        # What was taken and is proposed again was undone by a fix after it: once, that may be.
        times = Counter(fix.id for fix in taken)
        without = barred | {fix for fix, number in times.items() if number > 1}
        step = _round(current, applicability, wanted, hopeless, without, progress, uncovering)
        rejected += step.rejected
        found += step.conflicts
        if not step.fixes:
            if not retry:
                break
            # What the rounds before could not mend was judged on another tree: once more.
            hopeless, retry = set(), False
            continue
        retry = bool(hopeless)
        if wanted is not None:
            wanted = _following(wanted, step.comparison)
        edits = edits_to(analysis.tree, step.after.tree)
        reached = _Reached(step.after, (*taken, *step.fixes), edits)
        again = [number for number, one in enumerate(course) if one.edits == edits]
        if again:
            # In a circle: one of them undoes what the others do.
            course = course[: again[0] + 1]
            barred |= {fix.id for fix in reached.fixes[len(course[-1].fixes) :]}
        else:
            course.append(reached)
    current, taken, edits = course[-1].after, course[-1].fixes, course[-1].edits
    comparison = compare(analysis, current)
    if undone := _undone(taken, current, comparison):
        # A later fix took away what they did: better without either.
        without = barred | undone
        return _planned(analysis, applicability, first_wanted, progress, uncovering, without)
    fixed_keys = {fix.finding for fix in taken} | {one.key for one in comparison.fixed}
    return Plan(
        taken,
        edits,
        current,
        comparison,
        tuple(dict.fromkeys(found)),
        tuple(one for one in rejected if one.fix not in taken),
        tuple(
            finding.key
            for finding in analysis.findings
            if finding.key not in fixed_keys and (wanted is None or finding.key in wanted)
        ),
    )


def _undone(fixes: Iterable[Fix], after: Analysis, comparison: Comparison) -> frozenset[str]:
    """The ids of the fixes whose finding stands at the end as it did before."""
    standing = {finding.key for finding in after.findings}
    standing -= {before.key for before, _ in comparison.reduced}
    return frozenset(fix.id for fix in fixes if fix.finding in standing)


def _round(
    analysis: Analysis,
    applicability: Applicability,
    wanted: AbstractSet[str] | None,
    hopeless: set[AnyFinding],
    without: AbstractSet[str],
    progress: Progress | None,
    uncovering: bool,
) -> Plan:
    """The best fixes of this analysis that go together."""
    bench = Workbench(analysis)
    chosen: list[Proof] = []
    rejected: list[Rejected] = []
    found: list[EditConflict] = []
    settled: set[str] = set()
    for finding in analysis.findings:
        if finding in hopeless or (wanted is not None and finding.key not in wanted):
            continue
        if finding.key in settled:
            # A fix that is chosen already mends it: they have one cause.
            continue
        if progress is not None:
            progress(finding.title)
        considered = consider(analysis, finding, applicability, bench, uncovering)
        rejected += considered.rejected
        taken = False
        for proof in considered.proofs:
            if not proof.fix.applicability.reaches(applicability) or proof.fix.id in without:
                continue
            overlap = clash(tuple(one.fix for one in chosen), proof.fix)
            if overlap:
                found += overlap
                rejected.append(
                    Rejected(proof.fix, "its edits overlap with those of another fix", overlap)
                )
                taken = True
                continue
            chosen.append(proof)
            settled |= {one.key for one in proof.comparison.fixed}
            taken = True
            break
        if not taken:
            hopeless.add(finding)
    return _together(analysis, chosen, applicability, rejected, found)


def _together(
    analysis: Analysis,
    chosen: list[Proof],
    applicability: Applicability,
    rejected: list[Rejected],
    found: list[EditConflict],
) -> Plan:
    """As many of the chosen fixes as are harmless side by side, the first ones first."""
    if len(chosen) == 1:
        only = chosen[0]
        return Plan(
            (only.fix,), only.fix.edits, only.after, only.comparison, tuple(found), tuple(rejected)
        )
    after, comparison, kept = _applied(analysis, chosen)
    if not _sound(comparison, chosen, applicability):
        kept = []
        after, comparison = analysis, compare(analysis, analysis)
        for proof in chosen:
            tried = [*kept, proof]
            then, difference, _ = _applied(analysis, tried)
            if _sound(difference, tried, applicability):
                kept, after, comparison = tried, then, difference
            else:
                rejected.append(Rejected(proof.fix, "it does harm beside the other fixes"))
    return Plan(
        tuple(proof.fix for proof in kept),
        _edits([proof.fix for proof in kept]),
        after,
        comparison,
        tuple(found),
        tuple(rejected),
    )


def _applied(analysis: Analysis, proofs: list[Proof]) -> tuple[Analysis, Comparison, list[Proof]]:
    if not proofs:
        return analysis, compare(analysis, analysis), []
    after = reanalysed(analysis, _edits([proof.fix for proof in proofs]))
    return after, compare(analysis, after), proofs


def _sound(comparison: Comparison, proofs: list[Proof], applicability: Applicability) -> bool:
    """No more harm than each fix does alone; none at all where `safe` was asked."""
    if applicability is Applicability.SAFE:
        return comparison.harmless
    known = {one.key for proof in proofs for one in proof.comparison.introduced}
    return not comparison.worsened and not any(
        one.severity is Severity.ERROR and one.key not in known for one in comparison.introduced
    )


def _edits(fixes: Iterable[Fix]) -> tuple[TextEdit, ...]:
    edits = tuple(edit for fix in fixes for edit in fix.edits)
    if overlap := conflicts(edits):
        raise OverlappingEdits(overlap)
    return tuple(sorted(set(edits)))
