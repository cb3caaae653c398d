"""Which fixes to take: candidates for each finding, proven best first, and many together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet

import msgspec

from analysis.comparison import Comparison, compare
from analysis.findings import AnyFinding, Severity
from analysis.fixes.edits import (
    Applicability,
    EditConflict,
    Fix,
    OverlappingEdits,
    TextEdit,
    conflicts,
)
from analysis.fixes.patch import edits_between
from analysis.fixes.proof import Proof, Rejected, breaks_something, clash, prove, reanalysed
from analysis.fixes.repairs import REPAIRS
from analysis.fixes.workbench import Workbench
from analysis.pipeline import Analysis
from analysis.sources.tree import OverlayTree, SourceTree

TRIES = 14
"""Proofs that one finding may cost: each is an analysis."""
ROUNDS = 20
"""Times that what is left after a plan is planned again: one repair can uncover the next fault."""

Progress = Callable[[str], None]


class Considered(msgspec.Struct, frozen=True):
    """A finding with the fixes that proved themselves, best first, and those that did not."""

    finding: AnyFinding
    proofs: tuple[Proof, ...]
    rejected: tuple[Rejected, ...]


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


def candidates(
    analysis: Analysis, finding: AnyFinding, bench: Workbench | None = None
) -> tuple[Fix, ...]:
    """What the repairs propose for a finding, best first and unproven: quick to compute.

    `applicability` is the most that each may be. Proposals that come to the same edits are one.
    """
    bench = bench or Workbench(analysis)
    proposed = [fix for repair in REPAIRS for fix in repair(finding, bench)]
    proposed.sort(key=lambda fix: (-fix.score, fix.id))
    distinct = {fix.edits: fix for fix in reversed(proposed) if fix.edits}
    return tuple(fix for fix in proposed if distinct.get(fix.edits) is fix)


def proving(
    analysis: Analysis,
    finding: AnyFinding,
    enough: Applicability | None = None,
    bench: Workbench | None = None,
    uncovering: bool = False,
) -> Iterator[Proof | Rejected]:
    """What `consider` gathers, one by one, each as soon as it is known; stop when you like.

    The most promising candidate comes first, what is rejected among the proofs.
    """
    tries = 0
    for fix in candidates(analysis, finding, bench):
        if enough is not None and not _can_reach(fix, finding, enough):
            continue
        if tries == TRIES:
            yield Rejected(fix, f"not tried: {TRIES} better candidates were")
            continue
        tries += 1
        result = prove(analysis, fix, uncovering or enough is None)
        if isinstance(result, Proof) and enough is None and result.brings and result.uncovers:
            result = Rejected(fix, f"it would only move the crash: {_brought(result)}")
        yield result
        if isinstance(result, Rejected) or enough is None:
            continue
        if result.fix.applicability.reaches(enough) and _heals(result):
            return


def _brought(proof: Proof) -> str:
    return next(
        one.title for one in proof.comparison.introduced if one.key in proof.brings and one.blocked
    )


def consider(
    analysis: Analysis,
    finding: AnyFinding,
    enough: Applicability | None = None,
    bench: Workbench | None = None,
    uncovering: bool = False,
) -> Considered:
    """Proves the candidates of a finding, best first.

    With `enough`, only candidates that may reach that applicability are tried, and the first one
    that does, and leaves nothing failing because of the finding, ends the search; `uncovering` as
    in `prove`. Without, a fix that uncovers a fault which was there before is among the proofs, and
    says so; one that brings the fault itself is not.
    """
    results = list(proving(analysis, finding, enough, bench, uncovering))
    return Considered(
        finding,
        ranked(one for one in results if isinstance(one, Proof)),
        tuple(one for one in results if isinstance(one, Rejected)),
    )


def ranked(proofs: Iterable[Proof]) -> tuple[Proof, ...]:
    """The best first, whatever the order in which they were found."""
    return tuple(
        sorted(
            proofs,
            key=lambda proof: (
                proof.uncovers,
                len(proof.failing),
                proof.unsure,
                proof.fix.applicability.rank,
                -proof.fix.score,
                proof.fix.id,
            ),
        )
    )


def _can_reach(fix: Fix, finding: AnyFinding, enough: Applicability) -> bool:
    """Whether a proof could show as much; what breaks nothing is changed safely or not at all."""
    ceiling = enough if breaks_something(finding) else Applicability.SAFE
    return fix.applicability.reaches(ceiling)


def propose(
    analysis: Analysis, finding_keys: Iterable[str] | None = None, progress: Progress | None = None
) -> tuple[Considered, ...]:
    """Every fix of the asked findings (default: all) with its proof, in the findings' order.

    Each candidate costs one analysis of the edited files; unknown keys are left out.
    """
    wanted = None if finding_keys is None else set(finding_keys)
    bench = Workbench(analysis)
    found = []
    for finding in analysis.findings:
        if wanted is None or finding.key in wanted:
            if progress is not None:
                progress(finding.title)
            found.append(consider(analysis, finding, bench=bench))
    return tuple(found)


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


def _planned(
    analysis: Analysis,
    applicability: Applicability,
    wanted: AbstractSet[str] | None,
    progress: Progress | None,
    uncovering: bool,
) -> Plan:
    current, taken = analysis, list[Fix]()
    rejected: list[Rejected] = []
    found: list[EditConflict] = []
    hopeless: set[AnyFinding] = set()
    retry = False
    for _ in range(ROUNDS):
        step = _round(current, applicability, wanted, hopeless, progress, uncovering)
        rejected += step.rejected
        found += step.conflicts
        if not step.fixes:
            if not retry:
                break
            # What the rounds before could not mend was judged on another tree: once more.
            hopeless, retry = set(), False
            continue
        retry = bool(hopeless)
        taken += step.fixes
        if wanted is not None:
            wanted = _following(wanted, step.comparison)
        current = step.after
    comparison = compare(analysis, current)
    fixed_keys = {fix.finding for fix in taken} | {one.key for one in comparison.fixed}
    return Plan(
        tuple(taken),
        edits_to(analysis.tree, current.tree),
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


def _round(
    analysis: Analysis,
    applicability: Applicability,
    wanted: AbstractSet[str] | None,
    hopeless: set[AnyFinding],
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
            if not proof.fix.applicability.reaches(applicability):
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


def _heals(proof: Proof) -> bool:
    """Whether nothing is left that fails, or may fail, because of the finding or behind it."""
    return not (proof.failing or proof.uncovers or proof.unsure)


def _edits(fixes: Iterable[Fix]) -> tuple[TextEdit, ...]:
    edits = tuple(edit for fix in fixes for edit in fix.edits)
    if overlap := conflicts(edits):
        raise OverlappingEdits(overlap)
    return tuple(sorted(set(edits)))


def edits_to(before: SourceTree, after: SourceTree) -> tuple[TextEdit, ...]:
    """The edits from one tree to another that stands on it in layers, by whole lines."""
    changed: set[str] = set()
    tree = after
    while isinstance(tree, OverlayTree) and tree is not before:
        changed |= set(tree.changed)
        tree = tree.base
    old, new = set(before.paths()), set(after.paths())
    edits: list[TextEdit] = []
    for path in sorted(changed & new):
        text = after.read(path)
        if path in old:
            edits += edits_between(path, before.read(path), text)
        else:
            edits += [TextEdit(path, 0, 0, one.replacement) for one in _whole(path, text)]
    return tuple(edits)


def _whole(path: str, text: bytes) -> tuple[TextEdit, ...]:
    return edits_between(path, b"", text) or (TextEdit(path, 0, 0, ""),)
