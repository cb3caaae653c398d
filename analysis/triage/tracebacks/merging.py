"""Tracebacks of one text, put together: what belongs together as one, repetitions counted."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from analysis.triage.tracebacks.value import Raised, Traceback


def led_by_error(found: Iterable[Traceback]) -> list[Traceback]:
    """Where an error stands above its frames, as trackers show it: the two as one."""
    merged: list[Traceback] = []
    for one in found:
        last = merged[-1].raised[-1] if merged else None
        first = one.raised[0]
        leads = last is not None and not last.frames and last.at + 1 == one.at
        if last is not None and leads and not first.error and len(one.raised) == 1:
            merged[-1] = Traceback((msgspec.structs.replace(last, frames=first.frames),))
        else:
            merged.append(one)
    return merged


def each_once(found: Iterable[Traceback]) -> tuple[Traceback, ...]:
    """Repetitions counted; groups without their members' words; what only repeats an error gone."""
    counted: dict[tuple[object, ...], Traceback] = {}
    for one in found:
        key = tuple(
            (
                raised.error,
                raised.message,
                tuple((f.path, f.line, f.function) for f in raised.frames),
            )
            for raised in one.raised
        )
        known = counted.get(key)
        counted[key] = (
            one if known is None else msgspec.structs.replace(known, times=known.times + 1)
        )
    every = [one for one in counted.values() if not one.raised[-1].error.endswith("Group")]
    whole = [raised for one in every for raised in one.raised if raised.frames and raised.error]
    return tuple(
        one
        for one in every
        if any(raised.frames for raised in one.raised)
        or not any(_repeats(one.raised[0], raised) for raised in whole)
    ) or tuple(counted.values())


def _repeats(lone: Raised, whole: Raised) -> bool:
    """Whether an error without frames is one that is told in full; a summary may shorten it."""
    if lone.error.rpartition(".")[2] != whole.error.rpartition(".")[2]:
        return False
    return whole.message.startswith(lone.message.removesuffix("..."))
