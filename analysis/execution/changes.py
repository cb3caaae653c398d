"""Objects changed in place by another module than the one that made them, once that had settled.

Such a change outlives the entry in which it is made: what a later entry finds is no longer what
the maker's own import left. So it is noted, for those that keep outcomes from one execution to
the next.
"""

from __future__ import annotations

import threading


class _Runs(threading.local):
    """The runs of module bodies in this thread's interpreter, by number; 0 is none."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.now = 0
        """The run under way."""
        self.settled: set[int] = set()
        """Runs whose objects every entry shares."""
        self.changes: set[tuple[int, int]] = set()
        """(run, run): the first changed what the second had made."""


RUNS = _Runs()


def note_change(maker: int) -> None:
    """Before an object that the run `maker` made is changed in place."""
    if maker != RUNS.now and maker in RUNS.settled:
        RUNS.changes.add((RUNS.now, maker))
