"""One rule a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from analysis.checkpoint import checkpoint
from analysis.checks import (
    broken_import,
    double_import,
    duplicate_class,
    import_cycle,
    undefined_name,
    unparsable,
)
from analysis.checks.context import CodeContext, Context
from analysis.findings import AnyFinding, Severity, rule_of

Check = Callable[[Context], Iterator[AnyFinding]]

CHECKS: tuple[Check, ...] = (
    unparsable.check,
    broken_import.check,
    undefined_name.check,
    import_cycle.check,
    double_import.check,
    duplicate_class.check,
)

OFF = "off"
_SEVERITIES = tuple(Severity)

Prepared = tuple[import_cycle.Untangled, ...]
"""What the statements alone show of the cycles."""


class Found(msgspec.Struct, frozen=True):
    """What the checks have found, and in what: the next analysis may go on from here."""

    context: Context
    findings: tuple[AnyFinding, ...]
    duplicates: tuple[AnyFinding, ...]
    """Those of the duplicate classes, in the order of their check."""
    off: tuple[AnyFinding, ...] = ()
    """Those of rules that are off: not reported, and still why an import fails."""


def find_duplicates(context: CodeContext) -> tuple[AnyFinding, ...]:
    """What the check of duplicate classes finds: it does not depend on what importing does."""
    return tuple(duplicate_class.check(context))


def prepare(context: CodeContext) -> Prepared:
    """What `find` needs and can be had before it is known what importing does."""
    return import_cycle.untangle(context)


def find(
    context: Context,
    previous: Found | None = None,
    duplicates: Callable[[], tuple[AnyFinding, ...]] | None = None,
    severities: Mapping[str, str] | None = None,
    prepared: Prepared = (),
) -> Found:
    """Everything that is wrong, what matters most first.

    Golden paths blocked, then severity, then modules blocked, then production before tests.
    `severities` are those that rules have by the settings; "off": none is reported.
    Findings of one rule keep the order in which their check ranks them where all that is equal.
    Duplicate classes do not depend on what importing does: after most edits they are those that
    `previous` has, and somebody else may be looking for them: `duplicates`, asked last, waits for
    what they find. What `prepare` gives of the same code may be `prepared`.
    """
    found: dict[Check, tuple[AnyFinding, ...]] = {}
    if (
        duplicates is None
        and previous is not None
        and duplicate_class.is_unchanged(context, previous.context, previous.duplicates)
    ):
        found[duplicate_class.check] = previous.duplicates
    for at, check in enumerate(CHECKS):
        checkpoint(at / len(CHECKS))
        if check not in found and not (duplicates and check is duplicate_class.check):
            is_cycles = check is import_cycle.check
            found[check] = _all_of(
                import_cycle.check(context, prepared) if is_cycles else check(context)
            )
    if duplicates is not None:
        found[duplicate_class.check] = duplicates()
    by_rule = severities or {}
    reported, off = [], []
    for finding in (finding for check in CHECKS for finding in found[check]):
        severity = by_rule.get(rule_of(finding), finding.severity)
        if severity == OFF:
            off.append(finding)
        elif severity == finding.severity:
            reported.append(finding)
        else:
            reported.append(msgspec.structs.replace(finding, severity=Severity(severity)))
    return Found(context, ranked(reported), found[duplicate_class.check], tuple(off))


def _all_of(findings: Iterator[AnyFinding]) -> tuple[AnyFinding, ...]:
    every = []
    for finding in findings:
        checkpoint()
        every.append(finding)
    return tuple(every)


def ranked(findings: Iterable[AnyFinding]) -> tuple[AnyFinding, ...]:
    """What matters most first; those that matter alike stay in their order."""
    return tuple(sorted(findings, key=_rank))


def _rank(finding: AnyFinding) -> tuple[int, int, int, bool]:
    return (
        -len(finding.golden),
        _SEVERITIES.index(finding.severity),
        -len(finding.blocked),
        finding.in_tests,
    )
