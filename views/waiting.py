"""Work that takes a while: what is done, how much of it is behind us, and a way to end it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.elements.lib.mutable_status_container import StatusContainer

from views.opening import Opened
from views.proofs import Told
from views.words import plain

PATIENCE = 0.3
"""Seconds before anything is shown: what is quick should not make the page jump."""
LARGE = 300
"""Modules of a repository where nothing is quick."""


@contextmanager
def work(
    opened: Opened,
    head: str,
    key: str,
    on_cancel: Callable[[], None] = lambda: None,
    *,
    cancels: bool = True,
) -> Iterator[Told]:
    """Gives a function that hears of the progress, and takes away what it drew in the end.

    A click on Cancel ends the run of the page, and with it the work, where it tells next.
    """
    begun = time.monotonic()
    is_large = len(opened.analysis.structure.project.modules) > LARGE
    place = st.empty()
    drawn: list[tuple[StatusContainer, st.delta_generator.DeltaGenerator]] = []

    def told(words: str, share: float | None) -> None:
        if not drawn:
            if not is_large and time.monotonic() - begun < PATIENCE:
                return
            with place.container():
                status = st.status(head, expanded=True)
                bar = status.progress(0.0)
                if cancels:
                    status.button("Cancel", key=f"cancel.{key}", on_click=on_cancel)
            drawn.append((status, bar))
        bar = drawn[0][1]
        bar.progress(min(1.0, max(0.0, share or 0.0)), text=plain(words))

    yield told
    place.empty()
