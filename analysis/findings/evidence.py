"""The places that show a finding to be true."""

from __future__ import annotations

from typing import assert_never

import msgspec

from analysis.extract.facts import Timing
from analysis.findings.broken_import import BrokenImport, ImportSite, UndefinedName
from analysis.findings.double_import import DoubleImport
from analysis.findings.duplicate_class import DuplicateClass
from analysis.findings.import_cycle import ImportCycle
from analysis.findings.rules import AnyFinding
from analysis.findings.unparsable_file import UnparsableFile


class Evidence(msgspec.Struct, frozen=True):
    """A place to look at, and what stands there. `line` is None where the whole file is meant."""

    path: str
    line: int | None
    note: str


def evidence_of(finding: AnyFinding) -> tuple[Evidence, ...]:
    """The places that show a finding to be true, the most telling first."""
    match finding:
        case BrokenImport(data=data):
            return tuple(Evidence(site.path, site.line, _asks(site)) for site in data.sites)
        case ImportCycle(data=data):
            edges = [
                Evidence(edge.path, edge.line, f"{edge.importer} imports {edge.imported}")
                for edge in data.cycle
            ]
            entries = [
                Evidence(entry.path, entry.line, f"import {entry.module} fails: {entry.message}")
                for entry in data.failing_entries
            ]
            return (*edges, *entries)
        case DuplicateClass(data=data):
            places = [
                Evidence(place.path, place.line, f"class {place.class_} of {place.module}")
                for place in data.definitions
            ]
            hazards = [Evidence(at.path, at.line, f"{at.kind}: {at.note}") for at in data.hazards]
            return (*places, *hazards)
        case UndefinedName(data=data):
            return tuple(
                Evidence(site.path, site.line, f"{site.importer} uses {data.name}")
                for site in data.sites
            )
        case UnparsableFile(data=data):
            return tuple(
                Evidence(place.path, data.line, f"{data.error}: {data.message}")
                for place in finding.locations
            )
        case DoubleImport(data=data):
            return tuple(
                Evidence(each.path, each.line, f"{each.module} imports {name}")
                for file in data.files
                for name, importers in (
                    (file.second, file.second_importers),
                    (file.module, file.importers),
                )
                for each in importers
            )
        case _:
            assert_never(finding)


def _asks(site: ImportSite) -> str:
    where = f"{site.importer}, in {site.function}()" if site.function else site.importer
    marks = []
    if site.timing is not Timing.IMPORT:
        marks.append(site.timing.value)
    if site.guarded:
        marks.append("guarded")
    if site.expected_by_test:
        marks.append("expected by the test")
    return f"{where} ({', '.join(marks)})" if marks else where
