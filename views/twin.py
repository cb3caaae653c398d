"""The table twin of a picture: what is picked in one is picked in the other."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analysis.graphs.picture import Picture
from views import selection, state, tables
from views.canvas.component import BoxSelection, Picked
from views.picking import mark_row, pick_row


def twin(
    canvas: str,
    picture: Picture,
    picked: Picked,
    *,
    empty: str,
    columns: Sequence[str] | None = None,
) -> None:
    """One row a box of what `canvas` shows; `empty` is said where there is none."""
    rows = tables.boxes_table(picture)
    if rows.empty:
        st.caption(empty)
        return
    names = rows["name"].tolist()
    key = f"{state.TABLE}.{canvas}.{hash(tuple(names))}"
    name = picked.id if isinstance(picked, BoxSelection) else None
    mark_row(key, names.index(name) if name in names else None)

    def chosen(row: int) -> None:
        # The browser also tells of rows that were marked for it.
        if names[row] != name:
            selection.push(canvas, BoxSelection(names[row]))

    pick_row(key, rows if columns is None else rows[list(columns)], chosen)
