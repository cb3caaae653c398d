"""Triage as JSON: described by `docs/triage-schema.json`."""

from __future__ import annotations

import msgspec

from analysis import __version__
from analysis.report.json_text import json_text
from analysis.triage.report import Claim, Diagnosis, Triage

SCHEMA_VERSION = 1


class _Tool(msgspec.Struct, frozen=True):
    name: str
    version: str


class _Document(msgspec.Struct, frozen=True):
    schema_version: int
    claims: tuple[Claim, ...]
    tracebacks: tuple[Diagnosis, ...]
    tool: _Tool
    concerns_repository: bool


def render(triage: Triage) -> str:
    """The fields of `Triage`, and whether any of it is about the repository."""
    return json_text(
        _Document(
            schema_version=SCHEMA_VERSION,
            claims=triage.claims,
            tracebacks=triage.tracebacks,
            tool=_Tool("plumbline", __version__),
            concerns_repository=triage.concerns_repository,
        )
    )
