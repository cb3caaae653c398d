"""A verdict, before it is put beside the words of the ticket."""

from __future__ import annotations

import msgspec

from analysis.findings import Evidence
from analysis.triage.report import Verdict


class Judged(msgspec.Struct, frozen=True):
    """What is true of a claim, and why."""

    subjects: tuple[str, ...]
    verdict: Verdict
    summary: str
    evidence: tuple[Evidence, ...] = ()
    finding: str | None = None
