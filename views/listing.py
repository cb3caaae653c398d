"""Every module in a table, filtered by what the address says: where the pages' numbers lead."""

from __future__ import annotations

import msgspec
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis import Analysis, Fails, Outcome, Unknown
from views import cached, parts, state
from views.opening import Opened
from views.within import package_of
from views.words import OUTCOMES, Markup, count, outcome_words

ORDERS = {
    "name": "by name",
    "lines": "longest first",
    "importers": "most imported first",
    "imports": "most imports first",
    "level": "foundations first",
}
MOST = 250


class Row(msgspec.Struct, frozen=True):
    """A module and its numbers."""

    name: str
    path: str
    lines: int
    imports: int
    importers: int
    level: int
    outcome: Outcome | None


def show(opened: Opened, bar: DeltaGenerator) -> None:
    """The modules that the filters in `bar` leave."""
    rows = _rows(opened)
    with bar:
        within, level, order = _choices(rows)
        state.follow_toggle(state.TESTS)
        tests = st.toggle("Tests", key=state.TESTS, on_change=state.lead, args=(state.TESTS,))
    files = opened.analysis.structure.project.modules
    rows = [
        row
        for row in rows
        if (tests or not files[row.name].is_test)
        and (level is None or str(row.level) == level)
        and (within is None or f"{row.name}.".startswith(f"{within}."))
    ]
    outcomes = _outcomes(rows)
    if outcomes:
        rows = [row for row in rows if outcome_words(row.outcome) in outcomes]
    ranked = sorted(rows, key=lambda row: (_rank(row, order), row.name))
    lines = sum(row.lines for row in rows)
    parts.show(
        parts.paragraph(f"{count(len(rows), 'module')}, {count(lines, 'line')}", "muted"),
        table(opened.analysis, ranked[:MOST]),
    )
    if len(ranked) > MOST:
        st.caption(f"The first {MOST} of {len(ranked):,}: choose a package or another order.")


def table(analysis: Analysis, rows: list[Row]) -> str:
    """The modules with their numbers, each a link."""
    head = ["module", "file", "lines", "imports", "imported by", "level", "importing it"]
    return parts.table(
        head,
        [
            (
                parts.link(row.name, "modules", **{state.SELECT: row.name}),
                parts.place(row.path, 1, row.path),
                parts.place(row.path, 1, f"{row.lines:,}"),
                neighbours(row.name, row.imports, "imports"),
                neighbours(row.name, row.importers, "importers"),
                parts.link(
                    row.level,
                    "modules",
                    **{state.VIEW: state.LIST_VIEW, state.LEVEL: str(row.level)},
                ),
                raised(row.outcome),
            )
            for row in rows
        ],
        frozenset({2, 3, 4, 5}),
    )


def neighbours(module: str, number: int, part: str) -> Markup:
    """How many imports or importers a module has, leading to their lines."""
    return parts.link(f"{number:,}", "modules", **{state.SELECT: module, state.PART: part})


def raised(outcome: Outcome | None) -> Markup:
    """What importing a module does, and the line that decides."""
    words = outcome_words(outcome)
    match outcome:
        case Fails(failure=failure):
            return parts.joined("✕ fails at ", parts.place(failure.path, failure.line))
        case Unknown(path=path, line=line) if path:
            return parts.joined("? can't tell at ", parts.place(path, line))
        case _:
            return parts.joined(words)


def _rows(opened: Opened) -> list[Row]:
    analysis = opened.analysis
    graph, project = analysis.structure.modules, analysis.structure.project
    levels = cached.levels_of(opened.key, analysis)
    return [
        Row(
            name=name,
            path=file.path,
            lines=facts.lines if (facts := project.facts.get(name)) else 0,
            imports=graph.out_degree(name) if name in graph else 0,
            importers=graph.in_degree(name) if name in graph else 0,
            level=levels.get(name, 0),
            outcome=analysis.execution.outcomes.get(name),
        )
        for name, file in project.modules.items()
    ]


def _choices(rows: list[Row]) -> tuple[str | None, str | None, str]:
    within = package_of(row.name for row in rows)
    levels = [str(level) for level in sorted({row.level for row in rows})]
    state.follow(state.LEVEL, levels)
    level = st.selectbox(
        "Level",
        levels,
        index=None,
        placeholder="Any level",
        format_func=lambda each: f"Level {each}",
        key=state.LEVEL,
        on_change=state.lead,
        args=(state.LEVEL,),
        label_visibility="collapsed",
        width=130,
    )
    state.follow(state.ORDER, ORDERS, otherwise="name")
    order = st.selectbox(
        "Order",
        list(ORDERS),
        format_func=ORDERS.__getitem__,
        key=state.ORDER,
        on_change=state.lead,
        args=(state.ORDER,),
        label_visibility="collapsed",
        width=180,
    )
    return within, level, order


def _outcomes(rows: list[Row]) -> list[str]:
    state.follow(state.OUTCOME, OUTCOMES, several=True)
    numbers = dict.fromkeys(OUTCOMES, 0)
    for row in rows:
        numbers[outcome_words(row.outcome)] += 1
    chosen: list[str] = st.pills(
        "Importing it",
        OUTCOMES,
        format_func=lambda words: f"{words} {numbers[words]:,}",
        selection_mode="multi",
        key=state.OUTCOME,
        on_change=state.lead,
        args=(state.OUTCOME,),
        label_visibility="collapsed",
    )
    return chosen


def _rank(row: Row, order: str) -> int:
    numbers = {
        "lines": -row.lines,
        "importers": -row.importers,
        "imports": -row.imports,
        "level": row.level,
    }
    return numbers.get(order, 0)
