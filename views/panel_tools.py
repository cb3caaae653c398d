"""The moves that begin at what the panel shows, as buttons."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analysis.graphs.package_tree import module_of
from views import moves, state
from views.moves import Moves

CHANGE_PART = "What would break"


def show(
    name: str,
    move: Callable[[Moves], None],
    toggle: Callable[[str], None] | None = None,
    *,
    is_module: bool = True,
) -> None:
    """The buttons of a module; of a package, which can be opened, where `toggle` is given."""
    made: list[tuple[str, str, Moves, str]] = [
        (
            "Focus",
            "center_focus_strong",
            moves.focus(name),
            "Only what it imports and who imports it",
        ),
        ("Reaches", "call_made", moves.reaches(name), "All that it imports, directly or not"),
        ("Affected", "call_received", moves.affected(name), "All that imports it, directly or not"),
        ("Chain from here", "line_start", moves.chain_from(name), "How it reaches another one"),
        ("Chain to here", "line_end", moves.chain_to(name), "How another one reaches it"),
    ]
    is_pinned = name in moves.several(state.PINNED)
    with st.container(horizontal=True, gap="xxsmall", key="tools"):
        if toggle is not None:
            st.button(
                "Open or close",
                icon=":material/unfold_more:",
                key=f"toggle.{name}",
                help="Show the modules of this package, or fold them into one box",
                on_click=toggle,
                args=(name,),
            )
        for words, icon, changes, explained in made:
            st.button(
                words,
                icon=f":material/{icon}:",
                key=f"{words}.{name}",
                help=explained,
                on_click=move,
                args=(changes,),
            )
        st.button(
            "Unpin" if is_pinned else "Pin",
            icon=":material/keep_off:" if is_pinned else ":material/keep:",
            key=f"pin.{name}",
            help="Keep it drawn with what it touches, whatever is filtered",
            on_click=_pin,
            args=(name,),
        )
        if toggle is not None and st.button(
            "Matrix",
            icon=":material/grid_on:",
            key=f"matrix.{name}",
            help="Show who of its parts imports whom",
        ):
            state.go("modules", {state.VIEW: state.MATRIX_VIEW, state.WITHIN: name})
        if is_module and st.button(
            "What would break",
            icon=":material/tour:",
            key=f"change.{name}",
            help="What a change of it reaches, in the tour",
        ):
            state.go("tour", {state.TOUR_PART: CHANGE_PART, state.CHANGED: module_of(name)})


def _pin(name: str) -> None:
    state.change(moves.pinned(name))
