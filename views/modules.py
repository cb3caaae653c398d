"""Modules: the levelled map, its toolbar, and the details of what is picked there."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
import streamlit as st

from analysis.graphs.package_tree import module_of, reveal
from analysis.graphs.picture import Picture
from analysis.graphs.scene import MapOptions
from views import (
    cached,
    chain_list,
    listing,
    lookup,
    map_bar,
    matrix,
    moves,
    panel,
    parts,
    selection,
    state,
    trail,
)
from views.canvas.component import BoxSelection, canvas
from views.canvas.payload import draw
from views.moves import Moves
from views.opening import Opened
from views.twin import twin
from views.words import count

HEIGHT = "max(420px, calc(100vh - 262px))"
TWIN = "plumbline.twin"
PAGE = "plumbline.modules"
VIEWS = {state.MAP_VIEW: "Map", state.MATRIX_VIEW: "Matrix", state.LIST_VIEW: "List"}


@st.fragment(key=PAGE)
def page(opened: Opened) -> None:
    """Draw the map of an analysis, or its matrix."""
    bar = st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="toolbar")
    state.follow(state.VIEW, VIEWS, otherwise=state.MAP_VIEW)
    view = bar.segmented_control(
        "View",
        list(VIEWS),
        format_func=VIEWS.__getitem__,
        key=state.VIEW,
        on_change=state.lead,
        args=(state.VIEW,),
        label_visibility="collapsed",
    )
    if view == state.MATRIX_VIEW:
        matrix.show(opened, bar)
        return
    if view == state.LIST_VIEW:
        listing.show(opened, bar)
        return
    with bar:
        back = st.container(horizontal=True, gap="xxsmall", key="trail", width="content")
        map_bar.show(opened)
    force = st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="chips")
    options = moves.options()
    picture = _picture(opened, options)
    with back:
        trail.buttons(trail.record())
    with force:
        map_bar.chips(picture)
    _map(opened, options, picture)


# Of its own: a click on the map need not wait for the toolbar.
@st.fragment
def _map(opened: Opened, options: MapOptions, picture: Picture) -> None:
    if moves.options() != options:
        # Something in here has changed the address without drawing the page anew.
        st.rerun()
    actions = _MapActions(picture)
    left, right = st.columns([13, 8], gap="small")
    with left:
        picked = canvas(
            state.MAP,
            (draw(picture, pins=options.pins),),
            view=_view(opened, options),
            title="Module map",
            hidden=picture.hidden,
            pushed=selection.pushed(state.MAP),
            height=HEIGHT,
            on_toggle=actions.toggle,
            on_keep=lambda text: actions.move(moves.added(state.KEEP, text)),
            on_remove=lambda text: actions.move(moves.added(state.DROP, text)),
        )
        selection.keep(state.MAP, picked)
    with right, st.container(key="panel"):
        if not picture.boxes:
            _empty(picture, actions)
        chain_list.show(opened, options, actions.change)
        if picked is not None or (not _is_asked() and picture.boxes):
            panel.show(opened, picked, actions)
    boxes = count(len(picture.boxes), "box", "boxes")
    # A click on the map need not wait for what few look at.
    with st.expander(f"As a table: {boxes}", key=TWIN, on_change="rerun") as table:
        if table.open:
            twin(
                state.MAP,
                picture,
                picked,
                empty="Nothing is left to draw: widen the focus or switch a filter off.",
            )
    # Now that all is sent: what the first click would wait for.
    lookup.prepare(opened.key, opened.analysis)


def _view(opened: Opened, options: MapOptions) -> str:
    """What the canvas is fitted to anew: not what is opened in place, pinned or switched on."""
    chosen = (
        options.focus,
        options.hops,
        options.direction.value,
        options.chain,
        options.every_chain,
        options.cycles_only,
        options.matching,
        options.not_matching,
    )
    return f"{opened.source}.{chosen}"


def _is_asked() -> bool:
    """Whether the panel is about a chain, or about an end of one."""
    return bool(state.parameter(state.CHAIN_FROM) or state.parameter(state.CHAIN_TO))


def _empty(picture: Picture, actions: _MapActions) -> None:
    parts.show(
        parts.callout(
            "doubt",
            "Nothing is left to draw",
            *picture.hidden,
            "Take a chip above the map away, or show everything again.",
        )
    )
    st.button(
        "Show everything",
        key="empty.all",
        on_click=actions.change,
        args=(dict.fromkeys(moves.VIEW),),
    )


def _picture(opened: Opened, options: MapOptions) -> Picture:
    """The map; what the address picks is drawn, if its package must be opened for it."""
    picture = cached.module_picture(opened.key, opened.analysis, options)
    named = selection.parse(state.parameter(state.SELECT))
    if not isinstance(named, BoxSelection) or options.opened is not None:
        return picture
    module = module_of(named.id)
    known = module in opened.analysis.structure.project.modules
    if not known or any(module_of(box.id) == module for box in picture.boxes):
        return picture
    shown = {box.id for box in picture.boxes if box.kind == "open-package"}
    around = reveal(shown, module)
    revealed = cached.module_picture(
        opened.key, opened.analysis, msgspec.structs.replace(options, opened=around)
    )
    if not any(module_of(box.id) == module for box in revealed.boxes):
        # It is left out for another reason than a closed package.
        return picture
    state.remember(state.OPEN, ",".join(sorted(around)))
    return revealed


class _MapActions:
    """What the panel's buttons, the canvas and the table do on this page."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture

    def pick(self, module: str) -> None:
        shown = {module_of(box.id): box.id for box in self.picture.boxes}
        selection.push(state.MAP, BoxSelection(shown.get(module, module)))
        if module not in shown:
            self._open(reveal(self._opened(), module))

    def move(self, changes: Moves) -> None:
        self.change(moves.narrowing(changes))

    def change(self, changes: Moves) -> None:
        state.change(changes)
        # The toolbar too: it says what is in force.
        st.rerun(PAGE)

    def toggle(self, package: str) -> None:
        opened = self._opened()
        after = opened - {package} if package in opened else opened | {package}
        self._open(after)

    def _open(self, packages: Collection[str]) -> None:
        # An address with nothing open differs from one that leaves it to us.
        self.change({state.OPEN: ",".join(sorted(packages)) or ","})

    def _opened(self) -> set[str]:
        return {box.id for box in self.picture.boxes if box.kind == "open-package"}
