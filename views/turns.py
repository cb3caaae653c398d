"""Whose turn it is: where many want to compute, those who have had least go first.

There is one interpreter lock, so that analyses at once only make each other slow. One computes; at
its checkpoints it lets those go first that have had less. So a small repository waits for as long
as its own reading takes, and not for a large one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

AT_ONCE = 1
SLICE = 0.25
"""Seconds that a newcomer has before others who had as little may go on."""
PATIENCE = 0.5
"""Seconds without a checkpoint after which nobody waits for one any more: another one begins."""
LOOK = 0.2
"""Seconds between two looks of those who wait."""
STEP = 0.02
"""Seconds between two looks of those who compute."""


class Turn:
    """One piece of work that takes turns with others."""

    def __init__(self, turns: Turns, is_over: Callable[[], None]) -> None:
        self._turns = turns
        self.is_over = is_over
        self.used = 0.0
        self.seen = 0.0
        self.place = 0
        self.waits = True
        """Whether others compute meanwhile."""

    @property
    def level(self) -> int:
        """How much it has had: each level is as long as all before it together."""
        return int(self.used / SLICE).bit_length()

    def pause(self) -> None:
        """A checkpoint: waits where others had less. Raises what `is_over` raises."""
        self.is_over()
        self._turns.pause(self)


class Turns:
    """Who computes, and who waits."""

    def __init__(self, at_once: int = AT_ONCE, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once = at_once
        self._clock = clock
        self._changed = Condition()
        self._waiting: list[Turn] = []
        self._running: list[Turn] = []
        self._places = 0

    @property
    def waiting(self) -> int:
        """How many wait."""
        with self._changed:
            return len(self._waiting)

    @contextmanager
    def taken(self, is_over: Callable[[], None]) -> Iterator[Turn]:
        """Waits for the first turn. `is_over` is asked meanwhile, and ends it by raising."""
        turn = Turn(self, is_over)
        try:
            with self._changed:
                self._queue(turn)
            yield turn
        finally:
            with self._changed:
                if turn in self._running:
                    self._running.remove(turn)
                    self._changed.notify_all()

    def pause(self, turn: Turn) -> None:
        """What `Turn.pause` does."""
        now = self._clock()
        if now - turn.seen < STEP:
            return
        with self._changed:
            before = turn.level
            turn.used += now - turn.seen
            turn.seen = now
            # Whoever has come to a level just now stands behind those who were there before.
            if self._may_go_on(turn.level + (turn.level > before)):
                return
            self._running.remove(turn)
            self._queue(turn)

    def _queue(self, turn: Turn) -> None:
        """Until it is among those who run, or `is_over` raises."""
        self._places += 1
        turn.place, turn.waits = self._places, True
        self._waiting.append(turn)
        self._changed.notify_all()
        try:
            while not self._may_begin(turn):
                self._changed.wait(LOOK)
                turn.is_over()
        finally:
            self._waiting.remove(turn)
            self._changed.notify_all()
        self._running.append(turn)
        turn.waits, turn.seen = False, self._clock()

    def _may_begin(self, turn: Turn) -> bool:
        return turn is min(self._waiting, key=_rank) and self._busy() < self._at_once

    def _may_go_on(self, level: int) -> bool:
        """Whether nobody waits below a level, and those who began while it was away are done."""
        if self._busy() > self._at_once:
            return False
        return not any(other.level < level for other in self._waiting)

    def _busy(self) -> int:
        now = self._clock()
        return sum(now - other.seen < PATIENCE for other in self._running)


def _rank(turn: Turn) -> tuple[int, int]:
    return turn.level, turn.place
