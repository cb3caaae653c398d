"""Triage as Markdown, to answer a ticket with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.findings import Evidence
from analysis.sources.printable import printable
from analysis.triage.report import Cause, Claim, Diagnosis, Triage

SHOWN = 12
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&$@])")
_TICKS = re.compile(r"`+")


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
    yield f"### {claim.verdict.value.capitalize()}: {_text(claim.text)}"
    yield ""
    yield _text(claim.summary)
    yield ""
    yield from _evidence(claim.evidence)
    if claim.finding is not None:
        yield f"- finding: {_code(claim.finding)}"


def _diagnosis(one: Diagnosis) -> Iterator[str]:
    place = f" at {_code(f'{one.path}:{one.line}')}" if one.path is not None else ""
    yield f"### {one.cause.value}{place}"
    yield ""
    said = ": ".join(filter(None, (one.error, one.message)))
    if said:
        yield _code(said)
        yield ""
    if one.summary:
        yield f"{_text(one.summary)}."
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
        yield f"- chain: {' → '.join(map(_code, one.chain))}"
    yield from (f"- differs: {_text(each)}" for each in one.differs if each != one.summary)
    yield from _evidence(one.evidence)
    if one.blocked:
        more = len(one.blocked) - SHOWN
        names = ", ".join(map(_code, one.blocked[:SHOWN]))
        yield f"- can't be imported ({len(one.blocked)}): {names}" + (
            f" and {more} more" if more > 0 else ""
        )
    if one.finding is not None:
        yield f"- finding: {_code(one.finding)}"
    if one.advice:
        yield f"- what to do: {_text(one.advice)}"
    if one.fix is not None:
        yield f"- fix, not yet proven: {_text(one.fix.title)} ({_code(one.fix.id)})"


def _evidence(evidence: Sequence[Evidence]) -> Iterator[str]:
    for each in evidence:
        place = each.path if each.line is None else f"{each.path}:{each.line}"
        yield f"- {_code(place)}: {_text(each.note)}"


def _text(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", printable(text))


def _code(text: str) -> str:
    text = printable(text)
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"
