"""How a repair is written down: a `Fix` with a stable id, from a finding and edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from analysis.findings import AnyFinding
from analysis.fixes.edits import Applicability, Fix, TextEdit, merged
from analysis.fixes.workbench import Workbench

Repair = Callable[[AnyFinding, Workbench], Iterator[Fix]]
"""Proposes fixes of one kind for a finding; nothing where the kind does not apply."""


def proposal(
    finding: AnyFinding,
    kind: str,
    subject: str,
    title: str,
    rationale: str,
    edits: Iterable[TextEdit],
    score: float,
    applicability: Applicability = Applicability.UNSAFE,
    notes: Iterable[str] = (),
) -> Fix:
    """A fix whose id is made of names: the finding's key, the kind, and what it acts on."""
    return Fix(
        id=f"{finding.key}#{kind}" + (f":{subject}" if subject else ""),
        finding=finding.key,
        kind=kind,
        title=title,
        rationale=rationale,
        applicability=applicability,
        edits=merged(edits),
        notes=tuple(notes),
        score=round(max(0.0, min(1.0, score)), 3),
    )
