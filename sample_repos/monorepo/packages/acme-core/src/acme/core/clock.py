"""Time that tests can set."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime: ...


class SystemClock:
    """The real one."""

    def now(self) -> datetime:
        return datetime.now(UTC)


if sys.platform == "win32":

    class FileLock:
        """Windows: the first byte of the file is locked."""

        def __init__(self, path: str) -> None:
            self.path = path

        def acquire(self) -> None:
            import msvcrt

            with open(self.path, "a+b") as file:
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)

else:

    class FileLock:
        """Elsewhere: flock on the whole file."""

        def __init__(self, path: str) -> None:
            self.path = path

        def acquire(self) -> None:
            import fcntl

            with open(self.path, "a+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
