"""The text that is looked into: pasted, uploaded, or a file of the repository. Never in the URL."""

from __future__ import annotations

import re

import msgspec
import streamlit as st

from analysis.sources.errors import SourceError
from analysis.sources.tree import SourceTree
from analysis.triage.decoding import decoded
from views import state
from views.opening import Opened
from views.words import plain

LARGEST_MB = 2
LARGEST = LARGEST_MB * 2**20
MOST_EXAMPLES = 3
BOX = 300
PLACEHOLDER = """\
Traceback (most recent call last):
  File "/app/main.py", line 7, in <module>
    from shop.orders import place_order
ImportError: cannot import name 'place_order' from 'shop.orders' (/app/shop/orders.py)

… or a ticket: "`shop/orders.py` does not define `place_order`; orders -> stock -> orders is a \
circle"
"""
_EXAMPLE = re.compile(
    r"(issue|ticket|bug|incident|postmortem|traceback|triage)s?[\w.-]*\.(md|markdown|rst|txt|log)",
    re.IGNORECASE,
)


class Pasted(msgspec.Struct, frozen=True):
    """A text and where it comes from; `name` is "" for one that was pasted."""

    text: str
    name: str = ""


def current() -> Pasted | None:
    """The text of this session, if there is one."""
    kept: Pasted | None = st.session_state.get(state.TRIAGED)
    return kept


def take(pasted: Pasted | None) -> None:
    """Look into another text, or into none."""
    st.session_state[state.TRIAGED] = pasted


def change() -> None:
    """Back to the box, with the text in it."""
    kept = current()
    st.session_state[state.PASTED] = kept.text if kept is not None else ""
    take(None)
    state.remember(state.TOLD, None)


def ask(opened: Opened) -> None:
    """The box, and the other ways to give a text."""
    with st.form("triage", border=False):
        text = st.text_area(
            "Traceback, log or ticket",
            key=state.PASTED,
            height=BOX,
            placeholder=PLACEHOLDER,
            label_visibility="collapsed",
        )
        sent = st.form_submit_button(
            "Check it", type="primary", icon=":material/fact_check:", help="Ctrl+Enter in the box"
        )
    if sent and not text.strip():
        st.caption("The box is empty.")
    elif sent:
        _check(Pasted(text))
    for path in examples(opened.analysis.tree):
        words = f"Try it with this repository's {plain(path)}"
        if st.button(words, key=f"triage.{path}", icon=":material/description:"):
            try:
                _check(Pasted(decoded(opened.analysis.tree.read(path)), path))
            except (KeyError, SourceError):
                st.caption("This file can't be read any more.")
    uploaded = st.file_uploader(
        "Or a file",
        key=state.LOG_FILE,
        max_upload_size=LARGEST_MB,
        help="A log or a ticket as text. It is read in memory and kept nowhere.",
    )
    if uploaded is not None:
        _check(Pasted(decoded(uploaded.getvalue()), uploaded.name))


def _check(pasted: Pasted) -> None:
    if len(pasted.text) > LARGEST:
        st.error(
            f"This is more than {LARGEST_MB} MB: cut out what it is about, or use "
            f"`plumbline triage PATH --file LOG`, which takes larger ones.",
            icon=":material/error:",
        )
        return
    take(pasted)
    st.rerun()


def examples(tree: SourceTree) -> list[str]:
    """The files at the top of a repository that look like a ticket or a log."""
    named = [path for path in tree.paths() if "/" not in path and _EXAMPLE.fullmatch(path)]
    return named[:MOST_EXAMPLES]
