"""The strip that sums up, and the list of everything that a text tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from analysis.triage.report import Claim, Diagnosis, Triage
from views import parts, state
from views.triage.told import CAUSES, TYPES, VERDICTS, Told, sign_of
from views.words import Markup, count, safe

LONGEST = 200
MOST = 300
_MARKDOWN = str.maketrans("", "", "`*")
# A list that is drawn anew begins where the picked row is, in browsers that know how.
CURRENT = (
    "background: rgba(86,180,233,.20); box-shadow: inset 4px 0 #0072B2; "
    "scroll-initial-target: nearest;"
)
_INK = {"good": "good-ink", "bad": "bad-ink", "doubt": "warning", "note": "info"}


def strip(triage: Triage) -> str:
    """How many claims got which verdict, and how many tracebacks are explained."""
    found = Counter(claim.verdict for claim in triage.claims)
    chips = [
        _chip(kind, f"{sign} {found[verdict]} {word.lower()}")
        for verdict, (sign, word, kind) in VERDICTS.items()
        if triage.claims
    ]
    told = Counter(sign_of(each) for each in triage.tracebacks)
    number = count(len(triage.tracebacks), "traceback")
    states = ", ".join(f"{sign} {many} {word.lower()}" for (sign, word, _), many in told.items())
    words = [count(len(triage.claims), "claim"), *chips] if triage.claims else []
    if triage.tracebacks:
        words += [f"{'· ' if words else ''}{number}: {safe(states)}"]
    return f'<div class="pl pl-told">{" ".join(words)}</div>'


def _chip(kind: str, words: str) -> str:
    shade = {"good": "good", "bad": "error", "doubt": "warning", "note": "info"}[kind]
    return f'<span class="pl-chip {shade}">{safe(words)}</span>'


def listed(told: Sequence[Told], picked: Told) -> None:
    """Everything told, one row each; a row opens what is known of it."""
    more = len(told) - MOST
    with st.container(key="told"):
        parts.show(
            f'<div class="inbox">{"".join(_row(each) for each in told[:MOST])}</div>',
            parts.paragraph(f"and {more:,} more: cut the text down to see them", "muted")
            if more > 0
            else "",
        )
    at = told.index(picked)
    # Beside the list, so that it stays where it is scrolled to.
    st.html(f"<style>.st-key-told .item:nth-child({at + 1}) {{ {CURRENT} }}</style>")


def _row(told: Told) -> str:
    sign, word, kind = sign_of(told.said)
    title = parts.link(_words(told.said), "triage", **{state.TOLD: told.id})
    return (
        f'<div class="item"><div><span class="{_INK[kind]}">{sign} {safe(word)}</span> '
        f'<span class="head">{title}</span></div>'
        f'<div class="why">{safe(_short(told.said.summary))}</div>'
        f'<div class="sub"><span>{_about(told)}</span></div></div>'
    )


def _words(said: Claim | Diagnosis) -> str:
    if isinstance(said, Claim):
        return f"“{_short(said.text.translate(_MARKDOWN))}”"
    return _short(error_words(said))


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST]} …"


def error_words(said: Diagnosis) -> str:
    """The error as the log says it."""
    return ": ".join(filter(None, (said.error, said.message))) or "The log ends before the error"


def _about(told: Told) -> Markup:
    said = told.said
    kind = TYPES[said.type] if isinstance(said, Claim) else CAUSES[said.cause].lower()
    times = "" if isinstance(said, Claim) or said.times < 2 else f" · {said.times} times"
    return parts.joined(f"line {told.line} · {kind}{times}")
