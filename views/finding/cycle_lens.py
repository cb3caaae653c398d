"""The cycle microscope on the page: tick imports, and see what is left of the component."""

from __future__ import annotations

from urllib.parse import quote

import msgspec
import pandas as pd
import streamlit as st

from analysis.findings import ImportCycle
from analysis.graphs.layout import edge_sites
from analysis.graphs.package_tree import module_of
from analysis.graphs.picture import Picture
from views import cached, code, parts, state
from views.canvas.component import ArrowSelection, BoxSelection, Picked, canvas
from views.canvas.payload import draw
from views.finding.microscope import ARROW, Component, Edge, parse, redrawn, write
from views.opening import Opened
from views.words import Markup, count

HEIGHT = "460px"
_MOST_LEFT = 12
_MOST_NAMED = 6
_MOST_SITES = 12
_ROW_HEIGHT = 31
_SHOWN_OF_LINK = "#(.+)$"
_TALLEST = 280


@st.fragment
def show(opened: Opened, finding: ImportCycle) -> None:
    """The picture with its ticks, what is left without them, and one import looked at."""
    component = Component(opened.analysis, finding)
    ticks = _kept(component)
    ticked = ticks.edges
    state.remember(state.TICKS, write(component, ticked))
    left = component.left(ticked)
    _summary(opened, component, ticked, left)
    _buttons(component, ticked)
    picture = cached.finding_picture(opened.key, opened.analysis, finding.key)
    picked: Picked = None
    if picture is not None and picture.boxes:
        picked = canvas(
            state.FINDING_MAP,
            (draw(redrawn(picture, component, ticked, left)),),
            view=f"{opened.source}.{finding.key}",
            title="The component, its boundary and the ticked imports",
            hidden=(*picture.hidden, *_left_out(component, picture)),
            height=HEIGHT,
            compact=True,
        )
    _ticks(opened, component, ticks)
    _look(opened, component, ticked, picked)


def _summary(
    opened: Opened, component: Component, ticked: frozenset[Edge], left: tuple[tuple[str, ...], ...]
) -> None:
    members, tangled = len(component.members), sum(map(len, left))
    parts.show(
        parts.tiles(
            [
                (f"{len(ticked):,} of {len(component.edges):,}", "imports ticked away"),
                (f"{tangled:,} of {members:,}", "modules still in a cycle"),
                (f"{len(left):,}", "component" if len(left) == 1 else "components left"),
                (f"{len(left[0]) if left else 0:,}", "modules in the largest"),
            ]
        )
    )
    if not left:
        parts.show(parts.callout("good", "✓ No cycle is left without the ticked imports"))
    elif ticked:
        more = len(left) - _MOST_LEFT
        parts.show(
            *(_part(opened, part) for part in left[:_MOST_LEFT]),
            parts.paragraph(f"and {count(more, 'smaller component')}", "muted") if more > 0 else "",
        )


def _part(opened: Opened, part: tuple[str, ...]) -> str:
    """What stays in a cycle with each other; a click lists it, each module with its file."""
    files = opened.analysis.structure.project.modules
    named = f"{', '.join(part[:_MOST_NAMED])}{', …' if len(part) > _MOST_NAMED else ''}"
    listed = [parts.joined(parts.place(files[name].path, 1, name), Markup("<br>")) for name in part]
    words = f"{count(len(part), 'module')} still in a cycle with each other: {named}"
    return parts.folded(words, *listed)


def _buttons(component: Component, ticked: frozenset[Edge]) -> None:
    with st.container(horizontal=True):
        st.button(
            f"Tick the proposed cut ({len(component.proposed)})",
            key="microscope.propose",
            icon=":material/content_cut:",
            disabled=not component.proposed or ticked == frozenset(component.proposed),
            on_click=_tick,
            args=(component, frozenset(component.proposed)),
        )
        st.button(
            "Clear",
            key="microscope.clear",
            icon=":material/restart_alt:",
            disabled=not ticked,
            on_click=_tick,
            args=(component, frozenset()),
        )


class _Ticks(msgspec.Struct, frozen=True):
    """What is ticked of one finding; the number grows when the table has to follow."""

    finding: str
    edges: frozenset[Edge]
    number: int = 0


def _kept(component: Component) -> _Ticks:
    """What was ticked last; at first what the address says."""
    kept: _Ticks | None = st.session_state.get(state.TICKED)
    if kept is None or kept.finding != component.finding.key:
        named = parse(component, state.parameter(state.TICKS))
        return _Ticks(component.finding.key, named)
    return msgspec.structs.replace(kept, edges=kept.edges.intersection(component.edges))


