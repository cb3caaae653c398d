"""Our module graph beside that of pydeps, told to a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.cross_check.value import WORDS, CrossCheck, OneSided, Reason
from analysis.sources.printable import printable

SHOWN = 8
"""Edges of a reason; of more it says how many, and the JSON has them all."""


def render(check: CrossCheck) -> str:
    """How many edges both have, and those of one, by reason; what nobody explains comes first."""
    return "\n".join(printable(line) for line in _lines(check)) + "\n"


def _lines(check: CrossCheck) -> Iterator[str]:
    for problem in check.problems:
        yield f"pydeps: {problem}"
    if not check.answered:
        yield "There is no second opinion: pydeps gave none."
        return
    yield (
        f"pydeps {check.version} read {check.modules:,} modules. "
        f"Both have {_edges(check.both)} at import time."
    )
    yield from _side("Only ours", check.only_ours)
    yield from _side("Only pydeps", check.only_theirs)
    yield ""
    number = len(check.unexplained)
    yield f"{_edges(number)} without a reason." if number else "Every difference has its reason."


def _side(title: str, edges: tuple[OneSided, ...]) -> Iterator[str]:
    yield ""
    yield f"{title}: {_edges(len(edges))}"
    by_reason: dict[Reason, list[OneSided]] = {}
    for edge in edges:
        by_reason.setdefault(edge.reason, []).append(edge)
    for reason, held in sorted(by_reason.items(), key=lambda item: _rank(*item)):
        yield f"  {reason.value} ({len(held):,}): {WORDS[reason]}"
        yield from _some(held)


def _some(held: Iterable[OneSided]) -> Iterator[str]:
    edges = list(held)
    for edge in edges[:SHOWN]:
        place = f"  {edge.path}:{edge.line}" if edge.path else ""
        yield f"    {edge.importer} -> {edge.imported}{place}"
    if len(edges) > SHOWN:
        yield f"    and {len(edges) - SHOWN:,} more"


def _rank(reason: Reason, held: list[OneSided]) -> tuple[bool, int, str]:
    return reason is not Reason.UNEXPLAINED, len(held), reason.value


def _edges(number: int) -> str:
    return f"{number:,} {'edge' if number == 1 else 'edges'}"
