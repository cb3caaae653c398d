"""A tracker that was checked again, told to a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.sources.printable import printable
from analysis.triage.tracker.value import Checked

SHOWN = 4
"""Subjects of a violation; of more it says how many."""


def render(checked: Checked) -> str:
    """How many violations are gone, the steps, and the violations that are left."""
    return "\n".join(printable(line) for line in _lines(checked)) + "\n"


def _lines(checked: Checked) -> Iterator[str]:
    total, left = len(checked.violations), len(checked.open)
    yield f"tracker checked again: {total - left} of {total} violations gone"
    for step in checked.steps:
        yield f"  [{'x' if step.done else ' '}] step {step.number}: {step.title}"
    for one in checked.open:
        more = len(one.subjects) - SHOWN
        others = f" and {more} more" if more > 0 else ""
        yield f"  open: {one.id} {one.rule}: {', '.join(one.subjects[:SHOWN])}{others}"
