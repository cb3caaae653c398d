"""Who does the jobs: this process, processes of this machine, or (`dask_engine`) many machines."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Sequence
from typing import Protocol

from analysis.fleet.apart import Apart
from analysis.fleet.coding import encode
from analysis.fleet.job import Died
from analysis.fleet.work import audit_one

Answers = Generator[tuple[int, bytes], None, None]


class EngineError(Exception):
    """The engine can't work, or go on working; the message says why. What is done is done."""


class Engine(Protocol):
    """Does jobs, in any order."""

    def run(self, jobs: Sequence[bytes]) -> Answers:
        """(index of the job, its answer), each as soon as there is one. Raises EngineError.

        Closing the iterator early ends what is under way.
        """


class Here:
    """One job after the other in this process, without a limit of time."""

    def run(self, jobs: Sequence[bytes]) -> Answers:
        for at, job in enumerate(jobs):
            yield at, audit_one(job)


class Processes:
    """Some jobs at once, each in a process of its own, which takes `timeout` seconds at most."""

    def __init__(self, workers: int, timeout: float) -> None:
        self._workers = workers
        self._timeout = timeout

    def run(self, jobs: Sequence[bytes]) -> Answers:
        crew = _Crew(jobs, self._timeout)
        threads = [
            threading.Thread(target=crew.work, daemon=True)
            for _ in range(min(self._workers, len(jobs)))
        ]
        try:
            for thread in threads:
                thread.start()
            for _ in jobs:
                yield crew.done.get()
        finally:
            crew.stop()
            for thread in threads:
                if thread.ident is not None:
                    thread.join()


class _Crew:
    """Threads that take jobs from one heap, and wait for their processes."""

    def __init__(self, jobs: Sequence[bytes], timeout: float) -> None:
        self.done: queue.SimpleQueue[tuple[int, bytes]] = queue.SimpleQueue()
        self._jobs = jobs
        self._timeout = timeout
        self._left = iter(range(len(jobs)))
        self._lock = threading.Lock()
        self._running: set[Apart] = set()
        self._is_stopped = False

    def work(self) -> None:
        while (taken := self._take()) is not None:
            at, apart = taken
            try:
                answer = apart.answer()
            except Exception as error:
                # Whoever waits for an answer gets one.
                answer = encode(Died(f"its process could not be asked: {error}"))
            with self._lock:
                self._running.discard(apart)
            self.done.put((at, answer))

    def stop(self) -> None:
        with self._lock:
            self._is_stopped = True
            for apart in self._running:
                apart.stop()

    def _take(self) -> tuple[int, Apart] | None:
        with self._lock:
            at = None if self._is_stopped else next(self._left, None)
            if at is None:
                return None
            apart = Apart(self._jobs[at], self._timeout)
            self._running.add(apart)
            return at, apart
