"""What is made in the background for the sessions that wait for it, and ends when none does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

from analysis import Cancelled, checkpoints
from views.turns import Turn, Turns

GRACE = 5.0
"""Seconds that work goes on without anybody waiting: a click elsewhere comes back at once."""

Value = TypeVar("Value")
Say = Callable[[str], None]


class Making(Generic[Value]):
    """One value under way, in a thread of its own that takes turns with the others."""

    def __init__(self, make: Callable[[Say], Value]) -> None:
        self._make = make
        self._value: Value | None = None
        self._error: BaseException | None = None
        self._left_at: float | None = None
        self._done = Event()
        self.waiting_for = 0
        """How many sessions wait for it."""
        self.is_cancelled = False
        self._turn: Turn | None = None
        self.words = "waiting"
        """What is being done now."""
        self.share: float | None = None
        """How much of that is done, where it is known."""

    @property
    def waits(self) -> bool:
        """Whether others compute meanwhile."""
        return self._turn is None or self._turn.waits

    def wait(self, seconds: float) -> bool:
        """Whether it is done, after that time at most."""
        return self._done.wait(seconds)

    def result(self) -> Value:
        """The value of one that is done. Raises what making it raised, `Cancelled` too."""
        if self._error is not None:
            raise self._error
        assert self._value is not None
        return self._value

    def joined(self) -> None:
        self.waiting_for += 1
        self._left_at = None

    def left(self) -> None:
        self.waiting_for -= 1
        if not self.waiting_for:
            self._left_at = time.monotonic()

    def run(self, turns: Turns) -> None:
        """Makes it, here. Whatever happens is told to those who wait."""
        try:
            with turns.taken(self._check) as turn, checkpoints(self._asked_in(turn)):
                self._value = self._make(self._say)
        except BaseException as error:  # told by `result`
            self._error = error
        finally:
            self._done.set()

    def _check(self) -> None:
        left = self._left_at
        if self.is_cancelled or (left is not None and time.monotonic() - left > GRACE):
            self.is_cancelled = True
            raise Cancelled

    def _asked_in(self, turn: Turn) -> Callable[[float | None], None]:
        self._turn = turn

        def asked(share: float | None) -> None:
            if share is not None:
                self.share = share
            turn.pause()

        return asked

    def _say(self, words: str) -> None:
        self.words, self.share = words, None


class Makings(Generic[Value]):
    """All that are under way, by key. Sessions that want the same one share it."""

    def __init__(self, turns: Turns | None = None) -> None:
        self._turns = turns or Turns()
        self._looking = Lock()
        self._by_key: dict[str, Making[Value]] = {}

    @property
    def under_way(self) -> int:
        """How many there are."""
        with self._looking:
            return len(self._by_key)

    @contextmanager
    def watched(self, key: str, make: Callable[[Say], Value]) -> Iterator[Making[Value]]:
        """The one of a key, begun where it is not under way. `make` is given where to say what."""
        with self._looking:
            found = self._by_key.get(key)
            if found is None or found.is_cancelled:
                found = self._by_key[key] = Making(make)
                Thread(target=self._run, args=(key, found), daemon=True, name=f"make {key}").start()
            found.joined()
        try:
            yield found
        finally:
            with self._looking:
                found.left()

    def cancel(self, key: str) -> None:
        """Ends the one of a key, unless somebody waits for it."""
        with self._looking:
            found = self._by_key.get(key)
            if found is not None and not found.waiting_for:
                found.is_cancelled = True

    def _run(self, key: str, making: Making[Value]) -> None:
        making.run(self._turns)
        with self._looking:
            if self._by_key.get(key) is making:
                del self._by_key[key]
