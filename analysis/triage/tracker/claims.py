"""What a ticket or a log said, as it was judged when the tracker was written."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.sources.markdown_text import code
from analysis.sources.markdown_text import text as plain
from analysis.triage.markup import places
from analysis.triage.report import Cause, Claim, Diagnosis, Triage


def told(triage: Triage) -> Iterator[str]:
    """The claims with their verdicts and evidence, then the tracebacks with their causes."""
    for claim in triage.claims:
        yield from _claim(claim)
    for one in triage.tracebacks:
        if one.cause is not Cause.NOT_THIS_REPOSITORY:
            yield from _traceback(one)


def _claim(claim: Claim) -> Iterator[str]:
    yield f"- **{claim.verdict.value}**, line {claim.line}: “{plain(claim.text)}”"
    yield f"  {plain(claim.summary)}"
    yield from (f"  {line}" for line in places(claim.evidence))


def _traceback(one: Diagnosis) -> Iterator[str]:
    said = ": ".join(filter(None, (one.error, one.message)))
    place = f" at {code(f'{one.path}:{one.line}')}" if one.path is not None else ""
    yield f"- **{one.cause.value}**{place}, line {one.at}: {code(said or 'cut off')}"
    if one.summary:
        yield f"  {plain(one.summary)}"
