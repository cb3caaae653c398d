"""The whole of triage: a text held against an analysis."""

from __future__ import annotations

from analysis.pipeline import Analysis
from analysis.triage.diagnosis.diagnose import diagnose
from analysis.triage.diagnosis.ground import Ground
from analysis.triage.diagnosis.mapping import Mapper
from analysis.triage.report import Triage
from analysis.triage.tracebacks.reading import read_tracebacks


def examine(analysis: Analysis, text: str) -> Triage:
    """What a pasted text says of the analysed repository. Any text at all is fine."""
    ground = Ground(analysis)
    mapper = Mapper(ground)
    found = tuple(diagnose(ground, mapper, each) for each in read_tracebacks(text))
    return Triage(tracebacks=found)
