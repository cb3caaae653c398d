"""What earlier runs have found out beside the facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class.kept import KeptDuplicates
from analysis.execution.kept import KeptExecution
from analysis.execution.outcome import Execution
from analysis.extract.bodies import Known
from analysis.extract.cache.definitions import KeptDefinitions
from analysis.extract.cache.facts import FactCache, Remembered
from analysis.findings import AnyFinding
from analysis.resolve.basis import Basis
from analysis.resolve.ground import Ground


class LastRun:
    """Definitions, the execution and the duplicate classes, of the files behind `read`."""

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
        basis = Basis(ground, version, remembered)
        self._execution = KeptExecution(cache, basis)
        self._duplicates = KeptDuplicates(cache, basis, self._definitions.bodies_then)
        self.bodies = self._definitions.bodies

    def last_execution(self) -> tuple[Ground, Execution] | None:
        """Where the modules were the same; the trace says which files were."""
        last = self._execution.find()
        return (self._ground, last) if last is not None else None

    def last_duplicates(self, code: CodeContext) -> tuple[AnyFinding, ...] | None:
        """Those of the last run, where the check would find the same in `code`."""
        return self._duplicates.find(code)

    def is_sound(self) -> bool:
        """Whether the files that were read again are those that the facts are of."""
        return self._definitions.are_of_their_facts

    def read_so_far(self) -> tuple[dict[str, Known], list[str]]:
        """What this process has read of definitions, by path, and the files that changed."""
        return self._definitions.read_so_far(), self._definitions.changed()

    def learn(self, read: Mapping[str, Known], changed: Iterable[str]) -> None:
        """What another process has read of the same files."""
        self._definitions.learn(read, changed)

    def keep(
        self, execution: Execution | None, code: CodeContext, duplicates: tuple[AnyFinding, ...]
    ) -> None:
        """For the next run; None for an execution of other files than their facts."""
        if self.is_sound():
            if execution is not None:
                self._execution.keep(execution)
            self._duplicates.keep(code, duplicates)
        self._definitions.keep()
