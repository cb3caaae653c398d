"""Pieces that the panels of modules and packages share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import streamlit as st

from analysis.findings import AnyFinding
from views import moves, parts, state
from views.words import Markup

MOST_ROWS = 60
MOST_MORE = 1_000
MOST_FINDINGS = 12
IMPORTS = "imports"
IMPORTERS = "importers"
FINDINGS = "findings"

Row = TypeVar("Row")


def tabs(key: str, tabs: Mapping[str, tuple[str, Callable[[], None]]]) -> None:
    """Parts behind their labels, the one that the address asks for in front.

    Only what is in front is made: the others are when somebody opens them.
    """
    asked = state.parameter(state.PART) or ""
    shown = st.tabs(
        [label for label, _ in tabs.values()],
        default=tabs[asked][0] if asked in tabs else None,
        # Whoever asks for a part is shown it, whatever was opened before.
        key=f"tabs.{key}.{asked}",
        on_change="rerun",
    )
    for tab, (_, make) in zip(shown, tabs.values(), strict=True):
        if tab.open:
            with tab:
                make()


def module_link(module: str, kept: Mapping[str, str | list[str]] | None = None) -> Markup:
    """A module's name that leads to it; `kept` saves asking the address for each of many."""
    kept = moves.kept(*moves.WITH) if kept is None else kept
    return parts.link(module, "modules", **{**kept, state.SELECT: module})


def folded(
    key: str,
    head: Sequence[str],
    found: Sequence[Row],
    row: Callable[[Row], Sequence[object]],
    numbers: frozenset[int] = frozenset(),
) -> None:
    """A table of what was found; many rows wait until somebody wants to see them."""
    parts.show(parts.table(head, map(row, found[:MOST_ROWS]), numbers))
    more = found[MOST_ROWS:]
    if not more:
        return
    with st.expander(f"{len(more):,} more", key=f"more.{key}", on_change="rerun") as rest:
        if rest.open:
            parts.show(parts.table(head, map(row, more[:MOST_MORE]), numbers))
            if len(more) > MOST_MORE:
                st.caption(f"and {len(more) - MOST_MORE:,} more: the matrix has them all")


def findings(found: Sequence[AnyFinding], where: str) -> None:
    """Findings in a line or two, each with the way to its page."""
    if not found:
        st.caption("Nothing found here.")
    for each in found[:MOST_FINDINGS]:
        finding(each, where)
    if len(found) > MOST_FINDINGS:
        st.caption(f"and {len(found) - MOST_FINDINGS} more, on the Problems page")


def finding(found: AnyFinding, where: str) -> None:
    """One of them; `where` makes its button another one than elsewhere."""
    parts.show(parts.finding_line(found), parts.paragraph(found.message, "muted"))
    if st.button("Show this problem", key=f"problem.{where}.{found.key}", icon=":material/search:"):
        state.go("problems", {state.FINDING: found.key})
