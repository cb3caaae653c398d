"""The moves on the map of modules: what the address says of them, and how they change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from analysis.graphs.scene import Direction, MapOptions
from views import state

MOST_HOPS = 5
MOST_KEPT = 100
HOPS = (*map(str, range(1, MOST_HOPS + 1)), state.ALL_HOPS)
WAYS = {
    Direction.BOTH.value: "both ways",
    Direction.IMPORTED.value: "what it imports",
    Direction.IMPORTERS.value: "who imports it",
}
VIEW = (
    state.FOCUS,
    state.HOPS,
    state.WAY,
    state.CHAIN_FROM,
    state.CHAIN_TO,
    state.EVERY_CHAIN,
    state.CYCLES,
    state.UPWARD,
    state.NO_DEFERRED,
    state.NO_TYPING,
    state.KEEP,
    state.DROP,
    state.PINNED,
    state.TESTS,
    state.EXTERNAL,
    state.OPEN,
)
"""The parameters that make a view of the map; what is picked there is none of them."""
WITH = (
    state.TESTS,
    state.EXTERNAL,
    state.NO_DEFERRED,
    state.NO_TYPING,
    state.PINNED,
)
"""Those that stay where another part of the map is shown."""

Moves = Mapping[str, str | Sequence[str] | None]
NO_FOCUS: Moves = dict.fromkeys((state.FOCUS, state.HOPS, state.WAY))
NO_CHAIN: Moves = dict.fromkeys((state.CHAIN_FROM, state.CHAIN_TO, state.EVERY_CHAIN))


def options() -> MapOptions:
    """What the address asks to be drawn."""
    hops = state.parameter(state.HOPS) or ""
    way = state.parameter(state.WAY) or ""
    source, target = state.parameter(state.CHAIN_FROM), state.parameter(state.CHAIN_TO)
    opened = state.parameter(state.OPEN)
    return MapOptions(
        opened=None if opened is None else frozenset(opened.split(",")) - {""},
        focus=state.parameter(state.FOCUS),
        hops=None if hops == state.ALL_HOPS else int(hops) if hops in HOPS else 1,
        direction=Direction(way) if way in WAYS else Direction.BOTH,
        chain=(source, target) if source and target else None,
        every_chain=state.is_on(state.EVERY_CHAIN),
        cycles_only=state.is_on(state.CYCLES),
        upward_only=state.is_on(state.UPWARD),
        hide_deferred=state.is_on(state.NO_DEFERRED),
        hide_type_checking=state.is_on(state.NO_TYPING),
        matching=several(state.KEEP),
        not_matching=several(state.DROP),
        pins=frozenset(several(state.PINNED)),
        hide_tests=not state.is_on(state.TESTS),
        externals=state.is_on(state.EXTERNAL),
    )


def several(name: str) -> tuple[str, ...]:
    """The values of a URL parameter that may be given more than once."""
    return tuple(dict.fromkeys(each for each in st.query_params.get_all(name) if each))[:MOST_KEPT]


def narrow(changes: Moves) -> None:
    """Choose another part of the graph."""
    state.change(narrowing(changes))


def narrowing(changes: Moves) -> Moves:
    """Changes that choose another part of the graph: what is open in it is left to us again."""
    return {state.OPEN: None, **changes}


def kept(*names: str) -> dict[str, str | list[str]]:
    """What the address says of these parameters: a link that keeps them has them too."""
    return {name: st.query_params.get_all(name) for name in names if name in st.query_params}


def focus(name: str | None, hops: str = "1", way: Direction = Direction.BOTH) -> Moves:
    """Only what is around a module or package."""
    return {
        **NO_CHAIN,
        state.FOCUS: name,
        state.HOPS: None if hops == "1" else hops,
        state.WAY: None if way is Direction.BOTH else way.value,
    }


def reaches(name: str) -> Moves:
    """Everything that a module imports, directly or not."""
    return focus(name, state.ALL_HOPS, Direction.IMPORTED)


def affected(name: str) -> Moves:
    """Everything that imports a module, directly or not."""
    return focus(name, state.ALL_HOPS, Direction.IMPORTERS)


def chain_from(name: str) -> Moves:
    """The chains that begin at a module: none are drawn before an end is chosen too."""
    other = state.parameter(state.CHAIN_TO)
    return {state.CHAIN_FROM: name, state.CHAIN_TO: None if other == name else other, **NO_FOCUS}


def chain_to(name: str) -> Moves:
    """The chains that end at a module."""
    other = state.parameter(state.CHAIN_FROM)
    return {state.CHAIN_TO: name, state.CHAIN_FROM: None if other == name else other, **NO_FOCUS}


def swapped() -> Moves:
    """The way back: the ends of the chain change places."""
    return {
        state.CHAIN_FROM: state.parameter(state.CHAIN_TO),
        state.CHAIN_TO: state.parameter(state.CHAIN_FROM),
    }


def added(name: str, text: str) -> Moves:
    """One more value of a parameter: a text of names to keep or to leave out, or a pin."""
    return {name: (*several(name), text.strip())}


def removed(name: str, text: str) -> Moves:
    """One value less."""
    return {name: [each for each in several(name) if each != text]}


def pinned(name: str) -> Moves:
    """Pin a box, or let it go where it is pinned."""
    if name in several(state.PINNED):
        return removed(state.PINNED, name)
    return added(state.PINNED, name)
