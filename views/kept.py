"""The analyses that the server keeps for all of its sessions, and what was computed of them."""

from __future__ import annotations

import gc
import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from threading import Lock

import streamlit as st

from analysis import Analysis
from views import state

LIMIT_VARIABLE = "PLUMBLINE_MEMORY_MB"
LIMIT_MB = 1_024
ORPHANS = 8
"""Analyses of which something may be kept that are not kept themselves: of a proof, of a test."""
LOOKS = 2
"""Repositories that one session looks at: more than one where it compares them."""


class Shelf:
    """What was computed of one analysis; it goes with it."""

    def __init__(self) -> None:
        self._looking = Lock()
        self._made: dict[str, OrderedDict[Hashable, object]] = {}
        self._making: dict[tuple[str, Hashable], Lock] = {}

    def made(self, name: str, most: int, asked: Hashable, make: Callable[[], object]) -> object:
        """The answer to a question, made once; of a name those that were used last."""
        with self._looking:
            answers = self._made.setdefault(name, OrderedDict())
            if asked in answers:
                answers.move_to_end(asked)
                return answers[asked]
            making = self._making.setdefault((name, asked), Lock())
        with making:
            with self._looking:
                if asked in answers:
                    return answers[asked]
            try:
                answer = make()
            finally:
                with self._looking:
                    self._making.pop((name, asked), None)
            with self._looking:
                answers[asked] = answer
                while len(answers) > most:
                    answers.popitem(last=False)
            return answer


class Seat:
    """One session, as long as it lasts."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def leave(self) -> None:
        """What only this session looked at may go before all else."""
        self._kept.left(self)


class Kept:
    """Analyses by the key of their content: as many as there is memory for.

    What no session looks at goes first, then what was not used for longest.
    """

    def __init__(
        self, most: int | None = None, weigh: Callable[[Analysis], int] | None = None
    ) -> None:
        self._most = limit() if most is None else most
        self._weigh = weigh or weight
        self._analyses: OrderedDict[str, Analysis] = OrderedDict()
        self._weights: dict[str, int] = {}
        self._shelves: OrderedDict[str, Shelf] = OrderedDict()
        self._looks: dict[Seat, OrderedDict[str, str]] = {}
        self._looking = Lock()

    def __len__(self) -> int:
        return len(self._analyses)

    def __iter__(self) -> Iterator[Analysis]:
        with self._looking:
            return iter(tuple(self._analyses.values()))

    def clear(self) -> None:
        """Lets go of all."""
        with self._looking:
            for key in tuple(self._analyses):
                self._drop(key)

    def get(self, key: str, seat: Seat | None = None) -> Analysis | None:
        """An analysis that is kept, from now on looked at from a seat; None where it is gone."""
        with self._looking:
            found = self._analyses.get(key)
            if found is not None:
                self._analyses.move_to_end(key)
                if seat is not None:
                    self._look(seat, key)
            return found

    def latest(self, prefix: str) -> Analysis | None:
        """The one that was used last of those whose keys begin so."""
        with self._looking:
            keys = (key for key in reversed(self._analyses) if key.startswith(prefix))
            return next((self._analyses[key] for key in keys), None)

    def put(self, key: str, analysis: Analysis) -> None:
        """Keeps an analysis; others make room for it."""
        weighed, dropped = self._weigh(analysis), False
        with self._looking:
            self._analyses[key] = analysis
            self._weights[key] = weighed
            self._analyses.move_to_end(key)
            looked = self._looked_at()
            order = sorted((k for k in self._analyses if k != key), key=looked.__contains__)
            for other in order:
                if sum(self._weights.values()) <= self._most:
                    break
                self._drop(other)
                dropped = True
        if dropped:
            # Sessions that ended are garbage in cycles, and hold on to what they were shown. This
            # runs in the background, where an analysis has just been made.
            gc.collect()

    def left(self, seat: Seat) -> None:
        """A session has ended."""
        with self._looking:
            self._looks.pop(seat, None)

    def shelf(self, key: str) -> Shelf:
        """What was computed of an analysis, and of those that repairs make of it: "KEY!…"."""
        with self._looking:
            base = key
            if key not in self._analyses:
                known = (known for known in self._analyses if key.startswith(f"{known}!"))
                base = next(known, key)
            shelf = self._shelves.setdefault(base, Shelf())
            self._shelves.move_to_end(base)
            orphans = [name for name in self._shelves if name not in self._analyses]
            for name in orphans[:-ORPHANS]:
                del self._shelves[name]
            return shelf

    def _look(self, seat: Seat, key: str) -> None:
        looks = self._looks.setdefault(seat, OrderedDict())
        source = _source_of(key)
        before = looks.pop(source, None)
        looks[source] = key
        if len(looks) > LOOKS:
            looks.popitem(last=False)
        # A folder as it was is of use to those who still look at it, and to nobody else.
        if before is not None and before != key and before not in self._looked_at():
            self._drop(before)

    def _looked_at(self) -> set[str]:
        return {key for looks in self._looks.values() for key in looks.values()}

    def _drop(self, key: str) -> None:
        self._analyses.pop(key, None)
        self._weights.pop(key, None)
        self._shelves.pop(key, None)


@st.cache_resource(show_spinner=False)
def everything() -> Kept:
    """What this server keeps."""
    return Kept()


def seat() -> Seat:
    """That of the session that asks."""
    found: Seat | None = st.session_state.get(state.SEAT)
    if found is None:
        found = st.session_state[state.SEAT] = Seat(everything())
        _seats().append(found)
    return found


def _leave(seats: list[Seat]) -> None:
    for each in seats:
        each.leave()


@st.cache_resource(scope="session", on_release=_leave, show_spinner=False)
def _seats() -> list[Seat]:
    """Streamlit tells what it keeps for a session, and nothing else, that the session ends."""
    return []


def limit() -> int:
    """The bytes that analyses may take together, as they are estimated."""
    named = os.environ.get(LIMIT_VARIABLE, "")
    return (int(named) if named.isdecimal() else LIMIT_MB) * 2**20


def weight(analysis: Analysis) -> int:
    """About how many bytes an analysis takes, with what pages compute of it."""
    project = analysis.structure.project
    lines = sum(facts.lines for facts in project.facts.values())
    names = sum(map(len, analysis.execution.names.values()))
    return 2 * 2**20 + 400 * (lines + names) + 20_000 * len(project.modules)


def _source_of(key: str) -> str:
    return key.rpartition("#")[0]
