"""One rule a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from analysis.checks import broken_import, duplicate_class, import_cycle, undefined_name, unparsable
from analysis.checks.context import Context
from analysis.findings import AnyFinding, Severity

CHECKS: tuple[Callable[[Context], Iterator[AnyFinding]], ...] = (
    unparsable.check,
    broken_import.check,
    undefined_name.check,
    import_cycle.check,
    duplicate_class.check,
)

_SEVERITIES = tuple(Severity)


def find(context: Context) -> tuple[AnyFinding, ...]:
    """Everything that is wrong, what matters most first.

    Golden paths blocked, then severity, then modules blocked, then production before tests.
    Findings of one rule keep the order in which their check ranks them where all that is equal.
    """
    found = [finding for check in CHECKS for finding in check(context)]
    return tuple(sorted(found, key=_rank))


def _rank(finding: AnyFinding) -> tuple[int, int, int, bool]:
    return (
        -len(finding.golden),
        _SEVERITIES.index(finding.severity),
        -len(finding.blocked),
        finding.in_tests,
    )
