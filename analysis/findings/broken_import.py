"""Imports, and names, that nothing provides."""

from __future__ import annotations

import msgspec

from analysis.extract.facts import Timing
from analysis.findings.base import Finding


class ImportSite(msgspec.Struct, frozen=True):
    """One import statement that asks for a broken target."""

    path: str
    line: int
    importer: str
    timing: Timing
    guarded: bool
    function: str | None
    expected_by_test: bool


class Candidate(msgspec.Struct, frozen=True):
    """Where a name that does not resolve may be meant to come from; score 0..1."""

    module: str
    name: str | None
    why: str
    score: float


class BrokenImportData(msgspec.Struct, frozen=True):
    module: str
    name: str | None
    reason: str
    """missing-module, missing-name, beyond-top-level, not-a-package."""
    certainty: str
    """certain or possible."""
    sites: tuple[ImportSite, ...]
    candidates: tuple[Candidate, ...]
    blocked: tuple[str, ...]
    message: str


class UndefinedNameData(msgspec.Struct, frozen=True):
    name: str
    sites: tuple[ImportSite, ...]
    candidates: tuple[Candidate, ...]


class BrokenImport(Finding, frozen=True, tag="broken-import", kw_only=True):
    data: BrokenImportData


class UndefinedName(Finding, frozen=True, tag="undefined-name", kw_only=True):
    data: UndefinedNameData
