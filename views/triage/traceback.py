"""A traceback: the cause in words, the way that led there, who else is blocked, what to do."""

from __future__ import annotations

import streamlit as st

from analysis.triage.report import Cause, Diagnosis
from views import parts, state
from views.moves import affected
from views.opening import Opened
from views.triage import chain, common
from views.triage.listing import error_words
from views.triage.told import CAUSES, sign_of
from views.words import count, sentence

MOST_BLOCKED = 12


def show(opened: Opened, diagnosis: Diagnosis) -> None:
    """Everything about one traceback."""
    sign, word, kind = sign_of(diagnosis)
    parts.show(
        parts.heading(
            f"{sign} {CAUSES[diagnosis.cause]}",
            parts.place(diagnosis.path, diagnosis.line) if diagnosis.path is not None else "",
            f"line {diagnosis.at} of the text",
            f"{diagnosis.times} times" if diagnosis.times > 1 else "",
            word if diagnosis.cause is not Cause.NOT_THIS_REPOSITORY else "",
        ),
        parts.callout(kind, sentence(diagnosis.summary) or word, error_words(diagnosis)),
        _differences(diagnosis),
    )
    look_for_repair = common.remedy(opened, diagnosis.finding, diagnosis.advice)
    way = chain.drawn(opened.analysis, diagnosis)
    if way:
        parts.show(parts.section("The way that led there"), way)
    common.evidence(opened, diagnosis.evidence)
    _blocked(diagnosis)
    common.picture(opened, diagnosis.finding)
    # Last, because it takes longest.
    look_for_repair()


def _differences(diagnosis: Diagnosis) -> str:
    """Where the code is not what the log speaks of."""
    if not diagnosis.differs:
        return ""
    now = diagnosis.cause_now
    head = (
        f"The log is older than the code; what is left: {CAUSES[now].lower()}"
        if now is not None
        else "The code no longer matches the log"
    )
    return parts.callout("doubt", head, *diagnosis.differs)


def _blocked(diagnosis: Diagnosis) -> None:
    names = diagnosis.blocked
    if not names:
        return
    rest = common.chips(names[MOST_BLOCKED:])
    with st.container(key="blocked"):
        parts.show(
            parts.section(f"Can't be imported because of it: {count(len(names), 'module')}"),
            f'<div class="chips">{"".join(common.chips(names[:MOST_BLOCKED]))}</div>',
            parts.folded(f"and {len(rest):,} more", f'<div class="chips">{"".join(rest)}</div>')
            if rest
            else "",
            _on_the_map(diagnosis),
        )


def _on_the_map(diagnosis: Diagnosis) -> str:
    """All that import the module where it ends."""
    at = diagnosis.frames[-1].module if diagnosis.frames else diagnosis.chain[-1:]
    if not at or not isinstance(at, str):
        return ""
    asked = {name: value for name, value in affected(at).items() if isinstance(value, str)}
    words = f"Everything that imports {at}, on the map"
    return parts.paragraph(parts.link(words, "modules", **asked, **{state.SELECT: at}))
