"""Triage as Markdown, to answer a ticket with."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.sources.markdown_text import code
from analysis.sources.markdown_text import text as plain
from analysis.triage.markup import listed, places
from analysis.triage.report import Cause, Claim, Diagnosis, Triage


def render(triage: Triage) -> str:
    """A section for claims and one for tracebacks; text from outside is never markup."""
    lines = ["# Triage"]
    if not triage.concerns_repository:
        lines += ["", "Nothing of this repository in here."]
    if triage.claims:
        lines += ["", "## Claims"]
        for claim in triage.claims:
            lines += ["", *_claim(claim)]
    if triage.tracebacks:
        lines += ["", "## Tracebacks"]
        for one in triage.tracebacks:
            lines += ["", *_diagnosis(one)]
    return "\n".join(lines) + "\n"


def _claim(claim: Claim) -> Iterator[str]:
    yield f"### {claim.verdict.value.capitalize()}: {plain(claim.text)}"
    yield ""
    yield plain(claim.summary)
    yield ""
    yield from places(claim.evidence)
    if claim.finding is not None:
        yield f"- finding: {code(claim.finding)}"


def _diagnosis(one: Diagnosis) -> Iterator[str]:
    place = f" at {code(f'{one.path}:{one.line}')}" if one.path is not None else ""
    yield f"### {one.cause.value}{place}"
    yield ""
    said = ": ".join(filter(None, (one.error, one.message)))
    if said:
        yield code(said)
        yield ""
    if one.summary:
        yield f"{plain(one.summary)}."
    if one.cause is Cause.NOT_THIS_REPOSITORY and one.path is None:
        return
    yield ""
    yield from _points(one)


def _points(one: Diagnosis) -> Iterator[str]:
    if one.times > 1:
        yield f"- {one.times} times in the text"
    if one.cause_now is not None:
        yield f"- what is left: {one.cause_now.value}"
    if len(one.chain) > 1:
        yield f"- chain: {' → '.join(map(code, one.chain))}"
    yield from (f"- differs: {plain(each)}" for each in one.differs if each != one.summary)
    yield from places(one.evidence)
    if one.blocked:
        yield f"- can't be imported ({len(one.blocked)}): {listed(one.blocked)}"
    if one.finding is not None:
        yield f"- finding: {code(one.finding)}"
    if one.advice:
        yield f"- what to do: {plain(one.advice)}"
    if one.fix is not None:
        yield f"- fix, not yet proven: {plain(one.fix.title)} ({code(one.fix.id)})"
