"""The fixes of one finding: what the repairs propose, proven, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from analysis.findings import AnyFinding
from analysis.fixes.edits import Applicability, Fix
from analysis.fixes.proof import Proof, Rejected, breaks_something, prove
from analysis.fixes.repairs import REPAIRS
from analysis.fixes.workbench import Workbench
from analysis.pipeline import Analysis

TRIES = 14
"""Proofs that one finding may cost: each is an analysis."""

Progress = Callable[[str], None]


class Considered(msgspec.Struct, frozen=True):
    """A finding with the fixes that proved themselves, best first, and those that did not."""

    finding: AnyFinding
    proofs: tuple[Proof, ...]
    rejected: tuple[Rejected, ...]


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
        if isinstance(result, Proof) and enough is None and (moved := _brought(result)):
            result = Rejected(fix, f"it would only move the crash: {moved}")
        yield result
        if isinstance(result, Rejected) or enough is None:
            continue
        if result.fix.applicability.reaches(enough) and _heals(result):
            return


def _brought(proof: Proof) -> str | None:
    """The fault that the edits make and that stops a module, if there is one."""
    for finding in proof.comparison.introduced:
        if finding.blocked and finding.key in proof.brings:
            return finding.title
    return None


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


def _heals(proof: Proof) -> bool:
    """Whether nothing is left that fails, or may fail, because of the finding or behind it."""
    return not (proof.failing or proof.uncovers or proof.unsure)
