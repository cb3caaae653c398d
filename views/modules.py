"""Modules: the levelled map, its toolbar, and the details of what is picked there."""

from __future__ import annotations

import msgspec
import streamlit as st

from analysis.graphs.package_tree import module_of, reveal
from analysis.graphs.picture import Picture
from analysis.graphs.scene import MapOptions
from views import cached, listing, matrix, panel, selection, state, tables
from views.canvas.component import BoxSelection, Picked, canvas
from views.canvas.payload import draw
from views.opening import Opened
from views.panel import pick_row
from views.words import count

MOST_HOPS = 5
VIEWS = {state.MAP_VIEW: "Map", state.MATRIX_VIEW: "Matrix", state.LIST_VIEW: "List"}


@st.fragment
def page(opened: Opened) -> None:
    """Draw the map of an analysis, or its matrix."""
    bar = st.container(horizontal=True, vertical_alignment="center", key="toolbar")
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
        options = _toolbar(opened)
    picture = _picture(opened, options)
    actions = _MapActions(picture)
    left, right = st.columns([13, 8], gap="small")
    with left:
        picked = canvas(
            state.MAP,
            (draw(picture),),
            view=f"{opened.source}.{options.focus}.{options.hops}.{options.cycles_only}",
            title="Module map",
            hidden=picture.hidden,
            pushed=selection.pushed(state.MAP),
            on_toggle=actions.toggle,
        )
        selection.keep(state.MAP, picked)
    with right, st.container(key="panel"):
        panel.show(opened, picked, actions)
    with st.expander(f"As a table: {count(len(picture.boxes), 'box', 'boxes')}"):
        _twin(picture, options)


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
    state.remember(state.OPEN, ",".join(sorted(around)))
    return cached.module_picture(
        opened.key, opened.analysis, msgspec.structs.replace(options, opened=around)
    )


def _toolbar(opened: Opened) -> MapOptions:
    modules = sorted(opened.analysis.structure.project.modules)
    focus = st.selectbox(
        "Focus",
        modules,
        index=None,
        placeholder="Focus on a module …",
        key=state.FOCUS,
        bind="query-params",
        label_visibility="collapsed",
        width=300,
    )
    hops = 1
    if focus is not None:
        hops = st.selectbox(
            "Hops",
            range(1, MOST_HOPS + 1),
            format_func=lambda number: count(number, "import") + " away",
            key=state.HOPS,
            bind="query-params",
            label_visibility="collapsed",
            width=150,
        )
    cycles = st.toggle("Cycles only", key=state.CYCLES, bind="query-params")
    tests = st.toggle("Tests", key=state.TESTS, bind="query-params")
    external = st.toggle("Third party", key=state.EXTERNAL, bind="query-params")
    opened_packages = state.parameter(state.OPEN)
    if opened_packages is not None and st.button(
        "As opened first", icon=":material/unfold_less:", help="Open and close as at first"
    ):
        state.remember(state.OPEN, None)
        opened_packages = None
    return MapOptions(
        opened=None if opened_packages is None else frozenset(opened_packages.split(",")) - {""},
        focus=focus,
        hops=hops,
        cycles_only=cycles,
        hide_tests=not tests,
        externals=external,
    )


class _MapActions:
    """What the panel's buttons, the canvas and the table do on this page."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture

    def pick(self, module: str) -> None:
        shown = {module_of(box.id): box.id for box in self.picture.boxes}
        if module not in shown:
            state.remember(state.OPEN, ",".join(sorted(reveal(self._opened(), module))))
        selection.push(state.MAP, BoxSelection(shown.get(module, module)))

    def focus(self, module: str) -> None:
        st.session_state[state.FOCUS] = module

    def toggle(self, package: str) -> None:
        opened = self._opened()
        after = opened - {package} if package in opened else opened | {package}
        # An address with nothing open differs from one that leaves it to us.
        state.remember(state.OPEN, ",".join(sorted(after)) or ",")

    def _opened(self) -> set[str]:
        return {box.id for box in self.picture.boxes if box.kind == "open-package"}


def _twin(picture: Picture, options: MapOptions) -> None:
    rows = tables.boxes_table(picture)
    if rows.empty:
        st.caption("Nothing is left to draw: widen the focus or switch a filter off.")
        return
    names = rows["name"].tolist()

    def chosen(row: int) -> None:
        picked: Picked = BoxSelection(names[row])
        selection.push(state.MAP, picked)

    pick_row(f"{state.TABLE}.modules.{hash(options)}", rows, chosen)
