"""Triage told to a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.findings import Evidence
from analysis.sources.printable import printable
from analysis.triage.report import Cause, Claim, Diagnosis, Triage

SHOWN = 8
"""Names in a list; of more it says how many."""
NOTHING = "Nothing of this repository in here."


def render(triage: Triage) -> str:
    """The claims with their verdicts, then the tracebacks with their causes."""
    lines = [] if triage.concerns_repository else [NOTHING]
    for claim in triage.claims:
        lines += ["", *_claim(claim)] if lines else _claim(claim)
    for one in triage.tracebacks:
        lines += ["", *_diagnosis(one)] if lines else _diagnosis(one)
    return "\n".join(printable(line) for line in lines) + "\n"


def _claim(claim: Claim) -> Iterator[str]:
    yield f"{claim.verdict.value} (line {claim.line}): {claim.text}"
    yield f"  {claim.summary}"
    yield from _evidence(claim.evidence)
    if claim.finding is not None:
        yield f"  finding: {claim.finding}"


def _diagnosis(one: Diagnosis) -> Iterator[str]:
    times = f", {one.times} times" if one.times > 1 else ""
    yield f"{one.cause.value} (line {one.at}{times})"
    said = ": ".join(filter(None, (one.error, one.message)))
    yield f"  {said or '(the log ends before the error)'}"
    if one.summary:
        yield f"  {one.summary}"
    if one.cause is Cause.NOT_THIS_REPOSITORY and one.path is None:
        return
    if one.path is not None:
        yield f"  at {one.path}:{one.line}"
    if one.cause_now is not None:
        yield f"  what is left: {one.cause_now.value}"
    if len(one.chain) > 1:
        yield f"  chain: {' -> '.join(one.chain)}"
    if one.differs and one.differs != (one.summary,):
        yield "  the log and the code differ"
        yield from (f"    {each}" for each in one.differs)
    if one.evidence:
        yield "  evidence"
        yield from _evidence(one.evidence)
    if one.blocked:
        yield f"  cannot be imported ({len(one.blocked)}): {_listed(one.blocked)}"
    if one.finding is not None:
        yield f"  finding: {one.finding}"
    if one.advice:
        yield f"  what to do: {one.advice}"
    if one.fix is not None:
        yield f"  fix, not yet proven: {one.fix.title}"
        yield f"    plumbline fix PATH --fix '{one.fix.id}' --diff"


def _evidence(evidence: Sequence[Evidence]) -> Iterator[str]:
    for each in evidence:
        place = each.path if each.line is None else f"{each.path}:{each.line}"
        yield f"    {place}  {each.note}"


def _listed(names: Sequence[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")
