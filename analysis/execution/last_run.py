"""What earlier runs have found out beside the facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.execution.kept import KeptExecution
from analysis.execution.outcome import Execution
from analysis.extract.bodies import Known
from analysis.extract.cache.definitions import KeptDefinitions
from analysis.extract.cache.facts import FactCache, Remembered
from analysis.resolve.ground import Ground


class LastRun:
    """Definitions and the execution of the last run over the files behind `read`."""

    def __init__(
        self,
        cache: FactCache,
        remembered: Remembered,
        read: Callable[[str], bytes],
        ground: Ground,
        version: tuple[int, int],
    ) -> None:
        self._ground = ground
        self._definitions = KeptDefinitions(cache, remembered.digests, read)
        self._execution = KeptExecution(cache, ground, version, remembered)
        self.bodies = self._definitions.bodies

    def last_execution(self) -> tuple[Ground, Execution] | None:
        """Where the modules were the same; the trace says which files were."""
        last = self._execution.find()
        return (self._ground, last) if last is not None else None

    def is_sound(self) -> bool:
        """Whether the files that were read again are those that the facts are of."""
        return self._definitions.are_of_their_facts

    def read_so_far(self) -> dict[str, Known]:
        """What this process has read of definitions, by path; files that changed are left out."""
        return self._definitions.read_so_far()

    def learn(self, read: Mapping[str, Known]) -> None:
        """What another process has read of the same files."""
        self._definitions.learn(read)

    def keep(self, execution: Execution | None) -> None:
        """For the next run."""
        if execution is not None and self.is_sound():
            self._execution.keep(execution)
        self._definitions.keep()
