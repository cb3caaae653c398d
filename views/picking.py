"""A table of which a row can be picked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

ROW_HEIGHT = 31


def pick_row(
    key: str,
    rows: pd.DataFrame,
    chosen: Callable[[int], None],
    *,
    tallest: int = 320,
    columns: Mapping[str, ColumnConfig] | None = None,
    row: int | None = None,
) -> None:
    """A table of which a row can be picked, by its mark or by any cell of it.

    `chosen` hears its position.
    """

    def heard() -> None:
        selection = st.session_state[key]["selection"]
        # A cell takes the mark of a row away, but not the row that was marked at first.
        picked = [cell[0] for cell in selection.get("cells", ())] or selection["rows"]
        if picked:
            chosen(picked[0])

    st.dataframe(
        rows,
        key=key,
        hide_index=True,
        on_select=heard,
        selection_mode=["single-row", "single-cell"],
        selection_default={"selection": {"rows": [] if row is None else [row]}},
        height=min(ROW_HEIGHT * (len(rows) + 1) + 3, tallest),
        row_height=ROW_HEIGHT,
        column_config=dict(columns or {}),
    )


def mark_row(key: str, row: int | None) -> None:
    """Picks a row of a table as if it had been clicked; of a row whose cell was, the row."""
    wanted = [] if row is None else [row]
    now = st.session_state[key]["selection"] if key in st.session_state else {}
    if now.get("rows", []) != wanted or now.get("cells"):
        st.session_state[key] = {"selection": {"rows": wanted, "columns": [], "cells": []}}
