"""Whether a violation is still there: asked of an analysis by names, so that it can be repeated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from analysis.execution.outcome import Fails
from analysis.extract.facts import Timing
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    DuplicateClass,
    Evidence,
    ImportCycle,
    SiteKind,
    evidence_of,
)
from analysis.pipeline import Analysis
from analysis.triage.report import ClaimType
from analysis.triage.tracker.state import Violation

SYMPTOMS = (ClaimType.IMPACT.value, ClaimType.IMPORT_ERROR.value)
"""Claims that something does not import, whatever is the reason."""
_BREAKS = frozenset({SiteKind.AT_IMPORT, SiteKind.DEFERRED})


class Now(msgspec.Struct, frozen=True):
    """A violation as it is: what is left of it, or nothing."""

    open: bool
    evidence: tuple[Evidence, ...] = ()
    title: str = ""
    blocked: tuple[str, ...] = ()


GONE = Now(open=False)


def now(violation: Violation, analysis: Analysis) -> Now:
    """What the repository says to a violation."""
    if violation.key is None:
        return _of_claim(violation, analysis)
    for finding in analysis.findings:
        if _is_left(violation, finding):
            return Now(True, evidence_of(finding), finding.title, finding.blocked)
    return GONE


def is_grave(finding: AnyFinding) -> bool:
    """Whether something breaks, or may: what is left without that counts as mended."""
    match finding:
        case BrokenImport(data=data):
            return any(site.kind in _BREAKS for site in data.sites)
        case ImportCycle(data=data):
            return data.timing is Timing.IMPORT
        case DuplicateClass():
            return _has_twins(finding, frozenset(finding.subjects))
        case _:
            return True


def _is_left(violation: Violation, finding: AnyFinding) -> bool:
    subjects = frozenset(violation.subjects)
    match finding:
        case ImportCycle(data=data) if violation.rule == "import-cycle":
            # Its name is made of its members: a smaller circle among them has another.
            return len(subjects & set(data.members)) > 1 and violation.grave <= is_grave(finding)
        case DuplicateClass() if violation.rule == "duplicate-class" and violation.grave:
            return _has_twins(finding, subjects)
        case _:
            return finding.key == violation.key and violation.grave <= is_grave(finding)


def _has_twins(finding: DuplicateClass, subjects: frozenset[str]) -> bool:
    """Whether two of the subjects are classes of one name."""
    names = Counter(
        place.class_
        for place in finding.data.definitions
        if f"{place.module}:{place.class_}" in subjects
    )
    return any(number > 1 for number in names.values())


def _of_claim(violation: Violation, analysis: Analysis) -> Now:
    evidence = tuple(_faults(violation, analysis))
    return Now(True, evidence) if evidence else GONE


def _faults(violation: Violation, analysis: Analysis) -> Iterator[Evidence]:
    project, execution = analysis.structure.project, analysis.execution
    for subject in violation.subjects:
        module, _, name = subject.partition(":")
        file = project.modules.get(module)
        outcome = execution.outcomes.get(module)
        if violation.rule == ClaimType.MISSING_NAME.value and name:
            if file is not None and execution.has_name(module, name) is False:
                yield Evidence(file.path, None, f"{module} has no {name}")
        elif violation.rule == ClaimType.MISSING_MODULE.value:
            if file is None:
                yield Evidence(module.replace(".", "/"), None, f"there is no module {module}")
        elif violation.rule in SYMPTOMS and isinstance(outcome, Fails):
            failure = outcome.failure
            said = f"import {module} fails: {failure.error}: {failure.message}"
            yield Evidence(failure.path, failure.line, said)
