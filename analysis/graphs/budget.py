"""How long a search may go on."""

from __future__ import annotations

from analysis.checkpoint import checkpoint


class Budget:
    """Steps that a search may take: counted, not timed, so that an answer never varies."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        checkpoint()
        self.left -= steps

    @property
    def spent(self) -> bool:
        return self.left <= 0

    def part(self, steps: int) -> Budget:
        """A smaller one for one part of the search: `settle` it afterwards."""
        return Budget(min(self.left, steps))

    def settle(self, part: Budget, steps: int) -> None:
        """Takes off what a `part` of so many steps has spent."""
        self.left -= min(self.left, steps) - part.left
