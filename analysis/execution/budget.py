"""How much an execution may do: modules that import each other in thousands never come to an end.

It is counted in steps, not in time, so that the same repository gives the same answers.
"""

from __future__ import annotations

import threading

MOST_STEPS = 2_000_000
"""Statements run, for all entries together; a few times what the largest packages need."""
CHEAP = 16
"""Names that a star binds, or items of a list that is made, for the price of a statement."""
LEAST_STEPS = 1_000
"""What every entry may do, even when the others have used up all there is."""


class Exhausted(Exception):
    """An entry that took more steps than are left."""


class _Budget(threading.local):
    """What this thread's interpreter may still do."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Another execution begins."""
        self._unspent = self._allowed = self.left = MOST_STEPS

    def renew(self) -> None:
        """Another entry begins."""
        self._unspent -= self._allowed - self.left
        self._allowed = self.left = max(self._unspent, LEAST_STEPS)

    def spend(self, steps: int) -> None:
        """Raises Exhausted where there is not so much left."""
        self.left -= steps
        if self.left < 0:
            raise Exhausted


BUDGET = _Budget()
