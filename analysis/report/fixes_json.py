"""Repairs as JSON: what is proposed for each finding, or what a plan does."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from analysis.fixes.edits import Fix, TextEdit
from analysis.fixes.plan import Considered, Plan
from analysis.fixes.proof import Rejected
from analysis.report.json_text import json_text


class _Fix(msgspec.Struct, frozen=True):
    id: str
    finding: str
    kind: str
    title: str
    applicability: str
    rationale: str
    notes: tuple[str, ...]


class _Proposal(msgspec.Struct, frozen=True):
    id: str
    finding: str
    kind: str
    title: str
    applicability: str
    rationale: str
    notes: tuple[str, ...]
    edits: tuple[TextEdit, ...]


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


def render_proposals(considered: Iterable[Considered]) -> str:
    """Each finding with its proven fixes, best first, and those that failed their proof."""
    document = _Proposals(
        1,
        tuple(
            _Finding(
                one.finding.key,
                one.finding.title,
                tuple(_proposal(proof.fix) for proof in one.proofs),
                tuple(map(_rejected, one.rejected)),
            )
            for one in considered
        ),
    )
    return _text(document)


def render_plan(plan: Plan, diff: str, written: tuple[str, ...] = ()) -> str:
    """The fixes that were taken, what they do together, and the files that were written."""
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
    )
    return _text(document)


def _fix(fix: Fix) -> _Fix:
    return _Fix(
        id=fix.id,
        finding=fix.finding,
        kind=fix.kind,
        title=fix.title,
        applicability=fix.applicability.value,
        rationale=fix.rationale,
        notes=fix.notes,
    )


def _proposal(fix: Fix) -> _Proposal:
    # In a plan the edits of a later fix count from what the earlier ones leave; here, from disk.
    return _Proposal(
        id=fix.id,
        finding=fix.finding,
        kind=fix.kind,
        title=fix.title,
        applicability=fix.applicability.value,
        rationale=fix.rationale,
        notes=fix.notes,
        edits=fix.edits,
    )


def _rejected(one: Rejected) -> _Rejected:
    return _Rejected(one.fix.id, one.fix.finding, one.fix.title, one.reason)


def _text(document: _Proposals | _Plan) -> str:
    return json_text(document)
