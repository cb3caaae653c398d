"""What one program costs from its start to its end, with every process that it starts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from benchmarks import memory

PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in one unit of `ru_maxrss`, which macOS counts in bytes and Linux in KiB."""

LAST_WORDS = 100


class Command(NamedTuple):
    """A program to run: its words, its least failing exit code, where, and in what environment.

    Where one exit code stands for a verdict and for a failure, a verdict `says` these words too.
    """

    words: tuple[str, ...]
    failing: int = 1
    folder: Path | None = None
    environment: Mapping[str, str] | None = None
    says: str = ""


class Cost(NamedTuple):
    """Seconds of processor (user and system), seconds of wall clock, bytes of memory.

    `peak` is the sum over all processes at its highest, or that of the largest process where that
    is more or the system tells no more.
    """

    cpu: float
    wall: float
    peak: int


class ProgramFailed(Exception):
    """A measured program ended as it should not, or did not end in time; the message says how."""


def measure(
    commands: Sequence[Command], timeout: float | None = None, output: Path | None = None
) -> Cost:
    """Runs the commands one after the other, each with its standard output in the file `output`.

    Raises ProgramFailed where one fails, is ended by a signal, or takes longer than `timeout`.
    """
    costs: list[Cost] = []
    for command in commands:
        left = None if timeout is None else timeout - sum(cost.wall for cost in costs)
        costs.append(_measure(command, left, timeout, output))
    return Cost(
        sum(cost.cpu for cost in costs),
        sum(cost.wall for cost in costs),
        max(cost.peak for cost in costs),
    )


def _measure(
    command: Command, left: float | None, timeout: float | None, output: Path | None
) -> Cost:
    with tempfile.TemporaryFile() as errors, _opened(output) as words:
        began = time.perf_counter()
        program = subprocess.Popen(
            command.words,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=errors,
            cwd=command.folder,
            env=command.environment or environment(),
            start_new_session=True,
        )
        ended = threading.Event()
        peaks: list[int] = []
        watcher = threading.Thread(target=lambda: peaks.append(memory.watch(program.pid, ended)))
        late = threading.Event()
        alarm = threading.Timer(left or 0, _end, (program.pid, late))
        if memory.told_here():
            watcher.start()
        if left is not None:
            alarm.start()
        _, status, usage = os.wait4(program.pid, 0)
        wall = time.perf_counter() - began
        program.returncode = os.waitstatus_to_exitcode(status)
        ended.set()
        alarm.cancel()
        if memory.told_here():
            watcher.join()
        if late.is_set():
            raise ProgramFailed(f"> {timeout:.0f} s")
        expected = 0 <= program.returncode < command.failing
        if not expected or (command.says and command.says not in _text(words)):
            said = _text(errors) or _text(words)
            raise ProgramFailed(
                f"{Path(command.words[0]).name} ended with exit code {program.returncode}: "
                + " ".join(said.split())[-LAST_WORDS:]
            )
    # A program that ends at once may have been looked at only before it had grown.
    peak = max((*peaks, usage.ru_maxrss * PEAK_UNIT))
    return Cost(usage.ru_utime + usage.ru_stime, wall, peak)


def environment() -> dict[str, str]:
    """Ours, with this project importable from any folder, and compiled once as if installed."""
    top = str(Path(__file__).parents[1])
    others = os.environ.get("PYTHONPATH")
    compiled = {
        name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }
    return compiled | {"PYTHONPATH": f"{top}{os.pathsep}{others}" if others else top}


def _end(session: int, late: threading.Event) -> None:
    late.set()
    os.killpg(session, signal.SIGKILL)


def _opened(output: Path | None) -> IO[bytes]:
    return tempfile.TemporaryFile() if output is None else output.open("w+b")


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
