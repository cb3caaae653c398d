"""What one program costs from its start to its end, with every process that it starts."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in one unit of `ru_maxrss`, which macOS counts in bytes and Linux in KiB."""


class Cost(NamedTuple):
    """Seconds of processor (user and system), seconds of wall clock, bytes of memory.

    `peak` is that of the largest single process, for that is what the kernel keeps.
    """

    cpu: float
    wall: float
    peak: int


class ProgramFailed(Exception):
    """A measured program ended as it should not: its name, exit code and last words."""


def measure(
    command: tuple[str, ...],
    environment: Mapping[str, str],
    failing: int = 1,
    output: str = os.devnull,
) -> Cost:
    """Runs `command` once, with its standard output in the file `output`.

    Raises ProgramFailed where the exit code is `failing` or above, or a signal ended it.
    """
    with tempfile.NamedTemporaryFile() as errors:
        actions = [
            (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, errors.fileno(), 2),
        ]
        began = time.perf_counter()
        pid = os.posix_spawn(command[0], command, environment, file_actions=actions)
        _, status, usage = os.wait4(pid, 0)
        wall = time.perf_counter() - began
        code = os.waitstatus_to_exitcode(status)
        if not 0 <= code < failing:
            said = Path(errors.name).read_text("utf-8", "replace").strip()[-1000:]
            raise ProgramFailed(f"{' '.join(command)} ended with exit code {code}: {said}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * PEAK_UNIT)
