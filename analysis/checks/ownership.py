"""Which finding explains why an import fails."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.execution.outcome import Cause, Failure
from analysis.extract.facts import Timing
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    ImportCycle,
    UndefinedName,
    UnparsableFile,
)


def owner_of(failure: Failure, findings: Iterable[AnyFinding]) -> str | None:
    """The key of the finding that owns a failure; None where no rule describes it."""
    match failure.cause:
        case Cause.PARTIAL:
            found = list(findings)
            return _broken(failure, failure.name, found) or _cycle(failure, found)
        case Cause.UNPARSABLE:
            return next(
                (
                    finding.key
                    for finding in findings
                    if isinstance(finding, UnparsableFile)
                    and (
                        failure.module in finding.subjects
                        or any(place.path == failure.path for place in finding.locations)
                    )
                ),
                None,
            )
        case Cause.UNDEFINED_NAME:
            return next(
                (
                    finding.key
                    for finding in findings
                    if isinstance(finding, UndefinedName) and finding.data.name == failure.name
                ),
                None,
            )
        case Cause.RAISED:
            return None
        case cause:
            name = failure.name if cause is Cause.MISSING_NAME else None
            return _broken(failure, name, findings)


def _broken(failure: Failure, name: str | None, findings: Iterable[AnyFinding]) -> str | None:
    target = (failure.module or "", name)
    return next(
        (
            finding.key
            for finding in findings
            if isinstance(finding, BrokenImport)
            and (finding.data.module, finding.data.name) == target
        ),
        None,
    )


def _cycle(failure: Failure, findings: Iterable[AnyFinding]) -> str | None:
    ends = {failure.raised_in, failure.module, f"{failure.module}.{failure.name}"}
    ranked = sorted(
        (
            -len(ends.intersection(finding.data.members)),
            finding.data.timing is not Timing.IMPORT,
            len(finding.data.members),
            finding.key,
        )
        for finding in findings
        if isinstance(finding, ImportCycle) and ends.intersection(finding.data.members)
    )
    return ranked[0][-1] if ranked else None
