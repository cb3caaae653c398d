"""The whole of triage: a text held against an analysis."""

from __future__ import annotations

from analysis.pipeline import Analysis
from analysis.triage.diagnosis.diagnose import diagnose
from analysis.triage.diagnosis.ground import Ground
from analysis.triage.diagnosis.mapping import Mapper
from analysis.triage.report import Triage
from analysis.triage.tracebacks.reading import read_tracebacks


def examine(analysis: Analysis, text: str, propose: bool = True) -> Triage:
    """What a pasted text says of the analysed repository. Any text at all is fine.

    Without `propose` no fix is looked for: the answer is there at once, with advice only.
    """
    ground = Ground(analysis, propose)
    mapper = Mapper(ground)
    found = tuple(diagnose(ground, mapper, each) for each in read_tracebacks(text))
    return Triage(tracebacks=found)
