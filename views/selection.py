"""What is picked on a map: kept in the address, and pushed to the canvas when the page chose it."""

from __future__ import annotations

import streamlit as st

from views import state
from views.canvas.component import ArrowSelection, BoxSelection, Picked, Pushed

ARROW = "->"


def parse(text: str | None) -> Picked:
    """`name` or `importer->imported` as it stands in the address."""
    if not text:
        return None
    source, separator, target = text.partition(ARROW)
    return ArrowSelection(source, target) if separator else BoxSelection(text)


def write(picked: Picked) -> str | None:
    """The reverse of `parse`."""
    match picked:
        case None:
            return None
        case BoxSelection(id=name):
            return name
        case ArrowSelection(source=source, target=target):
            return f"{source}{ARROW}{target}"


def pushed(canvas: str) -> Pushed:
    """What the page last chose for a canvas: also what the address names since then."""
    kept: dict[str, Pushed] = st.session_state.setdefault(state.PUSHED, {})
    named = state.parameter(state.SELECT)
    followed: set[str] = st.session_state.setdefault(state.FOLLOWED, set())
    # Two things done at once: with the second the browser sends the address from before the first.
    moved = canvas not in followed and _written().get(canvas, named) != named
    followed.add(canvas)
    if canvas not in kept or moved:
        push(canvas, parse(named))
    return kept[canvas]


def follow() -> None:
    """The address may name another selection than before: it is all of the page that is drawn."""
    st.session_state[state.FOLLOWED] = set()


def keep(canvas: str, picked: Picked) -> None:
    """Write what is picked on a canvas into the address."""
    _written()[canvas] = write(picked)
    state.remember(state.SELECT, write(picked))


def _written() -> dict[str, str | None]:
    found: dict[str, str | None] = st.session_state.setdefault(state.WRITTEN, {})
    return found


def push(canvas: str, picked: Picked) -> None:
    """Make a canvas show `picked` as selected."""
    kept: dict[str, Pushed] = st.session_state.setdefault(state.PUSHED, {})
    number = kept[canvas].number + 1 if canvas in kept else 1
    kept[canvas] = Pushed(number, picked)
    mounted = st.session_state.get(canvas)
    if mounted is not None:
        # The canvas's own last word would otherwise still be heard after the page's newer one.
        mounted["selection"] = None
