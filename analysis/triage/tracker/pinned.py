"""The wanted state as pytest files: they fail while a fault is there, and pass without it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from analysis.execution.outcome import Fails
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    DoubleImport,
    DuplicateClass,
    ImportCycle,
    SiteKind,
    UnparsableFile,
)
from analysis.pipeline import Analysis
from analysis.sources.layout import Kind
from analysis.triage.report import ClaimType
from analysis.triage.tracker import templates
from analysis.triage.tracker.literals import Value, enclosed, literal
from analysis.triage.tracker.state import Violation
from analysis.triage.tracker.violations import affected_of, entries_of, findings_of

Rows = list[str]
_Findings = Mapping[str | None, AnyFinding]
_MARK = "marks=UNDECIDED"


def pinned(
    analysis: Analysis, violations: tuple[Violation, ...], after: Analysis
) -> dict[str, str]:
    """File names and their text. What is not mended in `after` is expected to fail for now."""
    by_key: dict[str | None, AnyFinding] = {
        one.key: one for one in findings_of(violations, analysis)
    }
    makers: Mapping[str, tuple[str, Callable[[], Iterable[str]]]] = {
        "names": (templates.NAMES, lambda: _names(analysis, violations, by_key)),
        "classes": (templates.CLASSES, lambda: _classes(violations, by_key)),
        "cycles": (templates.CYCLES, lambda: _cycles(analysis, violations, by_key)),
        "imports": (templates.IMPORTS, lambda: _imports(analysis, violations, after)),
        "doubles": (templates.DOUBLES, lambda: _doubles(violations, by_key)),
        "files": (templates.FILES, lambda: _files(violations, by_key)),
    }
    mark = hashlib.sha256(repr([one.subjects for one in violations]).encode("utf-8", "replace"))
    files = {}
    for kind, (template, rows) in makers.items():
        written = list(rows())
        if written:
            text = _filled(analysis, violations, template, written)
            files[f"test_wanted_{kind}_{mark.hexdigest()[:6]}.py"] = text
    return files


def _filled(analysis: Analysis, violations: Iterable[Violation], template: str, rows: Rows) -> str:
    undecided = templates.UNDECIDED if any(_MARK in row for row in rows) else ""
    template = template.replace("#TOP#", templates.TOP).replace("#FRESH#", templates.FRESH)
    template = template.replace("#UNDECIDED#", undecided)
    parts = {
        "#TOPS#": literal(_tops(analysis, violations)),
        "#ROOTS#": literal(analysis.structure.project.layout.roots),
        "#ROWS#\n": "".join(f"    {row},\n" for row in rows),
    }
    # At once: what is filled in may look like a place to fill.
    return re.sub("#TOPS#|#ROOTS#|#ROWS#\n", lambda place: parts[place[0]], template)


def _tops(analysis: Analysis, violations: Iterable[Violation]) -> list[str]:
    """What stands at the top of the repository and has to do with it."""
    every = list(violations)
    modules = analysis.structure.project.modules
    paths = {modules[name].path for name in affected_of(analysis, every)}
    paths |= {
        place.path
        for finding in findings_of(every, analysis)
        for place in finding.locations[: 0 if paths else None]
    }
    return sorted({path.split("/")[0] for path in paths})


def _param(values: Iterable[Value], name: str, decided: bool) -> str:
    items = [literal(value, 8) for value in values] + [f"id={literal(name)}"]
    return enclosed("pytest.param(", [*items, *(() if decided else [_MARK])], ")", 4)


def _row(violation: Violation, values: Iterable[Value], number: int | None = None) -> str:
    name = violation.id if number is None else f"{violation.id}-{number}"
    return _param(values, name, violation.planned)


def _names(analysis: Analysis, violations: Iterable[Violation], found: _Findings) -> Iterator[str]:
    modules = analysis.structure.project.modules
    for one in violations:
        finding = found.get(one.key)
        if isinstance(finding, BrokenImport) and finding.data.reason in (
            "missing-name",
            "missing-module",
        ):
            asking = {
                site.path: _package(modules[site.importer].kind, site.importer)
                for site in finding.data.sites
                if site.importer in modules
                and (site.kind in (SiteKind.AT_IMPORT, SiteKind.DEFERRED) or not one.grave)
                and not site.expected_by_test
                and site.path.endswith(".py")
            }
            if asking:
                yield _row(one, (finding.data.module, finding.data.name, asking))
        elif one.key is None and one.rule == ClaimType.MISSING_NAME.value:
            for number, subject in enumerate(one.subjects, 1):
                module, _, name = subject.partition(":")
                if name:
                    yield _row(one, (module, name, None), number)
        elif one.key is None and one.rule == ClaimType.MISSING_MODULE.value:
            for number, subject in enumerate(one.subjects, 1):
                yield _row(one, (subject, None, None), number)


def _package(kind: Kind, module: str) -> str:
    return module if kind is Kind.PACKAGE else module.rpartition(".")[0]


def _classes(violations: Iterable[Violation], found: _Findings) -> Iterator[str]:
    for one in violations:
        finding = found.get(one.key)
        if isinstance(finding, DuplicateClass) and one.grave:
            by_name: dict[str, list[str]] = {}
            for place in finding.data.definitions:
                by_name.setdefault(place.class_, []).append(place.module)
            twins = {name: each for name, each in by_name.items() if len(each) > 1}
            for number, (name, modules) in enumerate(twins.items(), 1):
                counted = number if len(twins) > 1 else None
                yield _row(one, (name, modules), counted)


def _cycles(analysis: Analysis, violations: Iterable[Violation], found: _Findings) -> Iterator[str]:
    modules = analysis.structure.project.modules
    for one in violations:
        if isinstance(found.get(one.key), ImportCycle):
            members = {
                name: [modules[name].path, _package(modules[name].kind, name)]
                for name in one.subjects
                if name in modules
            }
            yield _row(one, (members, not one.grave))


def _imports(
    analysis: Analysis, violations: tuple[Violation, ...], after: Analysis
) -> Iterator[str]:
    golden = {path.module: path.name for path in analysis.golden_paths}
    for module in entries_of(analysis, violations):
        still = isinstance(after.execution.outcomes.get(module), Fails)
        name = f"golden path {golden[module]}: {module}" if module in golden else module
        yield _param((module,), name, not still)


def _doubles(violations: Iterable[Violation], found: _Findings) -> Iterator[str]:
    for one in violations:
        finding = found.get(one.key)
        if isinstance(finding, DoubleImport):
            for number, file in enumerate(finding.data.files, 1):
                importers = {each.module for each in (*file.importers, *file.second_importers)}
                yield _row(one, (file.module, file.second, sorted(importers)), number)


def _files(violations: Iterable[Violation], found: _Findings) -> Iterator[str]:
    for one in violations:
        finding = found.get(one.key)
        if isinstance(finding, UnparsableFile):
            path = finding.locations[0].path
            if path.endswith(".py"):
                yield _row(one, (path,))
