"""Names that module-level code uses and nothing has bound there: a NameError on import."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.checks.candidates import Definers, Wanted
from analysis.checks.context import Context
from analysis.execution.outcome import Cause, Fails, Failure
from analysis.extract.facts import Timing
from analysis.findings import (
    AnyFinding,
    ImportSite,
    Location,
    Severity,
    UndefinedName,
    UndefinedNameData,
    key_of,
)


def check(context: Context) -> Iterator[AnyFinding]:
    """One finding a name, with every statement that raises because of it."""
    found: dict[str, dict[str, Failure]] = {}
    for module, outcome in sorted(context.execution.outcomes.items()):
        if isinstance(outcome, Fails) and outcome.failure.cause is Cause.UNDEFINED_NAME:
            failure = outcome.failure
            found.setdefault(failure.name or failure.message, {})[module] = failure
    definers = Definers(context) if found else None
    for name, failures in sorted(found.items()):
        if definers is not None:
            yield _finding(context, definers, name, failures)


def _finding(
    context: Context, definers: Definers, name: str, failures: dict[str, Failure]
) -> UndefinedName:
    raising = sorted({(f.path, f.line, f.raised_in) for f in failures.values()})
    sites = tuple(
        ImportSite(
            path=path,
            line=line,
            importer=module,
            timing=Timing.IMPORT,
            guarded=False,
            function=None,
            expected_by_test=False,
        )
        for path, line, module in raising
    )
    blocked = tuple(sorted(failures))
    modules = tuple(sorted({module for _, _, module in raising}))
    wanted = Wanted(modules[0], name, frozenset(modules), frozenset(modules))
    plural = "module" if len(blocked) == 1 else "modules"
    return UndefinedName(
        key=key_of("undefined-name", name),
        severity=Severity.ERROR,
        title=f"{name} is not defined where {modules[0]} uses it",
        message=(
            f"NameError: name {name!r} is not defined, in {', '.join(modules[:3])}. "
            f"{len(blocked)} {plural} can't be imported because of it."
        ),
        subjects=modules,
        locations=tuple(dict.fromkeys(Location(site.path, site.line) for site in sites)),
        blocked=blocked,
        golden=context.golden_among(blocked),
        in_tests=all(map(context.is_test, modules)),
        data=UndefinedNameData(name, sites, definers.defining(wanted)),
    )
