"""Repairs that were proven and plans that were followed: kept with their analysis, made once.

Each proof is an analysis. What was proven before somebody had enough of waiting is kept, too.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Generic, TypeVar

import msgspec

from analysis import (
    Analysis,
    Considered,
    Plan,
    Proof,
    Rejected,
    SourceError,
    Walk,
    candidates,
    plan_all,
    proving,
    ranked,
    take,
)
from analysis.findings import AnyFinding
from analysis.fixes import walk as walks
from analysis.fixes.candidates import TRIES
from analysis.fixes.workbench import Workbench
from views.shelf import of_analysis
from views.standing import standing

MOST = 40
Value = TypeVar("Value")
Ids = tuple[str, ...]
Told = Callable[[str, float | None], None]
"""Hears what is being done, and how much of it is behind us; what it raises ends the work."""


def silent(words: str, share: float | None) -> None:
    """For work that nobody waits for."""


class Lately(Generic[Value]):
    """The values that were used last."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._found: OrderedDict[tuple[str, Ids], Value] = OrderedDict()
        self._looking = Lock()

    def get(self, key: str, ids: Ids) -> Value | None:
        """What is kept under this name."""
        with self._looking:
            if (key, ids) in self._found:
                self._found.move_to_end((key, ids))
            return self._found.get((key, ids))

    def put(self, key: str, ids: Ids, value: Value) -> None:
        """Keeps a value, and lets go of the one that was not used for longest."""
        with self._looking:
            self._found[key, ids] = value
            self._found.move_to_end((key, ids))
            while len(self._found) > self._most:
                self._found.popitem(last=False)


class Trying:
    """A finding whose candidates are proven one by one, as far as somebody waited for it."""

    def __init__(self, analysis: Analysis, finding: AnyFinding) -> None:
        bench = Workbench(analysis)
        self._finding = finding
        self._left: Iterator[Proof | Rejected] = proving(analysis, finding, bench=bench)
        self._total = min(TRIES, len(candidates(analysis, finding, bench))) or 1
        self._results: list[Proof | Rejected] = []
        self.done = False

    def go_on(self, told: Told) -> Considered:
        """All of them."""
        while not self.done:
            at = len(self._results)
            told(f"Trying repair {min(at + 1, self._total)} of {self._total}", at / self._total)
            result = next(self._left, None)
            self.done = result is None
            if result is not None:
                self._results.append(result)
        return self.so_far()

    def so_far(self) -> Considered:
        """Those that are proven or rejected, the best first."""
        return Considered(
            self._finding,
            ranked(one for one in self._results if isinstance(one, Proof)),
            tuple(one for one in self._results if isinstance(one, Rejected)),
        )


class _Store:
    def __init__(self) -> None:
        self.walks: Lately[Walk] = Lately()
        self.trying: Lately[Trying] = Lately(16)
        self.plans: Lately[Plan] = Lately(4)
        self._looking = Lock()
        self._working: OrderedDict[str, Lock] = OrderedDict()

    def working(self, key: str) -> Lock:
        """Two sessions that want the same work do it once."""
        with self._looking:
            lock = self._working.setdefault(key, Lock())
            self._working.move_to_end(key)
            if len(self._working) > MOST:
                self._working.popitem(last=False)
            return lock


@of_analysis(most=16)
def _store(key: str) -> _Store:
    return _Store()


class Tried(msgspec.Struct, frozen=True):
    """The repairs of a finding, and whether there are more that were not tried yet."""

    considered: Considered
    done: bool


def considered(
    key: str, analysis: Analysis, finding_key: str, told: Told = silent, *, go_on: bool = True
) -> Tried | None:
    """The repairs of one finding, each proven by analysing its result; the best first.

    Without `go_on` only those that are known. None where there is no such finding, or a file of it
    is gone since it was read: the next analysis has another key.
    """
    finding = next((one for one in analysis.findings if one.key == finding_key), None)
    if finding is None:
        return None
    store = _store(key)
    try:
        with store.working(f"{key}!{finding_key}"):
            trying = store.trying.get(key, (finding_key,))
            if trying is None:
                trying = Trying(analysis, finding)
                store.trying.put(key, (finding_key,), trying)
            found = trying.go_on(told) if go_on else trying.so_far()
            return Tried(found, trying.done)
    except SourceError:
        # A proof that was broken off can't be taken up again.
        store.trying.put(key, (finding_key,), Trying(analysis, finding))
        return None


def walked(
    key: str, analysis: Analysis, ids: Ids, told: Told = silent, *, go_on: bool = True
) -> Walk | None:
    """The chosen fixes made one after the other; without `go_on` as far as that is known.

    None where a file that they need can't be read any more.
    """
    store = _store(key)
    with store.working(f"{key}!walk"):
        known = next((n for n in range(len(ids), 0, -1) if store.walks.get(key, ids[:n])), 0)
        walk = store.walks.get(key, ids[:known]) or walks.start(analysis)
        if not go_on:
            return walk
        for at in range(known, len(ids)):
            told(f"Making step {at + 1} of {len(ids)}", at / len(ids))
            try:
                walk = take(walk, ids[at])
            except SourceError:
                return None
            store.walks.put(key, ids[: at + 1], walk)
        return walk


def keep(key: str, walk: Walk) -> None:
    """Keeps a walk that was made elsewhere."""
    _store(key).walks.put(key, walk.ids, walk)


def safe_plan(key: str, analysis: Analysis, told: Told = silent) -> Plan | None:
    """What the best safe repair of each finding that counts today does, all together.

    None where a file is gone.
    """
    found = standing(analysis)
    counting = tuple(finding.key for finding in found.counting) if found.waived else None
    name = counting if counting is not None else ("every finding",)
    store = _store(key)
    with store.working(f"{key}!safe"):
        made = store.plans.get(key, name)
        if made is not None:
            return made
        total = len(found.counting) or 1
        seen = 0

        def progress(title: str) -> None:
            nonlocal seen
            told(title, min(seen / total, 1.0))
            seen += 1

        try:
            made = plan_all(analysis, finding_keys=counting, progress=progress)
        except SourceError:
            return None
        store.plans.put(key, name, made)
        return made


@of_analysis(most=8)
def plan_of(key: str, ids: Ids, _walk: Walk) -> Plan:
    """All that a walk does, together."""
    return _walk.plan()
