"""The modules that differ, one row each: what became of them, their level, what importing does."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.graphs.components import levels
from views.compare.compared import Compared
from views.words import outcome_words

SIGNS = {"added": "+ added", "removed": "- removed", "rewritten": "~ rewritten", "": ""}


def show(seen: Compared) -> None:
    """A table that can be sorted and searched."""
    rows = _rows(seen)
    if not rows:
        st.caption("Every module has the text and the level that it had.")
        return
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height=min(31 * (len(rows) + 1) + 3, 520),
        row_height=31,
        key="compare.modules",
    )


def _rows(seen: Compared) -> list[dict[str, object]]:
    touched = seen.change.touched
    kinds = dict.fromkeys(touched.rewritten, "rewritten")
    kinds |= dict.fromkeys(touched.added, "added")
    kinds |= dict.fromkeys(touched.removed, "removed")
    otherwise = {one.module for one in seen.change.levels}
    was, now = (
        levels(side.analysis.structure.graph.at_import) for side in (seen.before, seen.after)
    )
    order = {"added": 0, "removed": 1, "rewritten": 2, "": 3}
    names = sorted(kinds.keys() | otherwise, key=lambda n: (order[kinds.get(n, "")], n))
    before, after = (side.analysis.execution.outcomes for side in (seen.before, seen.after))
    return [
        {
            "module": name,
            "change": SIGNS[kinds.get(name, "")],
            "level before": was.get(name),
            "level after": now.get(name),
            "importing it, before": outcome_words(before[name]) if name in before else "",
            "importing it, after": outcome_words(after[name]) if name in after else "",
        }
        for name in names
    ]
