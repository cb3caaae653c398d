"""The findings of a folder over its revisions, as values."""

from __future__ import annotations

from collections import Counter

import msgspec

from analysis.findings import Severity
from analysis.sources.history import Revision


class Line(msgspec.Struct, frozen=True):
    """A finding, as far as the history of a repository tells it."""

    key: str
    rule: str
    severity: Severity
    title: str


class Point(msgspec.Struct, frozen=True):
    """What was found at one revision.

    `findings` are those that no waiver set aside on the day of the commit, in ranked order;
    `failing` counts the modules whose import fails. `problem` says why nothing could be found.
    """

    revision: Revision
    modules: int = 0
    failing: int = 0
    waived: int = 0
    findings: tuple[Line, ...] = ()
    problem: str | None = None

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(line.severity is severity for line in self.findings)

    def by_rule(self) -> dict[str, int]:
        """How many findings each rule has, by its name."""
        return dict(sorted(Counter(line.rule for line in self.findings).items()))


class Turn(msgspec.Struct, frozen=True):
    """A point beside the one before it; `new` and `gone` are None where there is none before."""

    point: Point
    new: tuple[Line, ...] | None = None
    gone: tuple[Line, ...] | None = None


class Timeline(msgspec.Struct, frozen=True):
    """The oldest revision first; `ends` is a sentence where there may be more before it."""

    turns: tuple[Turn, ...]
    ends: str | None = None


def timeline_of(points: tuple[Point, ...], ends: str | None = None) -> Timeline:
    """What is new and gone from one point to the next; one with a problem is passed over."""
    turns = []
    before: Point | None = None
    for point in points:
        if point.problem is not None:
            turns.append(Turn(point))
            continue
        turns.append(Turn(point) if before is None else _turn(before, point))
        before = point
    return Timeline(tuple(turns), ends)


def _turn(before: Point, after: Point) -> Turn:
    old = {line.key for line in before.findings}
    new = {line.key for line in after.findings}
    return Turn(
        after,
        tuple(line for line in after.findings if line.key not in old),
        tuple(line for line in before.findings if line.key not in new),
    )
