"""What can be wrong with the imports of a repository: a closed union of plain values."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable
from typing import assert_never

import msgspec

from analysis.execution.outcome import Execution, Fails
from analysis.extract.facts import Member, Timing


class Severity(enum.StrEnum):
    """error: breaks at import. warning: breaks when called, or is a hazard. info: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Location(msgspec.Struct, frozen=True):
    """A place in the repository: POSIX path relative to its top, line and column from 1."""

    path: str
    line: int
    column: int = 1


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


class Definition(msgspec.Struct, frozen=True):
    """One class of a group of duplicates."""

    module: str
    class_: str = msgspec.field(name="class")
    path: str
    line: int
    end_line: int
    importers: tuple[str, ...]
    members: tuple[Member, ...]
    only_here: tuple[str, ...]
    collaborators: tuple[str, ...]


class Canonical(msgspec.Struct, frozen=True):
    """The definition that evidence speaks for."""

    module: str
    class_: str = msgspec.field(name="class")
    why: tuple[str, ...]


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


class DuplicateClassData(msgspec.Struct, frozen=True):
    kind: str
    """exact, near, divergent, variant."""
    similarity: float
    canonical: Canonical
    definitions: tuple[Definition, ...]


class UndefinedNameData(msgspec.Struct, frozen=True):
    name: str
    sites: tuple[ImportSite, ...]
    candidates: tuple[Candidate, ...]


class UnparsableFileData(msgspec.Struct, frozen=True):
    error: str
    message: str
    line: int | None


class Finding(msgspec.Struct, frozen=True, tag_field="rule", kw_only=True):
    """What every finding says. `key` is built from names only, so it survives edits."""

    key: str
    severity: Severity
    title: str
    message: str
    subjects: tuple[str, ...]
    locations: tuple[Location, ...]
    blocked: tuple[str, ...] = ()
    golden: tuple[str, ...] = ()
    """Names of the golden paths that it blocks."""
    in_tests: bool = False
    """Touches test code only."""


class BrokenImport(Finding, frozen=True, tag="broken-import", kw_only=True):
    data: BrokenImportData


class ImportCycle(Finding, frozen=True, tag="import-cycle", kw_only=True):
    data: ImportCycleData


class DuplicateClass(Finding, frozen=True, tag="duplicate-class", kw_only=True):
    data: DuplicateClassData


class UndefinedName(Finding, frozen=True, tag="undefined-name", kw_only=True):
    data: UndefinedNameData


class UnparsableFile(Finding, frozen=True, tag="unparsable-file", kw_only=True):
    data: UnparsableFileData


AnyFinding = BrokenImport | ImportCycle | DuplicateClass | UndefinedName | UnparsableFile


def rule_of(finding: AnyFinding) -> str:
    """The rule's name as the command line and JSON write it."""
    return str(finding.__struct_config__.tag)


def key_of(rule: str, *names: str) -> str:
    """A stable key: the rule and the names; many names are folded into a digest."""
    joined = ",".join(names)
    if len(joined) > 120:
        joined = f"{names[0]}+{len(names) - 1}~{hashlib.sha256(joined.encode()).hexdigest()[:10]}"
    return f"{rule}:{joined}"


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
            return tuple(
                Evidence(place.path, place.line, f"class {place.class_} of {place.module}")
                for place in data.definitions
            )
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


def owners_of(execution: Execution, findings: Iterable[AnyFinding]) -> dict[str, str]:
    """For each module whose import fails: the key of the finding that owns the failure.

    Among the findings that block a module, the one that stands on the raising statement owns it,
    else the first. A failure that no finding blocks has no owner.
    """
    blocking: dict[str, list[AnyFinding]] = {}
    for finding in findings:
        for module in finding.blocked:
            blocking.setdefault(module, []).append(finding)
    owners = {}
    for module, candidates in blocking.items():
        outcome = execution.outcomes.get(module)
        if isinstance(outcome, Fails):
            failure = outcome.failure
            place = (failure.path, failure.line)
            owners[module] = next(
                (
                    finding.key
                    for finding in candidates
                    if any((at.path, at.line) == place for at in finding.locations)
                ),
                candidates[0].key,
            )
    return owners
