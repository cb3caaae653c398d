"""Which answers of an execution still hold once files have changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.execution.outcome import Change, Trace
from analysis.resolve.ground import Ground


def stale_modules(trace: Trace, ground: Ground) -> frozenset[str]:
    """The modules whose files are not those of the trace."""
    return frozenset(
        name
        for name in ground.facts.keys() | trace.facts.keys()
        if ground.facts.get(name) is not trace.facts.get(name)
    )


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
