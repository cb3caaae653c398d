"""The moves that begin at what the panel shows, as buttons."""

from __future__ import annotations

from typing import Protocol

import streamlit as st

from analysis.graphs.package_tree import module_of
from views import moves, state
from views.moves import Moves

CHANGE_PART = "What would break"


class Actions(Protocol):
    """What the buttons of a panel do on its page."""

    def pick(self, module: str) -> None:
        """Show another module."""

    def move(self, changes: Moves) -> None:
        """Show another part of the map."""

    def change(self, changes: Moves) -> None:
        """Show the map otherwise."""

    def toggle(self, package: str) -> None:
        """Open or close a package on the map."""


def show(
    name: str,
    actions: Actions,
    *,
    is_package: bool,
    is_module: bool = True,
) -> None:
    """The buttons of a module or a package; a namespace package is no module."""
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
    # Their keys do not name the module: the browser keeps the buttons from one click to the next.
    is_pinned = name in moves.several(state.PINNED)
    with st.container(horizontal=True, gap="xxsmall", key="tools"):
        if is_package:
            st.button(
                "Open or close",
                icon=":material/unfold_more:",
                key="tool.toggle",
                help="Show the modules of this package, or fold them into one box",
                on_click=actions.toggle,
                args=(name,),
            )
        for words, icon, changes, explained in made:
            st.button(
                words,
                icon=f":material/{icon}:",
                key=f"tool.{words}",
                help=explained,
                on_click=actions.move,
                args=(changes,),
            )
        st.button(
            "Unpin" if is_pinned else "Pin",
            icon=":material/keep_off:" if is_pinned else ":material/keep:",
            key="tool.pin",
            help="Keep it drawn with what it touches, whatever is filtered",
            on_click=lambda: actions.change(moves.pinned(name)),
        )
        if is_package and st.button(
            "Matrix",
            icon=":material/grid_on:",
            key="tool.matrix",
            help="Show who of its parts imports whom",
        ):
            state.go("modules", {state.VIEW: state.MATRIX_VIEW, state.WITHIN: name})
        if is_module and st.button(
            "What would break",
            icon=":material/tour:",
            key="tool.change",
            help="What a change of it reaches, in the tour",
        ):
            state.go("tour", {state.TOUR_PART: CHANGE_PART, state.CHANGED: module_of(name)})
