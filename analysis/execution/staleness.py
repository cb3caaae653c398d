"""Which answers of an execution still hold once files have changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

import msgspec

from analysis.execution.edit import Edit, edit_between
from analysis.execution.outcome import (
    Certainty,
    Change,
    Execution,
    Fails,
    Ok,
    Outcome,
    Trace,
    Unknown,
)
from analysis.extract import program as ir
from analysis.extract.bodies import Bodies
from analysis.resolve.ground import Ground
from analysis.sources.layout import Kind


class Stale(NamedTuple):
    """What files that have changed leave in doubt."""

    modules: frozenset[str]
    """Whatever these have a part in."""
    entries: frozenset[str]
    """Entries by themselves."""
    added: Mapping[str, tuple[str, ...]]
    """Names that other entries have now beside those that they had."""
    called: Mapping[str, Mapping[int, bytes]]
    """`Trace.called` of the modules that did not change, and of those that changed in little."""


def stale_after(
    previous: Execution, trace: Trace, ground: Ground, bodies: Bodies, numbers: Mapping[str, int]
) -> Stale:
    """What no longer holds where the files of a trace are those of `ground`.

    What an edit changes in little concerns only who looks at the names that it changes.
    """
    edits: dict[str, Edit] = {}
    changed = changed_modules(trace, ground)
    for name in changed:
        edit = _edit_of(name, trace, ground, bodies)
        if edit is not None:
            edits[name] = edit
    modules = changed - edits.keys()
    entries: set[str] = set()
    added: dict[str, tuple[str, ...]] = {}
    for name, edit in edits.items():
        if edit.added is None or (edit.added and not _runs_through(name, previous, trace)):
            entries.add(name)
        elif edit.added and name in previous.names:
            added[name] = edit.added
        modules |= _lookers(name, edit.names, trace, ground, bodies)
        if edit.moved:
            entries |= _tellers(name, previous, trace, ground, numbers)
    called = {name: marks for name, marks in trace.called.items() if name not in changed}
    called.update((name, edit.called) for name, edit in edits.items() if edit.called)
    return Stale(frozenset(modules), frozenset(entries), added, called)


def changed_modules(trace: Trace, ground: Ground) -> set[str]:
    """The modules whose files are not those of the trace."""
    return {
        name
        for name in ground.facts.keys() | trace.facts.keys()
        if ground.facts.get(name) is not trace.facts.get(name)
    }


def _edit_of(name: str, trace: Trace, ground: Ground, bodies: Bodies) -> Edit | None:
    old, new = trace.facts.get(name), ground.facts.get(name)
    file = ground.modules.get(name)
    if old is None or new is None or file is None or file.kind not in _OF_CODE:
        return None

    def text_of(function: ir.Function) -> str:
        return "\n".join(bodies.lines(file.path, function.start, function.end_line))

    edit = edit_between(old, new, trace.called.get(name, {}), text_of)
    if edit is None or any(f"{name}.{bound}" in ground.index for bound in edit.names):
        return None
    return edit


_OF_CODE = (Kind.MODULE, Kind.PACKAGE)


def _runs_through(name: str, previous: Execution, trace: Trace) -> bool:
    """Whether an entry reaches the last statement of its module, without a doubt on the way."""
    verdicts = previous.names.get(name, {})
    return (
        previous.outcomes.get(name) == Ok()
        and not trace.spots.get(name)
        and name not in previous.open_modules
        and all(verdict.certainty is Certainty.BOUND for verdict in verdicts.values())
    )


def _lookers(
    module: str, names: Collection[str], trace: Trace, ground: Ground, bodies: Bodies
) -> set[str]:
    """The other modules whose code, as far as it is run, looks at any of the names."""
    if not names:
        return set()
    found = {
        asker
        for asker, asked, name in trace.asked
        if asked == module and (not name or name in names)
    }
    # As they stand in a program that is kept: whole words only.
    words = [msgspec.msgpack.encode(name) for name in names]
    found |= {
        name for name, facts in ground.facts.items() if any(word in facts.code for word in words)
    }
    for name in trace.called.keys() - found:
        file = ground.modules.get(name)
        if file is not None and bodies.mentions(file.path, names):
            found.add(name)
    return found - {module}


def _tellers(
    module: str, previous: Execution, trace: Trace, ground: Ground, numbers: Mapping[str, int]
) -> set[str]:
    """The entries in which the lines of a module are told of."""
    path, number = ground.modules[module].path, numbers[module]

    def tells(reason: str | None) -> bool:
        return reason is not None and (path in reason or "line" in reason)

    def is_teller(name: str) -> bool:
        outcome = previous.outcomes.get(name) or previous.absent.get(name)
        verdicts = previous.names.get(name, {})
        return (
            tells(_words_of(outcome))
            or tells(previous.open_modules.get(name))
            or any(spot.path == path or tells(spot.reason) for spot in trace.spots.get(name, ()))
            or any(tells(verdict.reason) for verdict in verdicts.values())
        )

    return {
        name for name, parts in trace.reached.items() if parts >> number & 1 and is_teller(name)
    }


def _words_of(outcome: Outcome | None) -> str | None:
    match outcome:
        case Fails(failure):
            return f"{failure.path} {failure.message}"
        case Unknown(reason, path):
            return f"{path} {reason}"
    return None


def same_ground(one: Ground, other: Ground) -> bool:
    """Whether both have the same modules, and the same names for what is not among them."""
    return (
        one.modules == other.modules
        and one.layout.bare == other.layout.bare
        and one.layout.excluded == other.layout.excluded
        and one.misspelt == other.misspelt
        and one.shadowed == other.shadowed
        and one.declared == other.declared
    )


def affected_entries(
    reached: Mapping[str, int],
    changes: Iterable[Change],
    stale: Iterable[str],
    numbers: Mapping[str, int],
) -> set[str]:
    """Entries that a stale module has a part in, or one that such an entry changes in place."""
    bits = sum(1 << numbers[name] for name in stale)
    while True:
        found = {name for name, parts in reached.items() if parts & bits}
        more = bits
        for changer, owner in changes:
            if changer in found:
                more |= 1 << numbers[owner]
        if more == bits:
            return found
        bits = more


def with_changers(
    entries: set[str],
    reached: Mapping[str, int],
    changes: Iterable[Change],
    numbers: Mapping[str, int],
) -> set[str]:
    """`entries`, and those before them which first run what changes the modules that they reach.

    `reached` is in the order of the entries. What the added entries reach is not followed again:
    whether code makes a change does not hang on changes that others have made. A change that is
    made first after the last of `entries` is none that they see.
    """
    parts = 0
    for name in entries:
        parts |= reached[name]
    changers = {changer for changer, owner in changes if parts >> numbers[owner] & 1}
    places = {name: place for place, name in enumerate(reached)}
    last = max((places[name] for name in entries), default=0)
    found = set(entries)
    for changer in changers:
        bit = 1 << numbers[changer]
        first = next((name for name, parts in reached.items() if parts & bit), changer)
        if changer in entries or places.get(first, 0) < last:
            found.add(first)
    return found
