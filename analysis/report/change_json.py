"""What a change does, as JSON: `docs/compare-schema.json` describes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from analysis import __version__
from analysis.change.told import worse_than_before
from analysis.change.value import (
    Change,
    Difference,
    FindingChange,
    GoldenChange,
    LevelChange,
    Reached,
)
from analysis.comparison import EdgeChange, EdgeRetimed, LostName
from analysis.findings import AnyFinding, Location, Severity, rule_of
from analysis.pipeline import Analysis
from analysis.report.json_text import json_text
from analysis.report.outcome_json import OutcomeJson, outcomes_json


class _Tool(msgspec.Struct, frozen=True):
    name: str
    version: str


class _Side(msgspec.Struct, frozen=True):
    label: str
    modules: int
    findings: int


class _Summary(msgspec.Struct, frozen=True):
    introduced: dict[str, int]
    worse: int
    broken: int
    golden_blocked: int
    fixed: int
    healed: int
    tests_affected: int


class _Finding(msgspec.Struct, frozen=True):
    key: str
    rule: str
    severity: Severity
    title: str
    locations: tuple[Location, ...]
    waived: bool = False


class _Pair(msgspec.Struct, frozen=True):
    before: _Finding
    after: _Finding


class _Changed(msgspec.Struct, frozen=True):
    before: _Finding
    after: _Finding
    worse: bool
    differences: tuple[Difference, ...]


class _Modules(msgspec.Struct, frozen=True):
    added: tuple[str, ...]
    removed: tuple[str, ...]
    rewritten: tuple[str, ...]
    levels: tuple[LevelChange, ...]


class _Affected(msgspec.Struct, frozen=True):
    tests: tuple[Reached, ...]
    golden_paths: tuple[Reached, ...]


class _Document(msgspec.Struct, frozen=True):
    schema_version: int
    tool: _Tool
    python_version: str
    before: _Side
    after: _Side
    summary: _Summary
    introduced: tuple[_Finding, ...]
    changed: tuple[_Changed, ...]
    worsened: tuple[OutcomeJson, ...]
    golden_paths: tuple[GoldenChange, ...]
    edges_against_flow: tuple[EdgeChange, ...]
    names_lost: tuple[LostName, ...]
    affected: _Affected
    fixed: tuple[_Finding, ...]
    grown: tuple[_Pair, ...]
    reduced: tuple[_Pair, ...]
    healed: tuple[OutcomeJson, ...]
    otherwise: tuple[OutcomeJson, ...]
    findings_added: tuple[str, ...]
    findings_removed: tuple[str, ...]
    modules: _Modules
    edges_gone: tuple[EdgeChange, ...]
    edges_new: tuple[EdgeChange, ...]
    edges_retimed: tuple[EdgeRetimed, ...]
    edges_with_flow: tuple[EdgeChange, ...]
    remaining: tuple[_Finding, ...]


def render(
    before: Analysis, after: Analysis, change: Change, waived: frozenset[str] = frozenset()
) -> str:
    """The whole change as one JSON document; `waived` are keys of what does not count."""
    seen = change.comparison
    document = _Document(
        schema_version=1,
        tool=_Tool("plumbline", __version__),
        python_version=".".join(map(str, after.options.python_version)),
        before=_side(before),
        after=_side(after),
        summary=_summary(change, waived),
        introduced=_findings(seen.introduced, waived),
        changed=tuple(_changed(one, waived) for one in change.findings_changed),
        worsened=outcomes_json(seen.worsened),
        golden_paths=change.golden_paths,
        edges_against_flow=change.against_flow,
        names_lost=seen.names_lost,
        affected=_Affected(change.tests, change.golden),
        fixed=_findings(change.fixed),
        grown=tuple(_Pair(_finding(one), _finding(two)) for one, two in change.grown),
        reduced=tuple(_Pair(_finding(one), _finding(two)) for one, two in seen.reduced),
        healed=outcomes_json(seen.healed),
        otherwise=outcomes_json(change.otherwise),
        findings_added=tuple(one.key for one in change.findings_added),
        findings_removed=tuple(one.key for one in change.findings_removed),
        modules=_Modules(
            change.touched.added, change.touched.removed, change.touched.rewritten, change.levels
        ),
        edges_gone=seen.edges_gone,
        edges_new=seen.edges_new,
        edges_retimed=seen.edges_retimed,
        edges_with_flow=change.with_flow,
        remaining=_findings(seen.remaining),
    )
    return json_text(document)


def _side(analysis: Analysis) -> _Side:
    modules = len(analysis.structure.project.modules)
    return _Side(analysis.tree.label, modules, len(analysis.findings))


def _summary(change: Change, waived: Collection[str]) -> _Summary:
    seen = change.comparison
    counting = [one for one in seen.introduced if one.key not in waived]
    return _Summary(
        introduced={
            severity.value: sum(one.severity is severity for one in counting)
            for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
        },
        worse=len(worse_than_before(change, waived)),
        broken=len(change.broken),
        golden_blocked=len(change.golden_broken),
        fixed=len(change.fixed),
        healed=len(seen.healed),
        tests_affected=len(change.tests),
    )


def _findings(
    findings: Iterable[AnyFinding], waived: frozenset[str] = frozenset()
) -> tuple[_Finding, ...]:
    return tuple(_finding(finding, waived) for finding in findings)


def _finding(finding: AnyFinding, waived: frozenset[str] = frozenset()) -> _Finding:
    return _Finding(
        *(finding.key, rule_of(finding), finding.severity, finding.title, finding.locations),
        waived=finding.key in waived,
    )


def _changed(change: FindingChange, waived: frozenset[str]) -> _Changed:
    return _Changed(
        *(_finding(change.before), _finding(change.after, waived)),
        *(change.worse, change.differences),
    )
