"""Back and forward over the views of the map that this session has seen."""

from __future__ import annotations

import msgspec
import streamlit as st

from views import moves, state

MOST = 100

Look = tuple[tuple[str, tuple[str, ...]], ...]


class Trail(msgspec.Struct):
    """The views of one repository, oldest first, and which of them is shown."""

    source: str
    looks: list[Look]
    at: int = 0

    def visit(self, look: Look) -> None:
        """A view is shown: the one before or after it (the browser has a way back too), or new."""
        if self.looks and self.looks[self.at] == look:
            return
        for near in (self.at - 1, self.at + 1):
            if 0 <= near < len(self.looks) and self.looks[near] == look:
                self.at = near
                return
        self.looks = [*self.looks[: self.at + 1], look][-MOST:]
        self.at = len(self.looks) - 1


def record() -> Trail:
    """Take note of the view that the address names."""
    source = str(st.session_state.get(state.CURRENT, ""))
    trail = st.session_state.get(state.TRAIL)
    if not isinstance(trail, Trail) or trail.source != source:
        trail = st.session_state[state.TRAIL] = Trail(source, [])
    trail.visit(tuple((name, moves.several(name)) for name in moves.VIEW))
    return trail


def buttons(trail: Trail) -> None:
    """The way back and forward."""
    for words, step, icon in (
        ("Back to the view before", -1, ":material/arrow_back:"),
        ("Forward again", 1, ":material/arrow_forward:"),
    ):
        at = trail.at + step
        st.button(
            "",
            icon=icon,
            help=words,
            key=f"trail.{step}",
            disabled=not 0 <= at < len(trail.looks),
            on_click=_show,
            args=(trail, at),
        )


def _show(trail: Trail, at: int) -> None:
    trail.at = at
    state.change(dict(trail.looks[at]))
