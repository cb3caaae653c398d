"""A matrix with its toolbar, the statements behind a cell, and its table."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis import Analysis
from analysis.findings import ImportCycle
from analysis.graphs.matrix import Matrix, cell_sites
from analysis.graphs.package_tree import TOP, module_of
from views import cached, panel, parts, selection, state, statements
from views.canvas.component import ArrowSelection, BoxSelection, Picked
from views.matrix.component import grid
from views.moves import Moves
from views.opening import Opened
from views.picking import pick_row
from views.within import package_of
from views.words import count

WHOLE = "the whole repository"


class _MatrixActions:
    """What the panel's buttons do beside a matrix."""

    def pick(self, module: str) -> None:
        state.remember(state.SELECT, module)

    def move(self, changes: Moves) -> None:
        state.change({state.VIEW: None, **changes})

    def change(self, changes: Moves) -> None:
        state.change(changes)

    def toggle(self, package: str) -> None:
        _open(package)


def show(opened: Opened, bar: DeltaGenerator) -> None:
    """The matrix that the address names; widgets in `bar` choose another one."""
    with bar:
        asked, at_import = _asked(opened.analysis)
    groups = cached.matrix_groups(opened.key, opened.analysis, asked)
    matrix = cached.matrix(opened.key, opened.analysis, asked, at_import)
    _breadcrumbs(asked, matrix)
    if not matrix.rows:
        st.caption("Nothing is left to draw: choose another package, or show the tests.")
        return
    picked = selection.parse(state.parameter(state.SELECT))
    left, right = st.columns([13, 8], gap="small")
    with left:
        grid(
            state.MATRIX,
            matrix,
            view=f"{opened.key}.{hash((asked, at_import))}",
            title=f"Dependency matrix of {matrix.package or WHOLE}",
            picked=picked,
            on_pick=lambda found: state.remember(state.SELECT, selection.write(found)),
            on_open=_open,
        )
    with right, st.container(key="panel"):
        match picked:
            case ArrowSelection(source=row, target=column):
                graph = opened.analysis.structure.modules
                sites = cell_sites(graph, groups, row, column, at_import)
                statements.show(opened, row, column, sites)
            case BoxSelection():
                panel.show(opened, picked, _MatrixActions())
            case None:
                _nothing(matrix)
    with st.expander(f"As a table: {count(len(matrix.cells), 'cell')}"):
        _twin(matrix)


def _asked(analysis: Analysis) -> tuple[cached.MatrixOf, bool]:
    modules = analysis.structure.project.modules
    key = state.parameter(state.CYCLE)
    cycle = next(
        (each for each in analysis.findings if isinstance(each, ImportCycle) and each.key == key),
        None,
    )
    package = None
    flat = False
    if cycle is None:
        package = package_of(modules)
        state.follow_toggle(state.FLAT)
        flat = st.toggle(
            "Every module",
            key=state.FLAT,
            on_change=state.lead,
            args=(state.FLAT,),
            help="A row for each module instead of one for each part of the package",
        )
    state.follow_toggle(state.EARLY)
    early = st.toggle(
        "At import only",
        key=state.EARLY,
        on_change=state.lead,
        args=(state.EARLY,),
        help="Without imports inside functions and for type checking",
    )
    if cycle is not None:
        return cached.MatrixOf(cycle=cycle.key), early
    state.follow_toggle(state.TESTS)
    tests = st.toggle("Tests", key=state.TESTS, on_change=state.lead, args=(state.TESTS,))
    return cached.MatrixOf(package or TOP, flat, tests), early


def _open(package: str) -> None:
    state.remember(state.WITHIN, module_of(package))
    state.remember(state.SELECT, None)


def _breadcrumbs(asked: cached.MatrixOf, matrix: Matrix) -> None:
    statements = sum(cell.count for cell in matrix.cells)
    facts = [
        f"{count(len(matrix.rows), 'row')}, {count(statements, 'import statement')}",
        count(len(matrix.blocks), "cycle") if matrix.blocks else "no cycle",
    ]
    if asked.cycle:
        words = parts.joined(
            "Members of ",
            parts.link("this cycle", "problems", **{state.FINDING: asked.cycle}),
            " · ",
            parts.link("Whole repository", "modules", **{state.VIEW: state.MATRIX_VIEW}),
        )
    else:
        steps = [parts.link(WHOLE, "modules", **{state.VIEW: state.MATRIX_VIEW})]
        names = matrix.package.split(".") if matrix.package else []
        for end in range(1, len(names) + 1):
            where = {state.VIEW: state.MATRIX_VIEW, state.WITHIN: ".".join(names[:end])}
            steps.append(parts.link(names[end - 1], "modules", **where))
        words = parts.joined(steps[0], *(piece for step in steps[1:] for piece in (" / ", step)))
    parts.show(parts.paragraph(parts.joined(words, f" · {' · '.join(facts)}")))


def _nothing(matrix: Matrix) -> None:
    against = sum(cell.count for cell in matrix.cells if cell.against)
    parts.show(
        parts.callout(
            "note",
            "Pick a number in the matrix",
            "A row imports its columns: the number counts the statements.",
            "Importers are at the top, foundations at the bottom.",
            "What lies below the diagonal runs against the flow, and is part of a cycle.",
            f"Here {count(against, 'statement')} against the flow." if against else "",
        )
    )


def _twin(matrix: Matrix) -> None:
    ranked = sorted(matrix.cells, key=lambda cell: (-cell.count, cell.row, cell.column))
    rows = pd.DataFrame(
        [
            {
                "importer": matrix.rows[cell.row].id,
                "imported": matrix.rows[cell.column].id,
                "statements": cell.count,
                "against the flow": cell.against,
                "at import": not cell.deferred,
            }
            for cell in ranked
        ]
    )
    if rows.empty:
        st.caption("No row imports another one.")
        return

    def chosen(at: int) -> None:
        cell = ranked[at]
        picked: Picked = ArrowSelection(matrix.rows[cell.row].id, matrix.rows[cell.column].id)
        state.remember(state.SELECT, selection.write(picked))

    pick_row(f"{state.TABLE}.matrix.{hash((matrix.package, len(ranked)))}", rows, chosen)
