"""Imports, and names, that nothing provides."""

from __future__ import annotations

import enum

import msgspec

from analysis.extract.facts import Timing
from analysis.findings.base import Finding
from analysis.sources.history import Revision


class SiteKind(enum.StrEnum):
    """What happens at a site where its target stays missing: what breaks comes first."""

    AT_IMPORT = "at import"
    DEFERRED = "deferred"
    GUARDED = "guarded"
    TYPE_CHECKING = "type-checking"
    EXPECTED = "expected by a test"


class ImportSite(msgspec.Struct, frozen=True):
    """One import statement that asks for a broken target."""

    path: str
    line: int
    importer: str
    timing: Timing
    guarded: bool
    function: str | None
    expected_by_test: bool

    @property
    def kind(self) -> SiteKind:
        if self.expected_by_test:
            return SiteKind.EXPECTED
        if self.timing is Timing.TYPE_CHECKING:
            return SiteKind.TYPE_CHECKING
        if self.guarded:
            return SiteKind.GUARDED
        return SiteKind.DEFERRED if self.timing is Timing.DEFERRED else SiteKind.AT_IMPORT


class LastRevision(msgspec.Struct, frozen=True):
    """The last revision that had a name, or a module: where it stood, and what it was."""

    last: Revision
    removed_in: Revision | None
    """None where only the work tree lacks it: nobody has committed that yet."""
    path: str
    line: int
    text: str
    """The statement that bound the name, or the module; not all of it where it is long."""
    more_lines: int


class Candidate(msgspec.Struct, frozen=True):
    """Where a name that does not resolve may be meant to come from; score 0..1."""

    module: str
    name: str | None
    why: str
    score: float
    kind: str = ""
    """same-name, re-export, similar-name, similar-elsewhere, same-body, module, similar-module,
    defines-names, moved, was-re-exported or git (what was there before, at the place asked for)."""
    revision: LastRevision | None = None
    """Of kind git."""


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
    advice: str = ""
    """What to do first, and why."""


class UndefinedNameData(msgspec.Struct, frozen=True):
    name: str
    sites: tuple[ImportSite, ...]
    candidates: tuple[Candidate, ...]


class BrokenImport(Finding, frozen=True, tag="broken-import", kw_only=True):
    data: BrokenImportData


class UndefinedName(Finding, frozen=True, tag="undefined-name", kw_only=True):
    data: UndefinedNameData
