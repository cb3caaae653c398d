"""The matrix as a Streamlit element: rows and cells in, the picked cell or row out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from analysis.graphs.matrix import Matrix
from analysis.graphs.package_tree import OWN, module_of
from views.canvas.component import ArrowSelection, BoxSelection, Picked

HERE = Path(__file__).parent
TALL = "max(440px, calc(100vh - 236px))"

_mount = st.components.v2.component(
    "plumbline_matrix",
    html='<div class="grid"></div>',
    css=(HERE / "grid.css").read_text(encoding="utf-8"),
    js=(HERE / "grid.js").read_text(encoding="utf-8"),
)


def grid(
    key: str,
    matrix: Matrix,
    *,
    view: str,
    title: str,
    picked: Picked,
    on_pick: Callable[[Picked], None],
    on_open: Callable[[str], None],
) -> None:
    """Draw a matrix. Another `view` fits it to the window anew; `on_open` hears a package's id."""

    def heard() -> None:
        found = selection(st.session_state[key].get("pick"))
        if found is not None:
            on_pick(found)

    def opened() -> None:
        name = st.session_state[key].get("open")
        if isinstance(name, str):
            on_open(name)

    left_out = f"{matrix.left_out:,} more have fewer imports and are left out: choose a package."
    _mount(
        key=key,
        data={
            "view": view,
            "title": title,
            "height": TALL,
            "notice": left_out if matrix.left_out else "",
            "rows": [
                {
                    "id": row.id,
                    "label": label(row.id, matrix.package),
                    "name": module_of(row.id),
                    "modules": row.modules,
                    "level": row.level,
                    "opens": row.modules > 1,
                }
                for row in matrix.rows
            ],
            "cells": [
                [cell.row, cell.column, cell.count, cell.against, cell.deferred]
                for cell in matrix.cells
            ],
            "blocks": [list(block) for block in matrix.blocks],
            "select": _ends(picked),
        },
        on_pick_change=heard,
        on_open_change=opened,
    )


def selection(sent: object) -> Picked:
    """What a browser sent, one id or two, as a selection; None for anything else."""
    if not isinstance(sent, list) or not all(isinstance(each, str) for each in sent):
        return None
    match sent:
        case [row]:
            return BoxSelection(row)
        case [row, column]:
            return ArrowSelection(row, column)
        case _:
            return None


def label(row: str, package: str) -> str:
    """A row's name without that of the package around it."""
    inner = row.removeprefix(f"{package}.") if package else row
    return inner.removesuffix(OWN) if inner != OWN[1:] else inner


def _ends(picked: Picked) -> list[str]:
    match picked:
        case BoxSelection(id=row):
            return [row]
        case ArrowSelection(source=row, target=column):
            return [row, column]
        case None:
            return []
