"""From a judged text, or from findings, to what is to be mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from analysis.execution.golden import ABSENT
from analysis.execution.outcome import Fails
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    DoubleImport,
    DuplicateClass,
    ImportCycle,
    UndefinedName,
    rule_of,
)
from analysis.fixes.plan import Plan
from analysis.pipeline import Analysis
from analysis.triage.report import Triage, Verdict
from analysis.triage.tracker.standing import SYMPTOMS, is_grave, now
from analysis.triage.tracker.state import Violation

_HOLDS = (Verdict.CONFIRMED, Verdict.PARTLY)
MOST_ENTRIES = 40
"""Modules that are asked for one by one: each costs an interpreter."""


def violations_of(
    analysis: Analysis, triage: Triage, findings: Iterable[str]
) -> tuple[Violation, ...]:
    """Every fault that the text tells truly, or that is asked for, once; in ranked order.

    A claim that is true and that no finding stands for is one of its own.
    """
    wanted = {*findings}
    wanted |= {one.finding for one in triage.claims if one.verdict in _HOLDS and one.finding}
    wanted |= {one.finding for one in triage.tracebacks if one.stands and one.finding}
    found = [_of_finding(one) for one in analysis.findings if one.key in wanted]
    owned = {module for one in analysis.findings if one.key in wanted for module in one.blocked}
    for claim in triage.claims:
        if claim.verdict not in _HOLDS or claim.finding is not None:
            continue
        subjects = claim.subjects
        if claim.type.value in SYMPTOMS:
            # What a finding above blocks is no fault of its own.
            subjects = tuple(one for one in subjects if one.partition(":")[0] not in owned)
        one = Violation("", claim.type.value, subjects)
        if now(one, analysis).open and one not in found:
            found.append(one)
    return tuple(
        msgspec.structs.replace(one, id=f"V{number}") for number, one in enumerate(found, 1)
    )


def with_plan(violations: tuple[Violation, ...], plan: Plan) -> tuple[Violation, ...]:
    """Each with whether it is gone after the plan."""
    return tuple(
        msgspec.structs.replace(one, planned=not now(one, plan.after).open) for one in violations
    )


def findings_of(violations: Iterable[Violation], analysis: Analysis) -> tuple[AnyFinding, ...]:
    """The findings behind the violations, as they stand."""
    keys = {one.key for one in violations}
    return tuple(one for one in analysis.findings if one.key in keys)


def entries_of(analysis: Analysis, violations: Iterable[Violation]) -> tuple[str, ...]:
    """Modules that can't be imported because of them: golden paths first, production, tests."""
    outcomes, modules = analysis.execution.outcomes, analysis.structure.project.modules
    every = list(violations)
    blocked = {module for one in findings_of(every, analysis) for module in one.blocked}
    for one in every:
        if one.key is None and one.rule in SYMPTOMS:
            blocked |= {subject.partition(":")[0] for subject in one.subjects}
    golden = {one.module for one in analysis.golden_paths if one.why not in ABSENT}
    failing = [one for one in blocked if isinstance(outcomes.get(one), Fails) and one in modules]
    failing.sort(key=lambda one: (one not in golden, modules[one].is_test, one))
    return tuple(failing[:MOST_ENTRIES])


def affected_of(analysis: Analysis, violations: Iterable[Violation]) -> tuple[str, ...]:
    """The modules that the violations are in, and those that ask for what is missing."""
    modules = analysis.structure.project.modules
    every = list(violations)
    found: set[str] = set()
    for one in every:
        if one.rule != "unparsable-file":
            found |= {subject.partition(":")[0] for subject in one.subjects}
    for finding in findings_of(every, analysis):
        found.update(_modules(finding))
    return tuple(sorted(one for one in found if one in modules and not modules[one].is_test))


def names_of(violations: Iterable[Violation], analysis: Analysis) -> tuple[str, ...]:
    """`module:name` of what is missing, or there twice."""
    every = list(violations)
    found = {subject for one in every for subject in one.subjects if ":" in subject}
    for finding in findings_of(every, analysis):
        if isinstance(finding, BrokenImport) and finding.data.name:
            found.add(f"{finding.data.module}:{finding.data.name}")
    return tuple(sorted(found))


def _of_finding(finding: AnyFinding) -> Violation:
    subjects = finding.subjects
    if isinstance(finding, ImportCycle):
        subjects = finding.data.members
    return Violation("", rule_of(finding), subjects, finding.key, grave=is_grave(finding))


def _modules(finding: AnyFinding) -> Iterator[str]:
    match finding:
        case BrokenImport(data=data):
            yield from (site.importer for site in data.sites)
        case UndefinedName(data=names):
            yield from (site.importer for site in names.sites)
        case ImportCycle(data=cycle):
            yield from cycle.members
        case DuplicateClass(data=classes):
            yield from (place.module for place in classes.definitions)
        case DoubleImport(data=double):
            yield from (file.module for file in double.files)
        case _:
            return
