"""A part of an analysis in a process of its own, while this one goes on with the rest."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

import msgspec

from analysis.checks import find_duplicates
from analysis.checks.context import CodeContext
from analysis.execution.encoding import decode_execution, encode_execution
from analysis.execution.outcome import Execution
from analysis.execution.run import execute
from analysis.extract.bodies import Bodies, Known
from analysis.findings import AnyFinding
from analysis.last_run import LastRun
from analysis.resolve.ground import Ground

T = TypeVar("T")

WORTH_A_PROCESS = 1_000
"""Modules below which handing over the answer costs more than it saves."""

_NOT_TO_BE_SENT = (UnicodeEncodeError, RecursionError)
_NO_ANSWER = (EOFError, OSError, ValueError, RecursionError)

_START_METHODS = frozenset(multiprocessing.get_all_start_methods())


def can_run_aside(ground: Ground, jobs: int | None) -> bool:
    """Whether another process pays, and is safe: forking one that has threads can deadlock."""
    return (
        jobs != 1
        and len(ground.modules) > WORTH_A_PROCESS
        and threading.active_count() == 1
        and "fork" in _START_METHODS
    )


class Aside(Generic[T]):
    """Work under way. `pack` and `unpack` carry its answer from one process to the other."""

    def __init__(
        self, work: Callable[[], T], pack: Callable[[T], bytes], unpack: Callable[[bytes], T]
    ) -> None:
        self._asked = work
        self._pack = pack
        self._unpack = unpack
        context = multiprocessing.get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=self._work, args=(sender,), daemon=True)
        self._process.start()
        sender.close()

    def result(self) -> T:
        """The answer. Where the other process died, or can't send it, the work is done here."""
        try:
            return self._unpack(self._receiver.recv_bytes())
        except _NO_ANSWER:
            return self._asked()
        finally:
            self._receiver.close()
            self._process.join()

    def _work(self, sender: Connection) -> None:
        gc.disable()
        # An interrupt reaches both processes, and the other one tells.
        with contextlib.suppress(KeyboardInterrupt, BrokenPipeError, *_NOT_TO_BE_SENT):
            sender.send_bytes(self._pack(self._asked()))


def execution_aside(
    ground: Ground, bodies: Bodies, version: tuple[int, int], is_sound: Callable[[], bool]
) -> Aside[tuple[Execution, bool]]:
    """The execution, and whether all files that it read were what their facts are of."""

    def work() -> tuple[Execution, bool]:
        execution = execute(ground, bodies, version)
        return execution, is_sound()

    def pack(answer: tuple[Execution, bool]) -> bytes:
        execution, sound = answer
        return (b"1" if sound else b"0") + encode_execution(execution)

    def unpack(data: bytes) -> tuple[Execution, bool]:
        return decode_execution(memoryview(data)[1:], ground.facts), data[:1] == b"1"

    return Aside(work, pack, unpack)


class _Duplicates(msgspec.Struct, frozen=True, array_like=True):
    findings: tuple[AnyFinding, ...]
    read: dict[str, Known]
    """What was read of files to find them, for the next run to know."""
    changed: list[str]
    """Files that were another thing than their facts are of."""


def duplicates_aside(code: CodeContext, kept: LastRun) -> Aside[tuple[AnyFinding, ...]]:
    """What `find_duplicates` gives."""

    def work() -> tuple[AnyFinding, ...]:
        return find_duplicates(code)

    def pack(findings: tuple[AnyFinding, ...]) -> bytes:
        return msgspec.msgpack.encode(_Duplicates(findings, *kept.read_so_far()))

    def unpack(data: bytes) -> tuple[AnyFinding, ...]:
        answer = msgspec.msgpack.decode(data, type=_Duplicates)
        kept.learn(answer.read, answer.changed)
        return answer.findings

    return Aside(work, pack, unpack)
