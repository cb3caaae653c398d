"""Triage as JSON: described by `docs/triage-schema.json`."""

from __future__ import annotations

import msgspec

from analysis import __version__
from analysis.report.json_text import json_text
from analysis.triage.report import Claim, Diagnosis, Triage
from analysis.triage.tracker.value import Checked, CheckedStep, CheckedViolation

SCHEMA_VERSION = 1


class _Tool(msgspec.Struct, frozen=True):
    name: str
    version: str


class _Tracker(msgspec.Struct, frozen=True):
    steps: tuple[CheckedStep, ...]
    violations: tuple[CheckedViolation, ...]


class _Document(msgspec.Struct, frozen=True, omit_defaults=True):
    schema_version: int
    claims: tuple[Claim, ...]
    tracebacks: tuple[Diagnosis, ...]
    tool: _Tool
    concerns_repository: bool
    tracker: _Tracker | None = None


def render(triage: Triage, checked: Checked | None = None) -> str:
    """The fields of `Triage`, and whether any of it is about the repository.

    Of a tracker that was checked again: its steps and violations.
    """
    return json_text(
        _Document(
            schema_version=SCHEMA_VERSION,
            claims=triage.claims,
            tracebacks=triage.tracebacks,
            tool=_Tool("plumbline", __version__),
            concerns_repository=triage.concerns_repository or checked is not None,
            tracker=_Tracker(checked.steps, checked.violations) if checked is not None else None,
        )
    )
