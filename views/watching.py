"""A folder that sessions look at: walked for all of them together, and not more than it costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock, Thread

from analysis import SourceError, SourceTree, open_directory

LEAST_SECONDS = 3.0
REST = 20
"""How many times as long as a walk took nobody walks again: watching costs a twentieth at most."""
AT_ONCE = 0.1
"""Seconds of a walk that a page waits for."""


class Watched:
    """The last walk of one folder, or why there was none."""

    def __init__(
        self,
        folder: str,
        walk: Callable[[str], SourceTree] = open_directory,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._walk = walk
        self._clock = clock
        self._walking = Lock()
        self._asking = Lock()
        self._aside: Thread | None = None
        self._last: SourceTree | SourceError | None = None
        self._took = 0.0
        self._due = 0.0
        self.interval = LEAST_SECONDS
        """Seconds that an answer of `lately` may be old; twice that where a walk takes long."""

    def now(self) -> SourceTree:
        """The folder as it is. Raises SourceError."""
        return self._told(self._look())

    def lately(self) -> SourceTree:
        """The folder as it was a moment ago, whoever looked. Raises SourceError.

        Nobody waits for a walk that takes long: the next who asks hears of it.
        """
        with self._asking:
            last = self._last
            if last is None or (self._is_due() and self._took <= AT_ONCE):
                return self._told(self._look())
            if self._is_due() and (self._aside is None or not self._aside.is_alive()):
                self._aside = Thread(target=self._look, daemon=True)
                self._aside.start()
            return self._told(last)

    def _is_due(self) -> bool:
        return self._clock() >= self._due

    def _look(self) -> SourceTree | SourceError:
        with self._walking:
            begun = self._clock()
            found: SourceTree | SourceError
            try:
                found = self._walk(self._folder)
            except SourceError as error:
                found = error
            ended = self._clock()
            self._last = found
            self._took = ended - begun
            self.interval = max(LEAST_SECONDS, REST * self._took)
            self._due = ended + self.interval
            return found

    @staticmethod
    def _told(found: SourceTree | SourceError) -> SourceTree:
        if isinstance(found, SourceError):
            raise SourceError(str(found))
        return found
