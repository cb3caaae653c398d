"""Files that are imported under two names: each runs twice, and has its classes twice."""

from __future__ import annotations

import msgspec

from analysis.findings.base import Finding
from analysis.findings.duplicate_class import Importer


class DoubleFile(msgspec.Struct, frozen=True):
    """A file, its two names, and who imports it by which."""

    path: str
    module: str
    second: str
    importers: tuple[Importer, ...]
    second_importers: tuple[Importer, ...]
    classes: tuple[str, ...]
    """Its classes: there are two of each once both names are imported."""


class DoubleImportData(msgspec.Struct, frozen=True):
    root: str
    """The import root below which the files stand."""
    prefix: str
    """What the second names begin with: the root itself, as a package."""
    files: tuple[DoubleFile, ...]


class DoubleImport(Finding, frozen=True, tag="double-import", kw_only=True):
    data: DoubleImportData
