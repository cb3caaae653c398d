"""The findings over the revisions of a repository, for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import Severity
from analysis.sources.printable import printable
from analysis.timeline.value import Line, Timeline, Turn

SHOWN = 5
"""Findings that are told of one revision before "and n more"; the JSON has them all."""


def render(timeline: Timeline, root: str) -> str:
    """A line for each revision, the oldest first, and below it what is new (+) and gone (-)."""
    lines = [printable(root)]
    if timeline.ends is not None:
        lines.append(f"  ({printable(timeline.ends)})")
    lines += ["", "  revision    day         errors  warnings  infos  failing/modules  subject"]
    for turn in timeline.turns:
        lines += _turn(turn)
    lines += ["", _verdict(timeline)]
    return "\n".join(lines) + "\n"


def _turn(turn: Turn) -> Iterator[str]:
    point, made = turn.point, turn.point.revision
    who = printable(f"{made.subject} ({made.author})")
    if point.problem is not None:
        yield f"  {made.short}  {made.day:10}  {who}"
        yield f"    not analysed: {printable(point.problem)}"
        return
    errors, warnings, infos = (f"{point.count(severity):,}" for severity in Severity)
    failing = f"{point.failing:,}/{point.modules:,}"
    counts = f"{errors:>6}  {warnings:>8}  {infos:>5}  {failing:>15}"
    yield f"  {made.short}  {made.day:10}  {counts}  {who}"
    yield from _changes("+", turn.new)
    yield from _changes("-", turn.gone)


def _changes(sign: str, lines: tuple[Line, ...] | None) -> Iterator[str]:
    for line in (lines or ())[:SHOWN]:
        yield printable(f"    {sign} {line.severity}: {line.title} [{line.rule}]")
    if lines is not None and len(lines) > SHOWN:
        yield f"    {sign} and {len(lines) - SHOWN:,} more"


def _verdict(timeline: Timeline) -> str:
    analysed = [turn.point for turn in timeline.turns if turn.point.problem is None]
    if not analysed:
        return "no revision could be analysed"
    first, last = analysed[0], analysed[-1]
    words = ", ".join(
        f"{first.count(severity):,} -> {last.count(severity):,} {severity}s"
        for severity in Severity
    )
    count = len(timeline.turns)
    return f"{count} revision{'s' * (count != 1)}: {words}"
