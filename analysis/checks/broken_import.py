"""Imports of modules and names that are not there: one finding a target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec

from analysis.checks.candidates import Definers, Wanted, advice
from analysis.checks.context import Context
from analysis.checks.targets import Target, broken_imports, target_of
from analysis.execution.outcome import Cause, Fails, Failure, Ok
from analysis.extract.facts import Timing
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    BrokenImportData,
    ImportSite,
    Location,
    Severity,
    SiteKind,
    key_of,
)

_CAUSES = {
    Cause.MISSING_MODULE: "missing-module",
    Cause.MISSING_NAME: "missing-name",
    Cause.NOT_A_PACKAGE: "not-a-package",
    Cause.BEYOND_TOP_LEVEL: "beyond-top-level",
}
_ORDER = {Timing.IMPORT: 0, Timing.DEFERRED: 1, Timing.TYPE_CHECKING: 2}


class _Asked(msgspec.Struct):
    """A broken target while its sites are gathered."""

    reason: str
    message: str
    places: dict[ImportSite, tuple[int, bool]] = {}
    """site -> (column from 1, conditional), of the first statement that is this site"""
    names: set[str] = set()

    @property
    def sites(self) -> list[tuple[ImportSite, int, bool]]:
        return [(site, *place) for site, place in self.places.items()]


def check(context: Context) -> Iterator[AnyFinding]:
    """One finding for each (module, name) that some import asks for and nothing provides."""
    targets = _targets(context)
    blocked = _blocked(context, set(targets))
    for target, failures in blocked.items():
        _add_raising_statements(context, targets, target, failures)
    definers = Definers(context)
    for target in sorted(targets, key=lambda item: (item[0], item[1] or "")):
        modules = tuple(sorted(module for module, _ in blocked.get(target, ())))
        yield _finding(context, definers, target, targets[target], modules)


def _targets(context: Context) -> dict[Target, _Asked]:
    found: dict[Target, _Asked] = {}
    for resolved, missing in broken_imports(context):
        asked = found.setdefault(target_of(missing), _Asked(missing.reason, missing.message))
        fact = resolved.fact
        site = ImportSite(
            path=context.path_of(resolved.importer),
            line=fact.span.line,
            importer=resolved.importer,
            timing=fact.timing,
            guarded=fact.guarded,
            function=fact.function,
            expected_by_test=fact.expected_by_test,
        )
        asked.places.setdefault(site, (fact.span.column + 1, fact.conditional))
        if fact.name not in (None, "*"):
            asked.names.add(str(fact.name))
    return found


def _blocked(context: Context, broken: set[Target]) -> dict[Target, list[tuple[str, Failure]]]:
    found: dict[Target, list[tuple[str, Failure]]] = {}
    for module, outcome in sorted(context.execution.outcomes.items()):
        if not isinstance(outcome, Fails):
            continue
        failure = outcome.failure
        of_a_name = failure.cause in (Cause.MISSING_NAME, Cause.PARTIAL)
        target = (failure.module or "", failure.name if of_a_name else None)
        early = failure.cause is Cause.PARTIAL
        if (early and target in broken) or failure.cause in _CAUSES:
            found.setdefault(target, []).append((module, failure))
    return found


def _add_raising_statements(
    context: Context,
    targets: dict[Target, _Asked],
    target: Target,
    failures: list[tuple[str, Failure]],
) -> None:
    """Statements that raise without being an import of the target: `package.absent`, `__all__`."""
    first = failures[0][1]
    asked = targets.get(target)
    if asked is None:
        asked = targets[target] = _Asked(_CAUSES[first.cause], first.message)
    lines = {(site.path, site.line) for site in asked.places}
    running: dict[str, list[int]] = {}
    for site in asked.places:
        if site.timing is Timing.IMPORT:
            running.setdefault(site.path, []).append(site.line)
    for failure in dict.fromkeys(failure for _, failure in failures):
        place = (failure.path, failure.line)
        near = running.setdefault(failure.path, [])
        if place in lines or any(line <= failure.line <= line + 40 for line in near):
            continue
        site = ImportSite(
            path=failure.path,
            line=failure.line,
            importer=failure.raised_in,
            timing=Timing.IMPORT,
            guarded=False,
            function=None,
            expected_by_test=False,
        )
        asked.places[site] = (1, False)
        lines.add(place)
        near.append(failure.line)


def _finding(
    context: Context,
    definers: Definers,
    target: Target,
    asked: _Asked,
    blocked: tuple[str, ...],
) -> BrokenImport:
    module, name = target
    places = sorted(
        asked.sites,
        key=lambda item: (
            _ORDER[item[0].timing],
            item[0].guarded or item[0].expected_by_test,
            context.is_test(item[0].importer),
            item[0].path,
            item[0].line,
        ),
    )
    sites = tuple(site for site, _, _ in places)
    importers = frozenset(site.importer for site in sites)
    wanted = Wanted(
        module=module,
        name=name,
        importers=importers,
        at_import=frozenset(s.importer for s in sites if s.timing is Timing.IMPORT),
        names=frozenset(asked.names) if name is None else frozenset(),
    )
    label = f"{module}:{name}" if name else module
    severity = _severity(context, asked, blocked)
    candidates = (
        ()
        if asked.reason == "beyond-top-level"
        # Most of what nobody misses was never there: a module that a build makes, for one.
        else definers.candidates(wanted, ask_history=severity is not Severity.INFO)
    )
    first = advice(module, name, sites, candidates) if asked.reason != "beyond-top-level" else ""
    return BrokenImport(
        key=key_of("broken-import", label),
        severity=severity,
        title=_title(module, name, asked.reason, sites),
        message=_message(asked, sites, blocked, context.execution.outcomes, first),
        # A target beyond the top has no name of its own: the statements are what is wrong.
        subjects=tuple(sorted(importers)) if asked.reason == "beyond-top-level" else (module,),
        locations=tuple(
            dict.fromkeys(Location(site.path, site.line, column) for site, column, _ in places)
        ),
        blocked=blocked,
        golden=context.golden_among(blocked),
        in_tests=all(map(context.is_test, importers)),
        data=BrokenImportData(
            module=module,
            name=name,
            reason=asked.reason,
            certainty="certain",
            sites=sites,
            candidates=candidates,
            blocked=blocked,
            message=asked.message,
            advice=first,
        ),
    )


def _severity(context: Context, asked: _Asked, blocked: tuple[str, ...]) -> Severity:
    if blocked:
        return Severity.ERROR
    severities = {_site_severity(context, asked.reason, *item) for item in asked.sites}
    for severity in (Severity.ERROR, Severity.WARNING):
        if severity in severities:
            return severity
    return Severity.INFO


def _site_severity(
    context: Context, reason: str, site: ImportSite, column: int, conditional: bool
) -> Severity:
    if site.expected_by_test or site.timing is Timing.TYPE_CHECKING:
        return Severity.INFO
    if site.guarded:
        # A module that is not there may come from a build; a module that is there never will
        # have the name, so the fallback is what always runs.
        return Severity.WARNING if reason == "missing-name" else Severity.INFO
    if site.timing is Timing.DEFERRED:
        return Severity.WARNING
    outcome = context.execution.outcomes.get(site.importer)
    survived = isinstance(outcome, Ok) or (conditional and outcome is not None)
    return Severity.WARNING if survived else Severity.ERROR


def _title(module: str, name: str | None, reason: str, sites: tuple[ImportSite, ...]) -> str:
    if all(site.expected_by_test for site in sites):
        what = f"{name} in {module}" if name else module
        return f"Test artefact: only tests that expect the failure import {what}"
    match reason:
        case "missing-name":
            return f"{module} has no name {name}"
        case "not-a-package":
            return f"No module {module}: {module.rpartition('.')[0]} is not a package"
        case "beyond-top-level":
            return f"The relative import {module} leaves its package"
        case _:
            return f"No module {module}"


_SAID = {
    SiteKind.AT_IMPORT: "while importing",
    SiteKind.DEFERRED: "when a function is called",
    SiteKind.GUARDED: "guarded by an except",
    SiteKind.EXPECTED: "expected by a test",
    SiteKind.TYPE_CHECKING: "for type checkers only",
}


def _message(
    asked: _Asked,
    sites: tuple[ImportSite, ...],
    blocked: tuple[str, ...],
    outcomes: Mapping[str, object],
    first: str,
) -> str:
    counts = Counter(site.kind for site in sites)
    parts = [f"{counts[kind]} {when}" for kind, when in _SAID.items() if counts[kind]]
    noun = "statement asks" if len(sites) == 1 else "statements ask"
    said = f"{first}. " if first else ""
    error = f"Python says: {asked.message}" if said else asked.message
    text = f"{said}{error}. {len(sites)} {noun} for it: {', '.join(parts)}."
    if blocked:
        plural = "module" if len(blocked) == 1 else "modules"
        text += f" {len(blocked)} {plural} of {len(outcomes)} can't be imported because of it."
    return text
