"""What to take away: the patch, and a summary for the pull request."""

from __future__ import annotations

import streamlit as st

from analysis import SourceError, Verification, Walk, unified_diff
from analysis.report import plan_markdown
from views.opening import Opened
from views.repair import verifying
from views.repair.shown import Shown
from views.written import written

PATCH = "plumbline.patch"
SUMMARY = "plumbline.md"


def buttons(opened: Opened, shown: Shown, walk: Walk, name: str) -> None:
    """Both as files."""
    try:
        patch = unified_diff(shown.before.tree, shown.edits).encode("utf-8", "surrogateescape")
    except SourceError:
        return
    st.download_button(
        "Patch",
        # Given away on the click: the browser looks for a file that lies ready, and finds none
        # where the next run has begun.
        data=lambda: patch,
        file_name=PATCH,
        mime="text/x-patch",
        icon=":material/download:",
        type="primary",
        key="take.patch",
        help=_applies(shown),
        on_click="ignore",
    )
    if shown.is_plan:
        st.download_button(
            "Summary",
            data=lambda: _summary(shown, walk, name).encode("utf-8", "replace"),
            file_name=SUMMARY,
            mime="text/markdown",
            icon=":material/description:",
            key="take.summary",
            help="The plan in Markdown, for the pull request",
            on_click="ignore",
        )


def _applies(shown: Shown) -> str:
    if shown.is_plan or shown.before_key == shown.after_key:
        return "A unified diff: apply it with `git apply plumbline.patch`"
    return "A unified diff of this alone, on top of the steps before it"


def summary(shown: Shown, walk: Walk, name: str) -> None:
    """The Markdown, to be read or copied."""
    written(_summary(shown, walk, name))


def _summary(shown: Shown, walk: Walk, name: str) -> str:
    found = verifying.found_for(shown)
    return _written(shown.after_key, name, found.seconds if found else None, walk, found)


@st.cache_data(max_entries=8, show_spinner="Writing the summary …")
def _written(
    key: str, name: str, verified: float | None, _walk: Walk, _found: Verification | None
) -> str:
    return plan_markdown.render(_walk, name, _found)