def _tick(component: Component, edges: frozenset[Edge]) -> None:
    """Ticks that do not come from the table."""
    number = _kept(component).number + 1
    st.session_state[state.TICKED] = _Ticks(component.finding.key, edges, number)


def _left_out(component: Component, picture: Picture) -> tuple[str, ...]:
    members = len(component.members)
    drawn = sum(
        module_of(box.id) in component.members
        for box in picture.boxes
        if box.kind != "open-package"
    )
    return (f"{drawn} of {members} members are drawn",) if drawn < members else ()


def _ticks(opened: Opened, component: Component, ticks: _Ticks) -> None:
    """All imports of the component in a table that can be searched; its ticks are the cut."""
    edges, proposed = component.edges, frozenset(component.proposed)
    key = f"{state.TABLE}.ticks.{opened.key}.{component.finding.key}.{ticks.number}"

    def heard() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        st.session_state[state.TICKED] = msgspec.structs.replace(
            ticks, edges=frozenset(edges[row] for row in rows)
        )

    places = [component.written(edge) for edge in edges]
    rows = pd.DataFrame(
        {
            "import": [f"{importer} → {imported}" for importer, imported in edges],
            "where": [_link(component, f"{place.path}:{place.line}") for place in places],
            "cut": ["proposed" if edge in proposed else "" for edge in edges],
        }
    )
    st.dataframe(
        rows,
        key=key,
        hide_index=True,
        on_select=heard,
        selection_mode="multi-row",
        selection_default={
            "selection": {"rows": [at for at, edge in enumerate(edges) if edge in ticks.edges]}
        },
        height=min(_ROW_HEIGHT * (len(rows) + 1) + 3, _TALLEST),
        row_height=_ROW_HEIGHT,
        column_config={
            "import": st.column_config.TextColumn(width=330),
            "where": st.column_config.LinkColumn(width=170, display_text=_SHOWN_OF_LINK),
            "cut": st.column_config.TextColumn(width=70),
        },
    )


def _link(component: Component, place: str) -> str:
    """A cell of a table can only lead to an address: to this finding, with the file open."""
    here = state.address("problems", {state.FINDING: component.finding.key, state.AT: place})
    return f"{here}#{quote(place, safe='/:', errors='surrogateescape')}"


def _look(opened: Opened, component: Component, ticked: frozenset[Edge], picked: Picked) -> None:
    """One import: where it is written, and a shortest cycle through it."""
    edges = component.edges
    asked: Edge | None = None
    match picked:
        case BoxSelection(id=box):
            name = module_of(box)
            parts.show(parts.joined(parts.link(name, "modules", select=name), " on the map"))
        case ArrowSelection(source=source, target=target):
            asked = next(iter(component.between(source, target)), None)
            if asked is None:
                _beside(opened, source, target)
        case None:
            importer, _, imported = (state.parameter(state.LOOK) or "").partition(ARROW)
            asked = (importer, imported) if (importer, imported) in edges else None
    edge = st.selectbox(
        "Look at an import",
        edges,
        index=None if asked is None else edges.index(asked),
        format_func=" → ".join,
        placeholder="A shortest cycle through …  (pick an arrow, or search here)",
        key=f"microscope.look.{component.finding.key}.{asked}",
        label_visibility="collapsed",
    )
    state.remember(state.LOOK, ARROW.join(edge) if edge else None)
    if edge is None:
        return
    st.button(
        "Untick this import" if edge in ticked else "Tick this import away",
        key="microscope.tick",
        on_click=_tick,
        args=(component, ticked ^ {edge}),
    )
    ring = component.cycle(edge)
    for site in component.sites(edge)[1:_MOST_SITES]:
        parts.show(parts.joined("also at ", parts.place(site.path, site.line)))
    parts.show(
        parts.paragraph(f"A shortest cycle through it: {count(len(ring), 'import')}"),
        parts.stack([*(each.importer for each in ring), ring[0].importer]),
    )
    by_path: dict[str, dict[int, str]] = {}
    for each in ring:
        by_path.setdefault(each.path, {})[each.line] = f"imports {each.imported}"
    for path, marks in by_path.items():
        parts.show(parts.place(path, min(marks)))
        code.excerpt(opened.analysis.tree, path, marks, around=1)


def _beside(opened: Opened, source: str, target: str) -> None:
    """An arrow across the boundary: the statements behind it."""
    sites = edge_sites(opened.analysis.structure, source, target)
    rows = [(parts.place(site.path, site.line), ", ".join(site.names)) for site in sites]
    parts.show(
        parts.paragraph(f"{module_of(source)} → {module_of(target)}, across the boundary"),
        parts.table(["statement", "names"], rows[:_MOST_SITES]),
    )
