"""An execution kept between runs, with the content of every file that it stands on."""

from __future__ import annotations

import msgspec

from analysis.execution.encoding import Undecodable, decode_execution, encode_execution
from analysis.execution.outcome import Execution
from analysis.extract.cache.facts import FactCache
from analysis.extract.cache.version import version_of_reports
from analysis.extract.facts import FileFacts, Problem
from analysis.resolve.basis import Basis

KIND = "execution"
FEW = 32
"""Entries that are sooner run again than all of them written."""
_OTHER = FileFacts(problem=Problem("", "", None))
"""Stands for the facts of a file that was another one, of which nothing is known any more."""


class KeptExecution:
    """The execution of the last run, and of the next."""

    def __init__(self, cache: FactCache, basis: Basis) -> None:
        self._cache = cache
        self._basis = basis
        self._last: Execution | None = None

    def find(self) -> Execution | None:
        """The execution of the last run, where the modules are the same; files may differ."""
        sources = version_of_reports()
        opened = self._cache.read(KIND, sources) if sources is not None else None
        if opened is None:
            return None
        try:
            then = self._basis.decode(opened.head)
            if then is None:
                return None
            facts = {name: known or _OTHER for name, known in then.facts.items()}
            self._last = decode_execution(opened.body, facts)
        except (msgspec.DecodeError, ValueError, RecursionError, Undecodable):
            self._cache.damaged(KIND)
            return None
        return self._last

    def keep(self, execution: Execution) -> None:
        """Keeps an execution of this project for the next run.

        Where few entries are new, the last one is as good: those are run again next time.
        """
        sources = version_of_reports()
        if sources is None or self._is_nearly_the_last(execution):
            return
        try:
            body = encode_execution(execution)
        except (UnicodeEncodeError, RecursionError):
            return
        self._cache.write(KIND, sources, self._basis.encode(), [body])

    def _is_nearly_the_last(self, execution: Execution) -> bool:
        now = execution.trace.reached if execution.trace is not None else {}
        last = self._last.trace if self._last is not None else None
        if last is None or now.keys() != last.reached.keys():
            return False
        return sum(parts is not last.reached[name] for name, parts in now.items()) <= FEW
