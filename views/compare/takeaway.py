"""What to take away: the change as Markdown for a pull request, and as JSON."""

from __future__ import annotations

import streamlit as st

from views.compare.compared import Compared, as_json, as_markdown
from views.written import written


def buttons(seen: Compared) -> None:
    """Both as files."""
    st.download_button(
        "Markdown",
        data=lambda: as_markdown(seen).encode("utf-8", "replace"),
        file_name="plumbline-change.md",
        mime="text/markdown",
        icon=":material/download:",
        type="primary",
        key="compare.markdown",
        help="For the pull request, with a picture",
        on_click="ignore",
    )
    st.download_button(
        "JSON",
        data=lambda: as_json(seen).encode("utf-8", "surrogateescape"),
        file_name="plumbline-change.json",
        mime="application/json",
        icon=":material/data_object:",
        key="compare.json",
        help="All of it, for scripts",
        on_click="ignore",
    )


def summary(seen: Compared) -> None:
    """The Markdown, to be read or copied."""
    written(as_markdown(seen))
