"""Tour: where to start reading, what runs at start-up, the packages, and what leans on a module."""

from __future__ import annotations

import streamlit as st

from analysis.tour.packages import PackageLine
from analysis.tour.reading import Reading, Role
from analysis.tour.whole import Tour
from views import parts, state, tour_change, tour_facts, tour_pieces, tour_start, tour_walk
from views.opening import Opened
from views.tour_pieces import CHANGE, PACKAGES, PARTS, READ, START
from views.words import count, safe

ROLES = {Role.ENTRY: "entry", Role.HUB: "hub", Role.FOUNDATION: "foundation"}
NAMED = 3
COLUMNS = ("num", "", "", "num", "")


def page(opened: Opened) -> None:
    """Draw the tour of an analysis.

    No fragment: it leads to other pages, and what a fragment still sends while the browser is on
    its way there breaks the page that it comes to.
    """
    tour_pieces.style()
    if not opened.analysis.structure.project.modules:
        parts.show(
            parts.callout(
                "note",
                "There is no module to show round in",
                "Open a folder that holds Python files.",
            )
        )
        return
    told = tour_facts.tour(opened.key, opened.analysis)
    part = st.segmented_control(
        "Part of the tour",
        PARTS,
        default=READ,
        required=True,
        key=state.TOUR_PART,
        bind="query-params",
        label_visibility="collapsed",
    )
    if part == START:
        tour_start.show(opened, told)
    elif part == PACKAGES:
        _packages(told)
    elif part == CHANGE:
        tour_change.show(opened, told)
    else:
        left, right = st.columns([6, 5], gap="medium")
        with right:
            tour_walk.show(opened, told)
        with left:
            _read_first(told)


def _read_first(told: Tour) -> None:
    st.subheader(
        "Read these first",
        anchor=False,
        help="Chosen by what the entry points reach and by who imports what, from different "
        "packages; tests, generated and re-exporting files are left out",
    )
    if not told.readings:
        parts.show(
            parts.callout(
                "note",
                "No module stands out",
                "Nothing here imports anything else of it: read any file you like.",
            )
        )
        return
    tour_pieces.show(*(_card(at, reading) for at, reading in enumerate(told.readings, start=1)))


def _card(number: int, reading: Reading) -> str:
    role = ROLES[reading.role]
    says = f"<div>{safe(reading.says)}</div>" if reading.says else ""
    facts = f"{count(reading.lines, 'line')} · level {reading.level}"
    return (
        f'<div class="card {role}"><span class="role">{number} · {role}</span>'
        f'<b class="head">{tour_pieces.module(reading.module)}</b>{says}'
        f"<div>{safe(reading.reason)}</div>"
        f"<small>{parts.place(reading.path)} · {safe(facts)}</small></div>"
    )


def _packages(told: Tour) -> None:
    st.subheader(
        "The packages, foundations first",
        anchor=False,
        help="A package imports those above it in this list; where packages import each other, "
        "the fewest statements run against the order",
    )
    if not told.packages:
        parts.show(parts.callout("note", "There are only tests here"))
        return
    rows: list[str] = []
    level = -1
    for line in told.packages:
        is_first = line.level != level
        level = line.level
        cells = [_level(level) if is_first else "", _package_name(line), _says(line)]
        cells += [f"{len(line.modules):,}", _leaning(line)]
        rows.append(tour_pieces.row(cells, COLUMNS, "level" if is_first else ""))
    head = ["level", "package", "what it says of itself", "modules", "who leans on it"]
    tour_pieces.show(tour_pieces.table(head, rows, COLUMNS, "packages"))


def _level(level: int) -> str:
    title = "stands on none of the others" if level == 0 else "stands on what has a lower level"
    return f'<span title="{title}">{level}</span>'


def _package_name(line: PackageLine) -> str:
    if not line.name:
        return "<i>top level</i>"
    return parts.link(line.name, "modules", select=line.name)


def _says(line: PackageLine) -> str:
    if not line.says:
        return '<span class="quiet">no docstring</span>'
    if line.said_by == line.name:
        return safe(line.says)
    inner = line.said_by.removeprefix(f"{line.name}.")
    return f'{safe(line.says)} <span class="quiet">({safe(inner)})</span>'


def _leaning(line: PackageLine) -> str:
    if not line.leaning:
        return '<span class="quiet">none at import</span>'
    named = ", ".join(safe(name or "top level") for name in line.leaning[:NAMED])
    more = len(line.leaning) - NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f'<span class="quiet">{safe(count(line.users, "module"))}:</span> {named}{rest}'
