"""The whole of triage: a text held against an analysis."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.pipeline import Analysis
from analysis.triage.diagnosis.diagnose import diagnose
from analysis.triage.diagnosis.ground import Ground
from analysis.triage.diagnosis.mapping import Mapper
from analysis.triage.report import Claim, Triage
from analysis.triage.tracebacks.reading import read_tracebacks
from analysis.triage.tracebacks.value import Traceback
from analysis.triage.verdicts.claims import claims_of


def examine(analysis: Analysis, text: str, propose: bool = True) -> Triage:
    """What a pasted text says of the analysed repository. Any text at all is fine.

    Without `propose` no fix is looked for: the answer is there at once, with advice only.
    """
    ground = Ground(analysis, propose)
    mapper = Mapper(ground)
    read = read_tracebacks(text)
    return Triage(
        claims=_beside(claims_of(text, analysis), read),
        tracebacks=tuple(diagnose(ground, mapper, each) for each in read),
    )


def _beside(claims: tuple[Claim, ...], read: Iterable[Traceback]) -> tuple[Claim, ...]:
    """The claims but for lines that are errors: those are explained as tracebacks."""
    errors = tuple(
        f"{raised.error}: {' '.join(raised.message.split())}"
        for traceback in read
        for raised in traceback.raised
        if raised.message
    )
    return tuple(each for each in claims if not " ".join(each.text.split()).endswith(errors))
