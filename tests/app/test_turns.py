"""Who computes when many want to: those who had least, and nobody waits for a tangle."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from threading import Event

import pytest

from analysis import Cancelled
from analysis.checkpoint import checkpoint
from views import making as background
from views.making import Makings, Say
from views.turns import PATIENCE, SLICE, STEP, Turns

LONG = 30.0


class Clock:
    """Moves when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Worker:
    """Work in a thread whose checkpoints are passed one by one."""

    def __init__(self, turns: Turns, name: str, log: list[str]) -> None:
        self._turns = turns
        self._name = name
        self._log = log
        self._goes_on = threading.Semaphore(0)
        self._paused = threading.Semaphore(0)
        self._ends = False
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def step(self) -> None:
        """From one checkpoint to the next; returns before it is known who goes on."""
        self._goes_on.release()

    def has_begun(self) -> None:
        assert self._paused.acquire(timeout=LONG)

    def end(self) -> None:
        self._ends = True
        self._goes_on.release()
        self.thread.join(LONG)

    def _run(self) -> None:
        with self._turns.taken(lambda: None) as turn:
            while True:
                self._log.append(self._name)
                self._paused.release()
                assert self._goes_on.acquire(timeout=LONG)
                if self._ends:
                    return
                turn.pause()


def test_a_newcomer_goes_before_what_has_had_more() -> None:
    clock, log = Clock(), list[str]()
    turns = Turns(clock=clock)
    tangle = Worker(turns, "tangle", log)
    tangle.has_begun()
    for _ in range(8):
        clock.now += SLICE
        tangle.step()
        tangle.has_begun()
    small = Worker(turns, "small", log)
    until(lambda: turns.waiting == 1)
    clock.now += STEP
    tangle.step()
    small.has_begun()
    clock.now += SLICE / 2
    small.step()
    small.has_begun()
    assert log == ["tangle"] * 9 + ["small"] * 2
    small.end()
    tangle.has_begun()
    tangle.end()
    assert turns.waiting == 0


def test_those_who_had_alike_go_in_the_order_in_which_they_came() -> None:
    clock, log = Clock(), list[str]()
    turns = Turns(clock=clock)
    workers = [Worker(turns, "0", log)]
    workers[0].has_begun()
    for at in (1, 2):
        workers.append(Worker(turns, str(at), log))
        until(lambda at=at: turns.waiting == at)  # type: ignore[misc]
    for at in (0, 1, 2):
        if at:
            workers[at].has_begun()
        clock.now += SLICE
        workers[at].step()
    workers[0].has_begun()
    assert log == ["0", "1", "2", "0"]
    for worker in workers:
        worker.end()


def test_nobody_waits_for_what_comes_to_no_checkpoint() -> None:
    clock, log = Clock(), list[str]()
    turns = Turns(clock=clock)
    stuck = Worker(turns, "stuck", log)
    stuck.has_begun()
    small = Worker(turns, "small", log)
    until(lambda: turns.waiting == 1)
    clock.now += PATIENCE
    small.has_begun()
    stuck.step()
    until(lambda: turns.waiting == 1)
    small.end()
    stuck.has_begun()
    stuck.end()


def test_looking_often_costs_nothing() -> None:
    clock = Clock()
    turns = Turns(clock=clock)
    with turns.taken(lambda: None) as turn:
        for _ in range(10):
            clock.now += STEP / 20
            turn.pause()
        assert turn.used == 0.0
        clock.now += STEP
        turn.pause()
        assert turn.used == pytest.approx(1.5 * STEP)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + LONG
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


# What is made in the background


def endless(begun: Event, said: str = "reading files") -> Callable[[Say], str]:
    def make(say: Say) -> str:
        say(said)
        while True:
            checkpoint(0.5)
            begun.set()
            time.sleep(0.002)

    return make


def test_sessions_that_want_the_same_share_it() -> None:
    makings = Makings[str]()
    begun, goes_on, count = Event(), Event(), list[int]()

    def make(say: Say) -> str:
        count.append(1)
        begun.set()
        assert goes_on.wait(LONG)
        return "made"

    with makings.watched("k", make) as one, makings.watched("k", make) as other:
        assert one is other
        assert begun.wait(LONG)
        goes_on.set()
        assert other.wait(LONG)
        assert (one.result(), other.result()) == ("made", "made")
    until(lambda: not makings.under_way)
    with makings.watched("k", make) as again:
        assert again.wait(LONG)
    assert len(count) == 2


def test_what_is_cancelled_ends_and_is_made_anew_when_asked_again() -> None:
    makings = Makings[str]()
    begun = Event()
    with makings.watched("k", endless(begun)) as making:
        assert begun.wait(LONG)
        assert (making.words, making.share, making.waits) == ("reading files", 0.5, False)
    makings.cancel("k")
    assert making.wait(LONG)
    with pytest.raises(Cancelled):
        making.result()
    with makings.watched("k", lambda say: "made") as again:
        assert again.wait(LONG)
        assert again.result() == "made"
    until(lambda: not makings.under_way)
    assert not [each for each in threading.enumerate() if each.name == "make k"]


def test_what_another_session_waits_for_is_not_cancelled() -> None:
    makings = Makings[str]()
    begun = Event()
    with makings.watched("k", endless(begun)) as other:
        assert begun.wait(LONG)
        with makings.watched("k", endless(begun)):
            pass
        makings.cancel("k")
        assert not other.is_cancelled
    makings.cancel("k")
    assert other.wait(LONG)


def test_what_nobody_waits_for_ends_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "GRACE", 0.0)
    makings = Makings[str]()
    begun = Event()
    with makings.watched("k", endless(begun)) as making:
        assert begun.wait(LONG)
        assert not making.wait(0.05)
    assert making.wait(LONG)
    assert making.is_cancelled


def test_one_that_waits_for_its_turn_can_be_cancelled() -> None:
    makings = Makings[str]()
    begun, never = Event(), Event()

    def deaf(say: Say) -> str:
        begun.set()
        for _ in range(10_000):
            checkpoint()
            if never.wait(0.005):
                break
        return "made"

    with makings.watched("deaf", deaf) as one:
        assert begun.wait(LONG)
        with makings.watched("k", lambda say: "made") as waiting:
            # A newcomer goes first at the next checkpoint.
            assert waiting.wait(LONG)
        never.set()
        assert one.wait(LONG)
        assert one.result() == "made"


def test_an_error_is_told_to_all_who_wait() -> None:
    makings = Makings[str]()

    def fails(say: Say) -> str:
        raise ValueError("gone")

    with makings.watched("k", fails) as making:
        assert making.wait(LONG)
        for _ in range(2):
            with pytest.raises(ValueError, match="gone"):
                making.result()
