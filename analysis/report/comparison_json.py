"""What a change does, as JSON."""

from __future__ import annotations

import msgspec

from analysis.comparison import Comparison, EdgeChange, EdgeRetimed, LostName, OutcomeChange
from analysis.execution.outcome import Fails, Ok, Outcome, Unknown
from analysis.findings import AnyFinding, Location, Severity, rule_of
from analysis.report.json_text import json_text


class _Finding(msgspec.Struct, frozen=True):
    key: str
    rule: str
    severity: Severity
    title: str
    locations: tuple[Location, ...]
    waived: bool = False


class _Reduced(msgspec.Struct, frozen=True):
    before: _Finding
    after: _Finding


class _Import(msgspec.Struct, frozen=True, omit_defaults=True):
    """`outcome` is ok, fails, unknown, or absent where the module is not there."""

    outcome: str
    error: str | None = None
    message: str | None = None
    path: str | None = None
    line: int | None = None
    reason: str | None = None


class _Outcome(msgspec.Struct, frozen=True):
    module: str
    before: _Import
    after: _Import


class _Document(msgspec.Struct, frozen=True):
    schema_version: int
    fixed: tuple[_Finding, ...]
    reduced: tuple[_Reduced, ...]
    remaining: tuple[_Finding, ...]
    introduced: tuple[_Finding, ...]
    healed: tuple[_Outcome, ...]
    worsened: tuple[_Outcome, ...]
    names_lost: tuple[LostName, ...]
    edges_gone: tuple[EdgeChange, ...]
    edges_new: tuple[EdgeChange, ...]
    edges_retimed: tuple[EdgeRetimed, ...]


def render(comparison: Comparison, waived: frozenset[str] = frozenset()) -> str:
    """The whole comparison as one JSON document; `waived` are keys of what does not count."""
    document = _Document(
        schema_version=1,
        fixed=_findings(comparison.fixed),
        reduced=tuple(
            _Reduced(_finding(before), _finding(after)) for before, after in comparison.reduced
        ),
        remaining=_findings(comparison.remaining),
        introduced=_findings(comparison.introduced, waived),
        healed=_outcomes(comparison.healed),
        worsened=_outcomes(comparison.worsened),
        names_lost=comparison.names_lost,
        edges_gone=comparison.edges_gone,
        edges_new=comparison.edges_new,
        edges_retimed=comparison.edges_retimed,
    )
    return json_text(document)


def _findings(
    findings: tuple[AnyFinding, ...], waived: frozenset[str] = frozenset()
) -> tuple[_Finding, ...]:
    return tuple(_finding(finding, finding.key in waived) for finding in findings)


def _finding(finding: AnyFinding, waived: bool = False) -> _Finding:
    return _Finding(
        *(finding.key, rule_of(finding), finding.severity, finding.title, finding.locations),
        waived=waived,
    )


def _outcomes(changes: tuple[OutcomeChange, ...]) -> tuple[_Outcome, ...]:
    return tuple(
        _Outcome(change.module, _import(change.before), _import(change.after)) for change in changes
    )


def _import(outcome: Outcome | None) -> _Import:
    match outcome:
        case Ok():
            return _Import("ok")
        case Fails(failure=failure):
            return _Import("fails", failure.error, failure.message, failure.path, failure.line)
        case Unknown(reason=reason):
            return _Import("unknown", reason=reason)
        case None:
            return _Import("absent")
