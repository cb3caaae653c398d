"""A fleet as JSON, described by `docs/fleet-schema.json`."""

from __future__ import annotations

from collections import Counter

import msgspec

from analysis import __version__
from analysis.fleet.value import (
    Counts,
    Failure,
    FleetFinding,
    FleetReport,
    GoldenOutcome,
    SharedClass,
    Summary,
)
from analysis.report.json_text import json_text


class _Tool(msgspec.Struct, frozen=True):
    name: str
    version: str


class _SharedCounts(msgspec.Struct, frozen=True):
    exact: int
    near: int
    divergent: int
    variant: int


class _Totals(msgspec.Struct, frozen=True):
    repositories: int
    failed: int
    files: int
    modules: int
    classes: int
    imports: int
    findings: Counts
    shared_classes: _SharedCounts
    seconds: float


class _Repository(msgspec.Struct, frozen=True):
    name: str
    source: str
    summary: Summary
    golden_paths: tuple[GoldenOutcome, ...]
    findings: tuple[FleetFinding, ...]
    seconds: float


class _Document(msgspec.Struct, frozen=True):
    schema_version: int
    tool: _Tool
    python_version: str
    summary: _Totals
    repositories: tuple[_Repository, ...]
    failures: tuple[Failure, ...]
    shared_classes: tuple[SharedClass, ...]


def render(report: FleetReport, seconds: float) -> str:
    """The whole report as one JSON document; only `seconds` differ from run to run."""
    summaries = [each.summary for each in report.repositories]
    kinds = Counter(shared.kind for shared in report.shared_classes)
    document = _Document(
        schema_version=1,
        tool=_Tool("plumbline", __version__),
        python_version=".".join(map(str, report.python_version)),
        summary=_Totals(
            repositories=len(report.repositories),
            failed=len(report.failures),
            files=sum(each.files for each in summaries),
            modules=sum(each.modules for each in summaries),
            classes=sum(each.classes for each in summaries),
            imports=sum(each.imports for each in summaries),
            findings=report.findings,
            shared_classes=_SharedCounts(
                *(kinds[kind] for kind in _SharedCounts.__struct_fields__)
            ),
            seconds=round(seconds, 3),
        ),
        repositories=tuple(
            _Repository(
                *(each.name, each.source, each.summary),
                *(each.golden_paths, each.findings, each.seconds),
            )
            for each in report.repositories
        ),
        failures=report.failures,
        shared_classes=report.shared_classes,
    )
    return json_text(document)
