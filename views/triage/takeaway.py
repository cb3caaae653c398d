"""The checked text to take away."""

from __future__ import annotations

import functools

import streamlit as st

from views.opening import Opened
from views.triage import checked
from views.triage.pasted import Pasted

PREVIEW = 20_000


def offer(opened: Opened, pasted: Pasted) -> None:
    """A look at the answer as Markdown, to copy, and the files."""
    text = checked.taken_away(opened, pasted.text, "markdown")
    st.caption("The answer with its evidence, for the ticket: copy it, or take the file.")
    with st.container(horizontal=True):
        _button(opened, pasted, "Markdown", "markdown", "triage.md", "text/markdown")
        _button(opened, pasted, "JSON", "json", "triage.json", "application/json")
    st.code(text[:PREVIEW], language="markdown", height=560)
    if len(text) > PREVIEW:
        st.caption(f"The first {PREVIEW:,} of {len(text):,} characters.")


def _button(
    opened: Opened, pasted: Pasted, words: str, form: str, file_name: str, mime: str
) -> None:
    st.download_button(
        words,
        data=functools.partial(_bytes, opened, pasted.text, form),
        file_name=file_name,
        mime=mime,
        icon=":material/download:",
        key=f"save.{file_name}",
        on_click="ignore",
    )


def _bytes(opened: Opened, text: str, form: str) -> bytes:
    return checked.taken_away(opened, text, form).encode("utf-8", "surrogateescape")
