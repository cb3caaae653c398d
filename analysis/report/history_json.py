"""The findings over the revisions of a repository, as JSON."""

from __future__ import annotations

import msgspec

from analysis import __version__
from analysis.findings import Severity
from analysis.report.json_text import json_text
from analysis.timeline.value import Line, Timeline, Turn


class _Tool(msgspec.Struct, frozen=True):
    name: str
    version: str


class _Revision(msgspec.Struct, frozen=True):
    commit: str
    short: str
    date: str
    author: str
    subject: str
    problem: str | None
    modules: int
    failing: int
    waived: int
    findings: dict[str, int]
    rules: dict[str, int]
    new: tuple[Line, ...] | None
    gone: tuple[Line, ...] | None


class _Document(msgspec.Struct, frozen=True):
    schema_version: int
    tool: _Tool
    root: str
    python_version: str
    ends: str | None
    revisions: tuple[_Revision, ...]


def render(timeline: Timeline, root: str, python_version: tuple[int, int]) -> str:
    """The whole history as one JSON document, the oldest revision first."""
    document = _Document(
        schema_version=1,
        tool=_Tool("plumbline", __version__),
        root=root,
        python_version=".".join(map(str, python_version)),
        ends=timeline.ends,
        revisions=tuple(map(_revision, timeline.turns)),
    )
    return json_text(document)


def _revision(turn: Turn) -> _Revision:
    point, made = turn.point, turn.point.revision
    return _Revision(
        *(made.commit, made.short, made.date, made.author, made.subject),
        problem=point.problem,
        modules=point.modules,
        failing=point.failing,
        waived=point.waived,
        findings={str(severity): point.count(severity) for severity in Severity},
        rules=point.by_rule(),
        new=turn.new,
        gone=turn.gone,
    )
