"""A folder that sessions look at: walked for all of them together, and not more than it costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from analysis import SourceError, SourceTree, open_directory

LEAST_SECONDS = 3.0
REST = 20
"""How many times as long as a walk took nobody walks again: watching costs a twentieth at most."""


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
        self._last: SourceTree | SourceError | None = None
        self._due = 0.0
        self.interval = LEAST_SECONDS
        """Seconds that an answer of `lately` may be old."""

    def now(self) -> SourceTree:
        """The folder as it is. Raises SourceError."""
        with self._walking:
            return self._told(self._look())

    def lately(self) -> SourceTree:
        """The folder as it was a moment ago, whoever looked. Raises SourceError."""
        with self._walking:
            if self._last is None or self._clock() >= self._due:
                return self._told(self._look())
            return self._told(self._last)

    def _look(self) -> SourceTree | SourceError:
        begun = self._clock()
        try:
            self._last = self._walk(self._folder)
        except SourceError as error:
            self._last = error
        ended = self._clock()
        self.interval = max(LEAST_SECONDS, REST * (ended - begun))
        self._due = ended + self.interval
        return self._last

    @staticmethod
    def _told(found: SourceTree | SourceError) -> SourceTree:
        if isinstance(found, SourceError):
            raise SourceError(str(found))
        return found
