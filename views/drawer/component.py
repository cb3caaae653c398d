"""The drawer as a Streamlit element: it hears the links of `parts`, and shows what they name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
import streamlit as st

from views import state
from views.drawer.file import opened_file
from views.opening import Opened

HERE = Path(__file__).parent

_mount = st.components.v2.component(
    "plumbline_drawer",
    html='<aside class="pl-drawer" popover="manual" role="dialog" aria-label="Code"></aside>',
    css=(HERE / "drawer.css").read_text(encoding="utf-8"),
    js=(HERE / "drawer.js").read_text(encoding="utf-8"),
    # Its code looks like that of the pages, whose styles it shares.
    isolate_styles=False,
)


class Aim(msgspec.Struct, frozen=True, rename={"parameters": "with"}):
    """A page, and the parameters of its address."""

    page: str
    parameters: Mapping[str, str | list[str]] = {}


@st.fragment
def drawer(opened: Opened) -> None:
    """Hear the links of the page, and show the file that the address names, if it names one."""

    def placed() -> None:
        at = st.session_state[state.DRAWER].get("at")
        state.remember(state.AT, at if isinstance(at, str) else None)

    def left() -> None:
        state.remember(state.AT, None)

    place = state.parameter(state.AT)
    shown = None if place is None else opened_file(opened.key, opened.analysis, place)
    sent = _mount(
        key=state.DRAWER,
        data={"file": msgspec.to_builtins(shown)},
        on_at_change=placed,
        on_close_change=left,
        on_go_change=_nothing,
    )
    aim = _aim(sent.get("go"))
    if aim is not None:
        # Not from in here: what a fragment still sends would meet the elements of the new page.
        st.session_state[state.AIM] = aim
        st.rerun()


def follow() -> None:
    """Go where the last link led; before anything of the page that is left is drawn."""
    aim = st.session_state.pop(state.AIM, None)
    if isinstance(aim, Aim):
        state.go(aim.page, aim.parameters)


def _aim(value: object) -> Aim | None:
    """What a browser sent, as a page of the application; None for anything else."""
    if value is None:
        return None
    try:
        aim = msgspec.convert(value, Aim)
    except msgspec.ValidationError:
        return None
    return aim if aim.page in st.session_state.get(state.PAGES, ()) else None


def _nothing() -> None:
    """Streamlit asks for a callback of each value that a component may set."""
