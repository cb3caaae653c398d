"""A repository being read: how far it is, and a way to end it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from views.making import Making
from views.words import plain

PATIENCE = 0.3
"""Seconds before anything is shown: what is quick should not make the page jump."""
LOOK = 0.25
STAGES = {
    "finding modules": (0.0, 0.03),
    "reading files": (0.03, 0.45),
    "resolving imports": (0.45, 0.5),
    "simulating imports": (0.5, 0.8),
    "checking": (0.8, 1.0),
}
"""From where to where each stage of an analysis leads, of the whole."""


def wait_for(making: Making[Any], head: str, key: str, on_cancel: Callable[[], None]) -> None:
    """Until it is done. A click ends the run of the page here, and takes what was drawn with it."""
    if making.wait(PATIENCE):
        return
    place = st.empty()
    with place.container():
        status = st.status(head, expanded=True)
        bar = status.progress(0.0)
        status.button("Cancel", key=f"cancel.{key}", icon=":material/close:", on_click=on_cancel)
    done = False
    while not done:
        # A message to the browser, even an old one: there Streamlit looks for clicks.
        bar.progress(share_of(making), text=plain(words_of(making)))
        done = making.wait(LOOK)
    place.empty()


def share_of(making: Making[Any]) -> float:
    """How much of all is behind us, as far as that is known."""
    begin, end = STAGES.get(making.words, (0.0, 0.0))
    return begin + (end - begin) * min(1.0, max(0.0, making.share or 0.0))


def words_of(making: Making[Any]) -> str:
    """What is being done."""
    said = making.words[:1].upper() + making.words[1:]
    return f"{said}: others, who had less time, go first" if making.waits else f"{said} …"
