"""`execute(ground, bodies) -> Execution`: what importing each module first does."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Mapping

from analysis.execution.entry import Entries, Entry, enter, enter_all, interpreter_of
from analysis.execution.incremental import enter_again
from analysis.execution.outcome import Execution, Ok, Outcome, Trace, in_order
from analysis.execution.state import Step
from analysis.extract.bodies import Bodies
from analysis.recursion import recursion_to
from analysis.resolve.ground import Ground

RECURSION = 20_000
"""Imports nest in the simulation as they do in CPython, with more frames for each."""


def execute(
    ground: Ground,
    bodies: Bodies,
    version: tuple[int, int] = sys.version_info[:2],
    previous: tuple[Ground, Execution] | None = None,
) -> Execution:
    """Imports every module as the first one, each in a fresh `sys.modules`.

    Of `previous`, an execution of another state of the same files, what still holds is kept:
    the answer is the same.
    """
    # Nearly all that is made here is kept to the end: collecting on the way finds nothing.
    collecting = gc.isenabled()
    gc.disable()
    try:
        with recursion_to(RECURSION):
            entries = None
            if previous is not None:
                entries = enter_again(ground, bodies, version, *previous)
            if entries is None:
                entries = enter_all(ground, bodies, version)
        return _execution(ground, entries, version)
    finally:
        if collecting:
            gc.enable()


def _execution(ground: Ground, entries: Entries, version: tuple[int, int]) -> Execution:
    index = ground.index
    # Folders without modules inside a package are data, thousands of them in some repositories.
    bare = {file.name: Ok() for file in ground.layout.bare if not index.is_ours(file.name)}
    outcomes, absent = _outcomes(entries.present), _outcomes(entries.absent)
    every = entries.present | entries.absent
    return Execution(
        outcomes=outcomes | bare,
        absent=absent,
        names={
            name: entry.names for name, entry in entries.present.items() if entry.names is not None
        },
        open_modules={
            name: entry.open_ for name, entry in entries.present.items() if entry.open_ is not None
        },
        blind_spots=in_order(entry.spots for entry in every.values()),
        trace=Trace(
            version=version,
            facts=ground.facts,
            reached={name: entry.reached for name, entry in every.items()},
            spots={name: entry.spots for name, entry in every.items() if entry.spots},
            changes=entries.changes,
            asked=entries.asked,
            called=entries.called,
        ),
    )


def _outcomes(entries: Mapping[str, Entry]) -> dict[str, Outcome]:
    return {name: one.outcome for name, one in entries.items() if one.outcome is not None}


def story(
    ground: Ground, bodies: Bodies, entry: str, version: tuple[int, int] = sys.version_info[:2]
) -> tuple[Outcome, tuple[Step, ...]]:
    """What importing `entry` first does, step by step."""
    interpreter = interpreter_of(ground, bodies, version)
    interpreter.story = []
    with recursion_to(RECURSION):
        outcome = enter(interpreter, entry)
    return outcome, tuple(interpreter.story)


def sound_entries(
    ground: Ground,
    bodies: Bodies,
    entry: str,
    module: str,
    candidates: Iterable[str],
    version: tuple[int, int] = sys.version_info[:2],
) -> tuple[str, ...]:
    """Those of `candidates` that import and load `module`, and after which `entry` imports too."""
    interpreter = interpreter_of(ground, bodies, version)
    found = []
    with recursion_to(RECURSION):
        for candidate in candidates:
            interpreter.forget()
            if (
                enter(interpreter, candidate) == Ok()
                and interpreter.loaded(module) is not None
                and enter(interpreter, entry) == Ok()
            ):
                found.append(candidate)
    return tuple(found)
