"""The few analyses that the server keeps for all of its sessions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from analysis import Analysis

MOST = 4


class Kept:
    """The analyses that were used last, by the key of their content."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._analyses: OrderedDict[str, Analysis] = OrderedDict()
        self._looking = Lock()
        self._making: dict[str, Lock] = {}

    def get(self, key: str) -> Analysis | None:
        """An analysis that is kept; None where it has made room for others."""
        with self._looking:
            if key in self._analyses:
                self._analyses.move_to_end(key)
            return self._analyses.get(key)

    def latest(self, prefix: str) -> Analysis | None:
        """The one that was used last of those whose keys begin so."""
        with self._looking:
            keys = (key for key in reversed(self._analyses) if key.startswith(prefix))
            return next((self._analyses[key] for key in keys), None)

    def made(self, key: str, make: Callable[[], Analysis]) -> Analysis:
        """The analysis of a key; sessions that want the same one at once make it once."""
        with self._looking:
            making = self._making.setdefault(key, Lock())
        with making:
            found = self.get(key)
            if found is not None:
                return found
            try:
                found = make()
            finally:
                with self._looking:
                    self._making.pop(key, None)
            with self._looking:
                self._analyses[key] = found
                while len(self._analyses) > self._most:
                    self._analyses.popitem(last=False)
            return found
