"""The canvas as a Streamlit element: pictures in, what the user picks out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import streamlit as st

from views import state
from views.canvas.assets import SCRIPTS
from views.canvas.payload import Side

HERE = Path(__file__).parent
TALL = "max(420px, calc(100vh - 236px))"
LOW = "380px"
MODULES = ("module", "modules")
CLASSES = ("class", "classes")

_mount = st.components.v2.component(
    "plumbline_canvas",
    html='<div class="stage"></div>',
    css=(HERE / "canvas.css").read_text(encoding="utf-8"),
    js=(HERE / "loader.js").read_text(encoding="utf-8"),
)


class Selection(msgspec.Struct, frozen=True, tag_field="kind"):
    """What is picked on a canvas."""


class BoxSelection(Selection, frozen=True, tag="box"):
    """A box, by its id."""

    id: str


class ArrowSelection(Selection, frozen=True, tag="arrow"):
    """An arrow, by both ends."""

    source: str
    target: str


Picked = BoxSelection | ArrowSelection | None


class Pushed(msgspec.Struct, frozen=True):
    """A selection that comes from the page; the number makes the canvas take it once."""

    number: int
    selection: Picked


def canvas(
    key: str,
    sides: tuple[Side, ...],
    *,
    view: str,
    title: str,
    hidden: tuple[str, ...] = (),
    pushed: Pushed | None = None,
    height: str = TALL,
    inside: tuple[str, str] = MODULES,
    compact: bool = False,
    on_toggle: Callable[[str], None] | None = None,
    on_keep: Callable[[str], None] | None = None,
    on_remove: Callable[[str], None] | None = None,
) -> Picked:
    """Draw `sides` (one, or before and after) and give what is picked there.

    The element is kept for a `key`; another `view` fits the drawing to the window anew. `hidden`
    says what was left out. `inside` is what a package holds, one and several. A `compact` canvas
    has no search. `on_toggle` hears the id of a package to open or close, `on_keep` and `on_remove`
    the text that was searched for, to draw only what matches it or all but that.
    """
    pushed = pushed or Pushed(0, None)

    def hear(trigger: str, heard: Callable[[str], None] | None) -> None:
        value = st.session_state[key].get(trigger)
        if isinstance(value, str) and heard is not None:
            heard(value)

    heard = {"toggle": on_toggle, "keep": on_keep, "remove": on_remove}
    result = _mount(
        key=key,
        data={
            "assets": st.session_state[state.ASSETS],
            "scripts": list(SCRIPTS),
            "sides": msgspec.to_builtins(sides),
            "view": view,
            "title": title,
            "hidden": list(hidden),
            "select": msgspec.to_builtins(pushed),
            "height": height,
            "inside": list(inside),
            "compact": compact,
            "hears": [trigger for trigger, hearing in heard.items() if hearing is not None],
        },
        on_selection_change=_nothing,
        on_toggle_change=lambda: hear("toggle", on_toggle),
        on_keep_change=lambda: hear("keep", on_keep),
        on_remove_change=lambda: hear("remove", on_remove),
    )
    return picked(result.get("selection"), pushed.selection)


def _nothing() -> None:
    """Streamlit asks for a callback of each value that a component may set."""


def picked(value: object, otherwise: Picked = None) -> Picked:
    """What a browser sent, as a selection; what is none counts as nothing picked.

    Where it has sent nothing since then, it is what the page chose.
    """
    if value is None:
        return otherwise
    try:
        return msgspec.convert(value, BoxSelection | ArrowSelection)
    except msgspec.ValidationError:
        return None
