"""Modules handed out to workers, each with a copy of the tree and an interpreter."""

from __future__ import annotations

import contextlib
import queue
import site
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.pipeline import Analysis
from analysis.sources.errors import SourceError
from analysis.verification.interpreter import Answer, Failed, Interpreter
from analysis.verification.value import Happened, Limits, Observed
from analysis.verification.working_copy import WorkingCopy

Progress = Callable[[str], None]

WORTH_A_WORKER = 6
"""Modules for which another worker, with a copy of its own, pays."""
LARGE_COPY = 64 * 2**20
"""Bytes of a copy that is not made twice."""
_MOST_TOLD = 3


class Workers:
    """Asks an interpreter about each module; `answers` may be called once."""

    def __init__(
        self,
        analysis: Analysis,
        modules: Sequence[str],
        limits: Limits,
        own: frozenset[str],
        deadline: float,
    ) -> None:
        self.version = ""
        self.means: frozenset[str] = frozenset()
        self._tree = analysis.tree
        self._roots = analysis.structure.project.layout.roots
        self._limits = limits
        self._absent = sorted(own | sys.stdlib_module_names)
        self._deadline = deadline
        self._modules = tuple(modules)
        self._left = list(reversed(self._modules))
        self._done: queue.SimpleQueue[tuple[str, Answer] | Exception | None]
        self._done = queue.SimpleQueue()
        self._stopping = False
        self._running: list[Interpreter] = []
        self._copy_notes: list[str] = []
        self._changed: dict[str, tuple[str, ...]] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What the copy leaves out, and which modules changed files of it."""
        told = list(self._copy_notes)
        for module in self._modules:
            if paths := self._changed.get(module):
                more = f" and {len(paths) - _MOST_TOLD} more" if len(paths) > _MOST_TOLD else ""
                shown = ", ".join(paths[:_MOST_TOLD])
                told.append(f"importing {module} changed files of the copy: {shown}{more}")
        return tuple(told)

    def answers(self, progress: Progress) -> dict[str, Answer]:
        """What each module answers. Raises SourceError."""
        with WorkingCopy(self._tree, self._limits) as copy:
            self._copy_notes += copy.notes
            many = 1 if copy.size > LARGE_COPY else self._limits.workers
            many = max(1, min(many, len(self._modules) // WORTH_A_WORKER))
            threads = [
                threading.Thread(target=self._work, args=(copy if number == 0 else None,))
                for number in range(many)
            ]
            try:
                for thread in threads:
                    thread.start()
                return self._collected(len(threads), progress)
            finally:
                self._stopping = True
                for interpreter in tuple(self._running):
                    interpreter.kill()
                for thread in threads:
                    if thread.ident is not None:
                        thread.join()

    def _collected(self, working: int, progress: Progress) -> dict[str, Answer]:
        found: dict[str, Answer] = {}
        while working:
            told = self._done.get()
            if told is None:
                working -= 1
            elif isinstance(told, Exception):
                raise told
            else:
                found[told[0]] = told[1]
                progress(f"importing modules with CPython ({len(found)} of {len(self._modules)})")
        return found

    def _work(self, copy: WorkingCopy | None) -> None:
        try:
            with contextlib.ExitStack() as stack:
                copy = copy or stack.enter_context(WorkingCopy(self._tree, self._limits))
                interpreter = stack.enter_context(
                    Interpreter(
                        *(sys.executable, copy, self._limits, self._roots),
                        *(_installed(), self._absent),
                    )
                )
                self._running.append(interpreter)
                while not self._stopping and (module := self._next()) is not None:
                    self._done.put((module, self._ask(interpreter, copy, module)))
        except Failed as error:
            self._done.put(SourceError(str(error)))
        except Exception as error:
            self._done.put(error)
        finally:
            self._done.put(None)

    def _next(self) -> str | None:
        try:
            return self._left.pop()
        except IndexError:
            return None

    def _ask(self, interpreter: Interpreter, copy: WorkingCopy, module: str) -> Answer:
        if time.monotonic() >= self._deadline:
            return Answer(Observed(Happened.STOPPED, message="the limit of time for all modules"))
        answer = interpreter.ask(module, self._deadline)
        self.version, self.means = interpreter.version, interpreter.means
        if changed := copy.mend():
            self._changed[module] = changed
        return answer


def _installed() -> tuple[str, ...]:
    """The folders of installed packages of this Python, in their order."""
    known = {*site.getsitepackages(), site.getusersitepackages()}
    return tuple(folder for folder in sys.path if folder in known and Path(folder).is_dir())
