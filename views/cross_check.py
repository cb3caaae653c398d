"""A second opinion: where the graph that pydeps sees differs from ours, and why; on request."""

from __future__ import annotations

import threading
from collections import Counter

import pandas as pd
import streamlit as st

from analysis import Analysis, SourceError
from analysis.checkpoint import checkpoint
from analysis.cross_check.run import cross_check
from analysis.cross_check.value import WORDS, CrossCheck, OneSided
from views import parts, reading, state
from views.making import Makings, Say
from views.opening import Opened
from views.picking import pick_row
from views.words import count, plain

ASKED = "cross-check"
REASON = "cross-check.reason"
TALLEST = 340
FOUND = "cross-check.found"
LOOK = 0.2
"""Seconds between two looks at whether another one has ended."""
_ALONE = threading.Lock()


def section(opened: Opened) -> None:
    """A button, and what pydeps says once it was pressed."""
    st.subheader(
        "Second opinion", anchor=False, help="The module graph as pydeps sees it, beside ours"
    )
    if st.session_state.get(ASKED) != opened.key:
        words, button = st.columns([7, 1], vertical_alignment="center", gap="small")
        words.caption(
            "Ask pydeps, which reads compiled code and does not run it, and see every edge that "
            "only one of both has, with the reason."
        )
        button.button(
            "Ask",
            key="ask.pydeps",
            help="Let pydeps read a copy of the source",
            on_click=_ask,
            args=(opened.key,),
        )
        return
    known: tuple[str, CrossCheck] | None = st.session_state.get(FOUND)
    if known is None or known[0] != opened.key:
        try:
            known = st.session_state[FOUND] = (opened.key, _checked(opened.key, opened.analysis))
        except SourceError as error:
            st.error(plain(str(error)))
            return
    _show(known[1])


def _ask(key: str) -> None:
    st.session_state[ASKED] = key


def _checked(key: str, analysis: Analysis) -> CrossCheck:
    """What pydeps says, in the background: a click goes elsewhere, and Cancel ends it."""

    def cancel() -> None:
        _makings().cancel(key)
        st.session_state.pop(ASKED, None)

    with _makings().watched(key, lambda say: _one_at_a_time(analysis, say)) as making:
        reading.wait_for(making, "pydeps reads a copy of the source", key, cancel)
    return making.result()


def _one_at_a_time(analysis: Analysis, say: Say) -> CrossCheck:
    """Each takes a processor and much memory, on a server that many may use."""
    say("waiting for other second opinions")
    while not _ALONE.acquire(timeout=LOOK):
        checkpoint()
    try:
        say("pydeps follows every import")
        return cross_check(analysis)
    finally:
        _ALONE.release()


@st.cache_resource(show_spinner=False)
def _makings() -> Makings[CrossCheck]:
    return Makings()


def _show(found: CrossCheck) -> None:
    if found.problems:
        head = "pydeps could not do all of it" if found.answered else "pydeps gave no answer"
        parts.show(parts.callout("doubt", f"? {head}", *found.problems))
    if not found.answered:
        return
    loose = len(found.unexplained)
    head = (
        f"{count(found.both, 'edge')} at import time that both have"
        f" ({count(found.modules, 'module')}, pydeps {found.version})"
    )
    said = (
        f"{count(loose, 'difference')} without a known reason"
        if loose
        else "Every difference has its reason"
    )
    ours = f"Only ours: {count(len(found.only_ours), 'edge')}"
    theirs = f"only pydeps: {count(len(found.only_theirs), 'edge')}"
    parts.show(parts.callout("doubt" if loose else "good", head, f"{ours}, {theirs}. {said}."))
    every = [*(("Ours", edge) for edge in found.only_ours)]
    every += [("pydeps", edge) for edge in found.only_theirs]
    if not every:
        return
    counted = Counter(edge.reason for _, edge in every)
    reasons = {
        f"{reason.value} · {number}": reason for reason, number in reversed(counted.most_common())
    }
    # What is rare says most.
    every.sort(key=lambda each: (counted[each[1].reason], each[1].reason.value))
    chosen = st.pills("Reason", list(reasons), key=REASON, label_visibility="collapsed")
    if chosen is not None:
        every = [each for each in every if each[1].reason is reasons[chosen]]
        st.caption(plain(f"{reasons[chosen].value}: {WORDS[reasons[chosen]]}."))
    pick_row(
        f"{ASKED}.table.{chosen}",
        pd.DataFrame(
            [
                (who, edge.importer, edge.imported, edge.reason.value, _place(edge))
                for who, edge in every
            ],
            columns=["only", "importer", "imported", "reason", "statement"],
        ),
        lambda row: state.go("modules", {state.SELECT: every[row][1].importer}),
        tallest=TALLEST,
    )


def _place(edge: OneSided) -> str:
    return f"{edge.path}:{edge.line}" if edge.path else ""
