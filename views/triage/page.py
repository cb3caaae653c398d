"""The page: a box, then a strip that sums up, what the text tells, and the one that is picked."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analysis.sources.errors import SourceError
from analysis.triage.report import Claim, Triage
from analysis.triage.tracker.state import is_tracker
from views import parts, state
from views.opening import Opened
from views.triage import checked, claim, pasted, takeaway, traceback, tracker, written
from views.triage.listing import listed, strip
from views.triage.pasted import Pasted
from views.triage.told import Told, told_of
from views.words import count, safe

TOLD, TEXT, AWAY, TRACKER = "told", "text", "take-away", "tracker"
STYLE = """
<style>
.pl-told { line-height: 1.9; }
.st-key-told, .st-key-panel { max-height: max(300px, calc(100vh - 190px)); overflow-y: auto; }
.st-key-told .pl .item .sub, .st-key-told .why { padding-left: 0; font-size: .86rem; }
.pl-quote { margin: 0 0 6px; padding: 2px 0 2px 10px; white-space: pre-wrap;
  border-left: 3px solid rgba(128,140,155,.45); overflow-wrap: anywhere; max-height: 12em;
  overflow-y: auto; }
.pl ul.pl-facts { list-style: none; margin: 0 0 6px; padding: 0; font-size: .92rem; }
.pl ul.pl-facts li { margin: 0; padding: 3px 0; border-top: 1px solid rgba(128,140,155,.25);
  overflow-wrap: anywhere; }
.pl ol.pl-chain { list-style: none; margin: 2px 0 6px; padding: 0; }
.pl ol.pl-chain li { position: relative; margin: 0 0 13px; padding: 2px 10px; border-radius: 6px;
  border: 1px solid rgba(128,140,155,.45); overflow-wrap: anywhere; }
.pl ol.pl-chain li:last-child { margin-bottom: 0; }
.pl ol.pl-chain li:not(:last-child)::after { content: "↓"; position: absolute; left: 16px;
  bottom: -15px; line-height: 15px; opacity: .7; }
.pl ol.pl-chain li.breaks { border: 2px solid #D55E00; background: rgba(213,94,0,.10); }
.pl ol.pl-chain code { display: block; white-space: pre-wrap; opacity: .85; }
.pl ol.pl-chain small { font-size: .9em; }
.st-key-told .why { opacity: .9; }
.st-key-triage-text .pl-code { max-height: max(300px, calc(100vh - 235px)); }
.st-key-triage-text em { opacity: 1; font-style: normal; }
.st-key-triage-bar > div:first-child { flex-grow: 1; }
</style>
"""


def page(opened: Opened) -> None:
    """Draw the box, or what is true of the text that was put into it."""
    st.html(STYLE)
    text = pasted.current()
    if text is None:
        _begin(opened)
        return
    if is_tracker(text.text):
        _bar(text, "", {})
        tracker.again(opened, text)
        return
    try:
        triage = checked.checked(opened, text.text)
    except SourceError as error:
        said = f"A file can't be read any more: {error}"
        parts.show(parts.callout("note", said, "Refresh, and it is checked anew."))
        _bar(text, "", {})
        return
    told = told_of(triage)
    shown = _bar(text, strip(triage) if told else "", _parts_of(triage))
    match shown:
        case "text":
            with st.container(key="triage-text"):
                parts.show(parts.paragraph(_source(text), "muted"), written.shown(text.text, told))
        case "take-away":
            takeaway.offer(opened, text)
        case "tracker":
            tracker.offer(opened, text)
        case _:
            if not triage.concerns_repository:
                _nothing(told)
            if told:
                _told(opened, told)


def _begin(opened: Opened) -> None:
    """The box, and what it is good for."""
    left, right = st.columns([3, 2], gap="medium")
    with left:
        pasted.ask(opened)
    with right:
        if state.parameter(state.TOLD):
            head = "The text of this link is not here"
            parts.show(parts.callout("note", head, "No address has it: paste it again."))
        parts.show(
            parts.callout(
                "note",
                "A traceback, or a whole log",
                "Also from pytest, uvicorn, Celery, Docker or journald, cut off, or of Windows.",
                "Told: the cause, its line in this repository, who else is blocked, what to do; "
                "and whether the log is older than the code.",
            ),
            parts.callout(
                "note",
                "A ticket, in Markdown or plain words",
                "Each claim is held against the code: a name or module that is missing, classes "
                "defined twice, circles of imports, what can't be imported, what is blocked.",
                "✓ confirmed · ◐ partly · ✕ refuted · ? can't be checked, with the lines that say "
                "so. What is no claim stays out.",
            ),
            parts.paragraph("The text stays in this session: it is in no address.", "muted"),
        )


def _parts_of(triage: Triage) -> dict[str, str]:
    """What there is to look at of an answer."""
    away = {AWAY: "Take away"} if triage.concerns_repository else {}
    tracked = {TRACKER: "Tracker"} if triage.has_faults else {}
    return {TOLD: "What it tells", TEXT: "The text", **away, **tracked}


def _bar(text: Pasted, summary: str, options: dict[str, str]) -> str:
    """What sums up, the parts of the answer, and the way back to the box; gives the part."""
    if options:
        state.follow(state.PART, options, otherwise=TOLD)
    with st.container(horizontal=True, vertical_alignment="center", key="triage-bar"):
        st.html(summary or f'<div class="pl pl-told">{safe(_source(text))}</div>')
        shown: str | None = TOLD
        if options:
            shown = st.segmented_control(
                "Show",
                list(options),
                format_func=options.__getitem__,
                required=True,
                key=state.PART,
                on_change=state.lead,
                args=(state.PART,),
                label_visibility="collapsed",
            )
        st.button("Change the text", icon=":material/edit:", on_click=pasted.change)
    return shown or TOLD


def _source(text: Pasted) -> str:
    lines = count(len(text.text.splitlines()), "line")
    return f"{text.name}, {lines}" if text.name else f"Pasted, {lines}"


def _nothing(told: Sequence[Told]) -> None:
    what = (
        "What it tells of is not in this repository: no file, module or class of it is named."
        if told
        else "There is no traceback in it, and no claim about modules, names or classes."
    )
    parts.show(
        parts.callout(
            "note",
            "Nothing of this repository in here",
            what,
            "Is the right repository open? The button at the top left chooses another one.",
        )
    )


def _told(opened: Opened, told: Sequence[Told]) -> None:
    named = state.parameter(state.TOLD)
    picked = next((each for each in told if each.id == named), told[0])
    left, right = st.columns([5, 7], gap="medium")
    with left:
        listed(told, picked)
    with right, st.container(key="panel"):
        if isinstance(picked.said, Claim):
            claim.show(opened, picked.said)
        else:
            traceback.show(opened, picked.said)
