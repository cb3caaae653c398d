"""An execution kept between runs, with the content of every file that it stands on."""

from __future__ import annotations

from analysis.execution.encoding import decode_execution, encode_execution
from analysis.execution.outcome import Execution
from analysis.extract.cache.facts import FactCache
from analysis.extract.facts import FileFacts, Problem
from analysis.resolve.basis import Basis, Kept, Then

KIND = "execution"
FEW = 32
"""Entries that are sooner run again than all of them written."""
_OTHER = FileFacts(problem=Problem("", "", None))
"""Stands for the facts of a file that was another one, of which nothing is known any more."""


class KeptExecution:
    """The execution of the last run, and of the next."""

    def __init__(self, cache: FactCache, basis: Basis) -> None:
        self._kept = Kept[Execution](cache, KIND, basis)
        self._last: Execution | None = None

    def find(self) -> Execution | None:
        """The execution of the last run, where the modules are the same; files may differ."""
        found = self._kept.read(_decoded)
        self._last = found[0] if found is not None else None
        return self._last

    def keep(self, execution: Execution) -> None:
        """Keeps an execution of this project for the next run.

        Where few entries are new, the last one is as good: those are run again next time.
        """
        if not self._is_nearly_the_last(execution):
            self._kept.write(lambda: encode_execution(execution))

    def _is_nearly_the_last(self, execution: Execution) -> bool:
        now = execution.trace.reached if execution.trace is not None else {}
        last = self._last.trace if self._last is not None else None
        if last is None or now.keys() != last.reached.keys():
            return False
        return sum(parts is not last.reached[name] for name, parts in now.items()) <= FEW


def _decoded(data: memoryview, then: Then) -> Execution:
    return decode_execution(data, {name: known or _OTHER for name, known in then.facts.items()})
