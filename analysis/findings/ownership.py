"""Which finding owns the failure of an import."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.execution.outcome import Execution, Fails
from analysis.findings.rules import AnyFinding


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
