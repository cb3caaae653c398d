"""The audit as JSON: the format that scripts depend on, described by `docs/schema.json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from analysis import __version__
from analysis.execution.outcome import Fails, Ok, Outcome, Unknown
from analysis.findings import (
    AnyFinding,
    BrokenImportData,
    Canonical,
    Definition,
    DoubleImportData,
    DuplicateClass,
    Hazard,
    ImportCycleData,
    Importer,
    Location,
    MemberDifference,
    Severity,
    Standing,
    UndefinedNameData,
    UnparsableFileData,
    owners_of,
    rule_of,
)
from analysis.fixes.edits import Fix
from analysis.pipeline import Analysis
from analysis.report.json_text import json_text
from analysis.sources.settings import Waiver


class _Tool(msgspec.Struct, frozen=True):
    name: str
    version: str


class _Counts(msgspec.Struct, frozen=True):
    error: int
    warning: int
    info: int


class _Summary(msgspec.Struct, frozen=True):
    files: int
    modules: int
    classes: int
    imports: int
    findings: _Counts
    waived: int
    known: int
    excluded: int
    seconds: float


class _BlindSpot(msgspec.Struct, frozen=True):
    path: str
    line: int
    reason: str


class _GoldenPath(msgspec.Struct, frozen=True):
    name: str
    module: str
    outcome: str
    blocked_by: tuple[str, ...]
    why: str


class _Imports(msgspec.Struct, frozen=True):
    outcome: str


class _ImportFails(msgspec.Struct, frozen=True):
    outcome: str
    error: str
    message: str
    path: str | None
    line: int | None
    stack: tuple[str, ...]
    finding: str | None


class _ImportUnknown(msgspec.Struct, frozen=True):
    outcome: str
    reason: str


class _Module(msgspec.Struct, frozen=True):
    name: str
    path: str | None
    import_: _Imports | _ImportFails | _ImportUnknown = msgspec.field(name="import")


class _Fix(msgspec.Struct, frozen=True):
    id: str
    title: str
    applicability: str
    rationale: str


class _Member(msgspec.Struct, frozen=True):
    name: str
    kind: str
    line: int
    signature: str | None


class _Definition(msgspec.Struct, frozen=True):
    module: str
    class_: str = msgspec.field(name="class")
    path: str
    line: int
    end_line: int
    importers: tuple[str, ...]
    members: tuple[_Member, ...]
    only_here: tuple[str, ...]
    collaborators: tuple[str, ...]
    import_sites: tuple[Importer, ...]


class _DuplicateClass(msgspec.Struct, frozen=True):
    kind: str
    similarity: float
    canonical: Canonical
    definitions: tuple[_Definition, ...]
    differences: tuple[MemberDifference, ...]
    hazards: tuple[Hazard, ...]
    ssot: str | None


_Data = (
    BrokenImportData
    | ImportCycleData
    | _DuplicateClass
    | UndefinedNameData
    | UnparsableFileData
    | DoubleImportData
)


class _Waived(msgspec.Struct, frozen=True):
    reason: str
    until: str


class _Finding(msgspec.Struct, frozen=True):
    key: str
    rule: str
    severity: Severity
    title: str
    message: str
    subjects: tuple[str, ...]
    locations: tuple[Location, ...]
    blocked: tuple[str, ...]
    data: _Data
    fixes: tuple[_Fix, ...]
    waived: _Waived | None


class _Expired(msgspec.Struct, frozen=True):
    finding: str
    reason: str
    until: str


class _StaleWaiver(msgspec.Struct, frozen=True):
    finding: str | None
    rule: str | None
    subject: str | None
    path: str | None
    reason: str
    until: str


class _Waivers(msgspec.Struct, frozen=True):
    expired: tuple[_Expired, ...]
    stale: tuple[_StaleWaiver, ...]


class _Baseline(msgspec.Struct, frozen=True):
    known: tuple[str, ...]
    stale: tuple[str, ...]


class _Document(msgspec.Struct, frozen=True):
    schema_version: int
    tool: _Tool
    root: str
    python_version: str
    roots: tuple[str, ...]
    summary: _Summary
    blind_spots: tuple[_BlindSpot, ...]
    golden_paths: tuple[_GoldenPath, ...]
    modules: tuple[_Module, ...]
    findings: tuple[_Finding, ...]
    waivers: _Waivers
    baseline: _Baseline | None


def render(
    analysis: Analysis,
    fixes: Mapping[str, tuple[Fix, ...]] | None = None,
    seconds: float = 0.0,
    standing: Standing | None = None,
) -> str:
    """The whole analysis as one JSON document.

    `fixes` are the proposals by finding key; `seconds` is what the analysis took; `standing` says
    which findings count (default: all).
    """
    standing = standing or Standing(analysis.findings)
    return json_text(_document(analysis, fixes or {}, seconds, standing))


def without_seconds(document: str) -> tuple[str, str]:
    """What stands before and after the number of seconds in a rendered document."""
    # Quotes inside of strings are escaped, so this can only be the key in the summary.
    before, key, after = document.partition('"seconds": ')
    return before + key, after[after.index("\n") :]


def _document(
    analysis: Analysis, fixes: Mapping[str, tuple[Fix, ...]], seconds: float, standing: Standing
) -> _Document:
    project = analysis.structure.project
    owners = owners_of(analysis.execution, analysis.findings)
    outcomes = analysis.execution.outcomes
    known = frozenset(finding.key for finding in standing.known)
    waived = {finding.key: waiver for finding, waiver in standing.waived}
    return _Document(
        schema_version=1,
        tool=_Tool("plumbline", __version__),
        root=analysis.tree.label,
        python_version=".".join(map(str, analysis.options.python_version)),
        roots=project.layout.roots,
        summary=_summary(analysis, seconds, standing),
        blind_spots=tuple(
            _BlindSpot(spot.path, spot.line, spot.reason) for spot in analysis.blind_spots
        ),
        golden_paths=tuple(
            _GoldenPath(golden.name, golden.module, golden.outcome, golden.blocked_by, golden.why)
            for golden in analysis.golden_paths
        ),
        modules=tuple(
            sorted(
                (
                    *(
                        _Module(name, file.path, _import(outcomes.get(name), owners.get(name)))
                        for name, file in project.modules.items()
                    ),
                    *(
                        _Module(name, None, _import(outcome, owners.get(name)))
                        for name, outcome in analysis.execution.absent.items()
                    ),
                ),
                key=lambda module: module.name,
            )
        ),
        findings=tuple(
            _finding(finding, fixes.get(finding.key, ()), waived.get(finding.key))
            for finding in analysis.findings
            if finding.key not in known
        ),
        waivers=_waivers(standing),
        baseline=(
            _Baseline(tuple(finding.key for finding in standing.known), standing.gone)
            if standing.gone is not None
            else None
        ),
    )


def _waivers(standing: Standing) -> _Waivers:
    return _Waivers(
        expired=tuple(
            _Expired(key, waiver.reason, waiver.until.isoformat())
            for key, waiver in standing.expired.items()
        ),
        stale=tuple(
            _StaleWaiver(
                *(waiver.finding, waiver.rule, waiver.subject, waiver.path, waiver.reason),
                waiver.until.isoformat(),
            )
            for waiver in standing.stale
        ),
    )


def _summary(analysis: Analysis, seconds: float, standing: Standing) -> _Summary:
    project = analysis.structure.project
    severities = Counter(finding.severity for finding in standing.counting)
    return _Summary(
        files=len(project.source_files),
        modules=len(project.modules),
        classes=len(project.classes),
        imports=len(project.imports),
        findings=_Counts(
            error=severities[Severity.ERROR],
            warning=severities[Severity.WARNING],
            info=severities[Severity.INFO],
        ),
        waived=len(standing.waived),
        known=len(standing.known),
        excluded=len(analysis.excluded),
        seconds=round(seconds, 3),
    )


def _import(
    outcome: Outcome | None, finding: str | None
) -> _Imports | _ImportFails | _ImportUnknown:
    match outcome:
        case Ok():
            return _Imports("ok")
        case Fails(failure=failure):
            return _ImportFails(
                outcome="fails",
                error=failure.error,
                message=failure.message,
                path=failure.path or None,
                line=failure.line if failure.path else None,
                stack=failure.stack,
                finding=finding,
            )
        case Unknown(reason=reason):
            return _ImportUnknown("unknown", reason)
        case None:
            return _ImportUnknown("unknown", "there is no source text to read")


def _finding(finding: AnyFinding, fixes: tuple[Fix, ...], waiver: Waiver | None) -> _Finding:
    return _Finding(
        key=finding.key,
        rule=rule_of(finding),
        severity=finding.severity,
        title=finding.title,
        message=finding.message,
        subjects=finding.subjects,
        locations=finding.locations,
        blocked=finding.blocked,
        data=_data(finding),
        fixes=tuple(
            _Fix(fix.id, fix.title, fix.applicability.value, fix.rationale) for fix in fixes
        ),
        waived=_Waived(waiver.reason, waiver.until.isoformat()) if waiver is not None else None,
    )


def _data(finding: AnyFinding) -> _Data:
    if not isinstance(finding, DuplicateClass):
        return finding.data
    data = finding.data
    return _DuplicateClass(
        kind=data.kind,
        similarity=round(data.similarity, 4),
        canonical=data.canonical,
        definitions=tuple(_definition(definition) for definition in data.definitions),
        differences=data.differences,
        hazards=data.hazards,
        ssot=data.ssot,
    )


def _definition(definition: Definition) -> _Definition:
    return _Definition(
        module=definition.module,
        class_=definition.class_,
        path=definition.path,
        line=definition.line,
        end_line=definition.end_line,
        importers=definition.importers,
        # On disk a member is an array, to be small; for a reader it is an object.
        members=tuple(
            _Member(member.name, member.kind, member.line, member.signature)
            for member in definition.members
        ),
        only_here=definition.only_here,
        collaborators=definition.collaborators,
        import_sites=definition.import_sites,
    )
