"""Export: everything the pages show, as files."""

from __future__ import annotations

import functools
from collections.abc import Callable

import msgspec
import streamlit as st

from views import cached, parts, state
from views.opening import Opened

PREVIEW = 20_000


class Format(msgspec.Struct, frozen=True):
    """A file to take away: what it is, its name, and the function that makes its text."""

    title: str
    what: str
    file_name: str
    mime: str
    language: str
    make: Callable[[Opened], str]


FORMATS = (
    Format(
        "Audit, JSON",
        "Every module with its outcome, every finding with its evidence. For scripts.",
        "plumbline.json",
        "application/json",
        "json",
        lambda opened: cached.exported(opened.key, opened.analysis, "json"),
    ),
    Format(
        "Audit, text",
        "What plumbline audit prints.",
        "plumbline.txt",
        "text/plain",
        "text",
        lambda opened: cached.exported(opened.key, opened.analysis, "text"),
    ),
    Format(
        "Patch of all safe repairs",
        "One unified diff; git apply takes it.",
        "plumbline.patch",
        "text/x-patch",
        "diff",
        lambda opened: cached.exported(opened.key, opened.analysis, "patch"),
    ),
    Format(
        "Module graph, Graphviz",
        "For dot -Tsvg plumbline.dot.",
        "plumbline.dot",
        "text/vnd.graphviz",
        "dot",
        lambda opened: cached.exported(opened.key, opened.analysis, "dot"),
    ),
    Format(
        "Module graph, Mermaid",
        "For Markdown pages that draw diagrams.",
        "plumbline.mmd",
        "text/plain",
        "text",
        lambda opened: cached.exported(opened.key, opened.analysis, "mermaid"),
    ),
    Format(
        "Module graph, JSON",
        "networkx node-link data.",
        "plumbline-graph.json",
        "application/json",
        "json",
        lambda opened: cached.exported(opened.key, opened.analysis, "graph-json"),
    ),
)


def page(opened: Opened) -> None:
    """Draw the list of files, with a look into the one that is picked."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        for each in FORMATS:
            words, button = st.columns([4, 1], vertical_alignment="center", gap="small")
            with words:
                parts.show(parts.callout("note", each.title, each.what))
            button.download_button(
                "Save",
                data=functools.partial(_bytes, each, opened),
                file_name=each.file_name,
                mime=each.mime,
                icon=":material/download:",
                key=f"save.{each.file_name}",
                on_click="ignore",
            )
    with right:
        titles = {each.title: each for each in FORMATS}
        chosen = titles[
            st.selectbox("Look into", list(titles), key=state.PREVIEW, bind="query-params")
        ]
        text = chosen.make(opened)
        if not text:
            st.caption("Empty: there is nothing to put in it.")
            return
        printable = text.encode("utf-8", "replace").decode("utf-8")
        st.code(printable[:PREVIEW], language=chosen.language, height=560)
        if len(text) > PREVIEW:
            st.caption(f"The first {PREVIEW:,} of {len(text):,} characters.")


def _bytes(form: Format, opened: Opened) -> bytes:
    return form.make(opened).encode("utf-8", "surrogateescape")
