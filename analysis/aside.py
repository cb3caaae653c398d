"""The execution in a process of its own, while this one goes on with what does not need it."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection

from analysis.execution.encoding import Undecodable, decode_execution, encode_execution
from analysis.execution.outcome import Execution
from analysis.execution.run import execute
from analysis.extract.bodies import Bodies
from analysis.resolve.project import Project

WORTH_A_PROCESS = 1_000
"""Modules below which handing over the answer costs more than it saves."""

_START_METHODS = frozenset(multiprocessing.get_all_start_methods())


def can_run_aside(project: Project, jobs: int | None) -> bool:
    """Whether another process pays, and is safe: forking one that has threads can deadlock."""
    return (
        jobs != 1
        and len(project.modules) > WORTH_A_PROCESS
        and threading.active_count() == 1
        and "fork" in _START_METHODS
    )


class Aside:
    """An execution under way. `is_sound` tells, after it, whether it may be kept."""

    def __init__(
        self,
        project: Project,
        bodies: Bodies,
        version: tuple[int, int],
        is_sound: Callable[[], bool],
    ) -> None:
        self._project = project
        self._bodies = bodies
        self._version = version
        self._is_sound = is_sound
        context = multiprocessing.get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=self._work, args=(sender,), daemon=True)
        self._process.start()
        sender.close()

    def result(self) -> tuple[Execution, bool]:
        """The execution, and whether all files that it read were what their facts are of.

        Where the other process died, or its answer can't be sent, it is run here.
        """
        try:
            sound, data = self._receiver.recv_bytes() == b"1", self._receiver.recv_bytes()
            return decode_execution(data, self._project.facts), sound
        except (EOFError, OSError, Undecodable):
            return execute(self._project, self._bodies, self._version), self._is_sound()
        finally:
            self._receiver.close()
            self._process.join()

    def _work(self, sender: Connection) -> None:
        gc.disable()
        # An interrupt reaches both processes, and the other one tells.
        with contextlib.suppress(KeyboardInterrupt, BrokenPipeError, UnicodeEncodeError):
            execution = execute(self._project, self._bodies, self._version)
            data = encode_execution(execution)
            sender.send_bytes(b"1" if self._is_sound() else b"0")
            sender.send_bytes(data)
