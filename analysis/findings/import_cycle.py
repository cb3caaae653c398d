"""Modules that import each other."""

from __future__ import annotations

import msgspec

from analysis.extract.facts import Timing
from analysis.findings.base import Finding


class FailingEntry(msgspec.Struct, frozen=True):
    """A module that can't be imported first, and the statement that raises."""

    module: str
    path: str
    line: int
    message: str


class CycleEdge(msgspec.Struct, frozen=True):
    """One direct import on a cycle, at its first line."""

    importer: str
    imported: str
    path: str
    line: int


class Cut(msgspec.Struct, frozen=True):
    """A direct import whose removal helps to break a component, and what the cut would touch."""

    importer: str
    imported: str
    path: str
    line: int
    names: tuple[str, ...]
    deferrable: bool
    why: str


class ImportCycleData(msgspec.Struct, frozen=True):
    members: tuple[str, ...]
    verdict: str
    """crashes, depends-on-entry, safe."""
    failing_entries: tuple[FailingEntry, ...]
    cycle: tuple[CycleEdge, ...]
    cut: tuple[Cut, ...]
    cut_is_minimum: bool
    timing: Timing
    """import: every edge runs at import. deferred: the component closes through deferred ones."""


class ImportCycle(Finding, frozen=True, tag="import-cycle", kw_only=True):
    data: ImportCycleData
