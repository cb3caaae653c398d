"""A text in Markdown, as it will be read and to be copied."""

from __future__ import annotations

import streamlit as st


def written(text: str, height: int = 560) -> None:
    """Both, beside each other."""
    printable = text.encode("utf-8", "replace").decode("utf-8")
    left, right = st.columns(2, gap="medium")
    with left:
        st.caption("As it will be read:")
        with st.container(border=True, height=height):
            st.markdown(printable)
    with right:
        st.caption("To copy:")
        st.code(printable, language="markdown", height=height, wrap_lines=True)
