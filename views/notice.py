"""The notice that a folder has changed since it was read, and its button to read it again."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analysis import Analysis, SourceError
from analysis.sources.difference import Difference
from views import opening, parts, state, surviving
from views.opening import Opened
from views.standing import standing
from views.words import count, plain, safe

MOST_PATHS = 5
MOST_NEWS = 4


def watch(opened: Opened) -> None:
    """Look at the folder from time to time, in the background; an upload does not change."""
    if not opening.is_watched(opened.source):
        return
    try:
        every = opening.seconds_between_looks(opened.source)
    except SourceError:
        every = None
    st.fragment(_look, run_every=every)(opened)


def refresh(opened: Opened) -> Opened:
    """Read what changed; the view stays where it is. What there is to say, `tell` says."""
    after = opening.refreshed(opened)
    st.session_state[state.NEWS] = [
        _news(opened.analysis, after.analysis),
        *surviving.let_go(opened.analysis, after.analysis),
    ]
    return after


def tell() -> None:
    """Say once what came of the last refresh."""
    news: Sequence[str] = st.session_state.pop(state.NEWS, ())
    for sentence in news[:MOST_NEWS]:
        st.toast(sentence, icon=":material/refresh:", duration="long")


def _look(opened: Opened) -> None:
    said, changes, trouble = "", Difference((), (), ()), ""
    try:
        changes = opening.what_changed(opened)
        if changes.paths:
            said = f"{count(len(changes.paths), 'file')} changed"
    except SourceError as error:
        said, trouble = "Folder can't be read", str(error)
    # For those who can't see it: said when it appears, without taking the focus.
    st.html(f'<span class="pl-unseen" role="status">{safe(said)}</span>')
    if not said:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="notice"):
        with st.popover(said, icon=":material/warning:" if trouble else ":material/sync:"):
            if trouble:
                st.markdown(f"{plain(trouble)}. What is shown is what was read before.")
            else:
                _paths(changes)
        pressed = not trouble and st.button(
            "Refresh", key="refresh", type="primary", help="Read what changed, and stay here"
        )
    if pressed:
        _pressed(opened)


def _pressed(opened: Opened) -> None:
    try:
        refresh(opened)
    except SourceError as error:
        st.session_state[state.NEWS] = [f"This folder can't be read now: {plain(str(error))}"]
    st.rerun()


def _paths(changes: Difference) -> None:
    rows: list[tuple[str, str]] = []
    for kind in ("changed", "new", "gone"):
        paths: tuple[str, ...] = getattr(changes, kind)
        rows += [(kind, path) for path in paths[:MOST_PATHS]]
        if len(paths) > MOST_PATHS:
            rows.append(("", f"and {len(paths) - MOST_PATHS:,} more"))
    parts.show(parts.table(["", "since it was read"], rows))


def _news(before: Analysis, after: Analysis) -> str:
    old = {finding.key for finding in before.findings}
    new = {finding.key for finding in after.findings}
    words = [count(len(new - old), "new finding")] * bool(new - old)
    words += [f"{count(len(old - new), 'finding')} gone"] * bool(old - new)
    waived = len(standing(after).waived) - len(standing(before).waived)
    words += [f"{count(waived, 'more finding')} waived"] * (waived > 0)
    return f"Read again: {', '.join(words) or 'the findings are the same'}."
