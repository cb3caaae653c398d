"""Repairs as JSON: what is proposed for each finding, or what a plan does."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from analysis.comparison import Comparison, EdgeChange, EdgeRetimed, LostName
from analysis.fixes.edits import Fix, TextEdit
from analysis.fixes.plan import Considered, Plan
from analysis.fixes.proof import Proof, Rejected
from analysis.report.json_text import json_text
from analysis.report.outcome_json import ImportJson, OutcomeJson, import_json, outcomes_json
from analysis.verification.value import (
    Limits,
    Observed,
    Protection,
    Verdict,
    Verification,
)


class _Fix(msgspec.Struct, frozen=True):
    id: str
    finding: str
    kind: str
    title: str
    applicability: str
    rationale: str
    notes: tuple[str, ...]


class _Proof(msgspec.Struct, frozen=True):
    """What changes when a fix, or all of a plan, is applied."""

    fixed: tuple[str, ...]
    reduced: tuple[str, ...]
    remaining: tuple[str, ...]
    introduced: tuple[str, ...]
    healed: tuple[OutcomeJson, ...]
    worsened: tuple[OutcomeJson, ...]
    names_lost: tuple[LostName, ...]
    edges_gone: tuple[EdgeChange, ...]
    edges_new: tuple[EdgeChange, ...]
    edges_retimed: tuple[EdgeRetimed, ...]


class _Verified(msgspec.Struct, frozen=True):
    module: str
    verdict: Verdict
    reason: str
    predicted: ImportJson
    observed: Observed
    stand_ins: tuple[str, ...]
    refused: tuple[str, ...]
    output: str
    seconds: float


class _Verification(msgspec.Struct, frozen=True):
    python: str
    agree: int
    disagree: int
    undecided: int
    modules: tuple[_Verified, ...]
    stand_ins: tuple[str, ...]
    limits: Limits
    protections: tuple[Protection, ...]
    notes: tuple[str, ...]
    seconds: float


class _Proposal(_Fix, frozen=True):
    edits: tuple[TextEdit, ...]
    proof: _Proof


class _Rejected(msgspec.Struct, frozen=True):
    id: str
    finding: str
    title: str
    reason: str


class _Conflict(msgspec.Struct, frozen=True):
    path: str
    first: TextEdit
    second: TextEdit


class _Finding(msgspec.Struct, frozen=True):
    key: str
    title: str
    fixes: tuple[_Proposal, ...]
    rejected: tuple[_Rejected, ...]


class _Proposals(msgspec.Struct, frozen=True):
    schema_version: int
    findings: tuple[_Finding, ...]
    verification: _Verification | None


class _Plan(msgspec.Struct, frozen=True):
    schema_version: int
    fixes: tuple[_Fix, ...]
    rejected: tuple[_Rejected, ...]
    conflicts: tuple[_Conflict, ...]
    unfixed: tuple[str, ...]
    edits: tuple[TextEdit, ...]
    fixed: tuple[str, ...]
    reduced: tuple[str, ...]
    introduced: tuple[str, ...]
    healed: tuple[str, ...]
    worsened: tuple[str, ...]
    names_lost: tuple[str, ...]
    written: tuple[str, ...]
    diff: str
    proof: _Proof
    verification: _Verification | None


def render_proposals(
    considered: Iterable[Considered], verification: Verification | None = None
) -> str:
    """Each finding with its proven fixes, best first, and those that failed their proof.

    A verification is of the tree as it is.
    """
    document = _Proposals(
        1,
        tuple(
            _Finding(
                one.finding.key,
                one.finding.title,
                tuple(map(_proposal, one.proofs)),
                tuple(map(_rejected, one.rejected)),
            )
            for one in considered
        ),
        _verification(verification),
    )
    return json_text(document)


def render_plan(
    plan: Plan,
    diff: str,
    written: tuple[str, ...] = (),
    verification: Verification | None = None,
) -> str:
    """The fixes that were taken, their proof, what CPython says, and the files written."""
    change = plan.comparison
    document = _Plan(
        schema_version=1,
        fixes=tuple(map(_fix, plan.fixes)),
        rejected=tuple(map(_rejected, plan.rejected)),
        conflicts=tuple(_Conflict(one.path, one.first, one.second) for one in plan.conflicts),
        unfixed=plan.unfixed,
        edits=plan.edits,
        fixed=tuple(finding.key for finding in change.fixed),
        reduced=tuple(finding.key for finding, _ in change.reduced),
        introduced=tuple(finding.key for finding in change.introduced),
        healed=tuple(one.module for one in change.healed),
        worsened=tuple(one.module for one in change.worsened),
        names_lost=tuple(f"{lost.module}.{lost.name}" for lost in change.names_lost),
        written=written,
        diff=diff,
        proof=_proof(change),
        verification=_verification(verification),
    )
    return json_text(document)


def _proof(change: Comparison) -> _Proof:
    return _Proof(
        fixed=tuple(finding.key for finding in change.fixed),
        reduced=tuple(finding.key for finding, _ in change.reduced),
        remaining=tuple(finding.key for finding in change.remaining),
        introduced=tuple(finding.key for finding in change.introduced),
        healed=outcomes_json(change.healed),
        worsened=outcomes_json(change.worsened),
        names_lost=change.names_lost,
        edges_gone=change.edges_gone,
        edges_new=change.edges_new,
        edges_retimed=change.edges_retimed,
    )


def _verification(verification: Verification | None) -> _Verification | None:
    if verification is None:
        return None
    return _Verification(
        python=verification.python,
        agree=len(verification.having(Verdict.AGREE)),
        disagree=len(verification.disagreements),
        undecided=len(verification.having(Verdict.UNDECIDED)),
        modules=tuple(
            _Verified(
                *(one.module, one.verdict, one.reason, import_json(one.predicted), one.observed),
                *(one.stand_ins, one.refused, one.output, one.seconds),
            )
            for one in verification.modules
        ),
        stand_ins=verification.stand_ins,
        limits=verification.limits,
        protections=verification.protections,
        notes=verification.notes,
        seconds=verification.seconds,
    )


def _fix(fix: Fix) -> _Fix:
    return _Fix(*_written(fix))


def _proposal(proof: Proof) -> _Proposal:
    # In a plan the edits of a later fix count from what the earlier ones leave; here, from disk.
    return _Proposal(*_written(proof.fix), proof.fix.edits, _proof(proof.comparison))


def _written(fix: Fix) -> tuple[str, str, str, str, str, str, tuple[str, ...]]:
    return (
        *(fix.id, fix.finding, fix.kind, fix.title),
        *(fix.applicability.value, fix.rationale, fix.notes),
    )


def _rejected(one: Rejected) -> _Rejected:
    return _Rejected(one.fix.id, one.fix.finding, one.fix.title, one.reason)
