"""What a change does, as JSON."""

from __future__ import annotations

import msgspec

from analysis.comparison import Comparison, EdgeChange, EdgeRetimed, LostName
from analysis.findings import AnyFinding, Location, Severity, rule_of
from analysis.report.json_text import json_text
from analysis.report.outcome_json import OutcomeJson, outcomes_json


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


class _Document(msgspec.Struct, frozen=True):
    schema_version: int
    fixed: tuple[_Finding, ...]
    reduced: tuple[_Reduced, ...]
    remaining: tuple[_Finding, ...]
    introduced: tuple[_Finding, ...]
    healed: tuple[OutcomeJson, ...]
    worsened: tuple[OutcomeJson, ...]
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
        healed=outcomes_json(comparison.healed),
        worsened=outcomes_json(comparison.worsened),
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
