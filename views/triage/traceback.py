"""A traceback: the cause in words, the way that led there, who else is blocked, what to do."""

from __future__ import annotations

from analysis.triage.report import Cause, Diagnosis
from views import parts, state
from views.moves import affected
from views.opening import Opened
from views.triage import chain, common
from views.triage.listing import error_words
from views.triage.told import CAUSES, sign_of
from views.words import count, sentence

FEW = 12
MOST_BLOCKED = 300


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
    rest = common.chips(names[FEW:MOST_BLOCKED])
    left = len(names) - MOST_BLOCKED
    parts.show(
        parts.section(f"Can't be imported because of it: {count(len(names), 'module')}"),
        f'<div class="chips">{"".join(common.chips(names[:FEW]))}</div>',
        parts.folded(
            f"and {len(names) - FEW:,} more",
            f'<div class="chips">{"".join(rest)}</div>',
            parts.paragraph(f"and {left:,} more", "muted") if left > 0 else "",
        )
        if rest
        else "",
        _on_the_map(diagnosis),
    )


def _on_the_map(diagnosis: Diagnosis) -> str:
    """All that import the module where it ends."""
    if not diagnosis.frames:
        return ""
    at = diagnosis.frames[-1].module
    asked = {name: value for name, value in affected(at).items() if isinstance(value, str)}
    words = f"Everything that imports {at}, on the map"
    return parts.paragraph(parts.link(words, "modules", **asked, **{state.SELECT: at}))
