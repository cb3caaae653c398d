"""What is shown of claims and of tracebacks alike: evidence, the finding, its picture, repair."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from analysis.findings import AnyFinding, DuplicateClass, Evidence
from analysis.triage.report import SuggestedFix
from views import cached, parts, state
from views.canvas.component import CLASSES, LOW, MODULES, canvas
from views.canvas.payload import draw
from views.opening import Opened
from views.triage import checked
from views.words import APPLICABILITY, Markup, rule_words, sentence

MOST = 200


def evidence(opened: Opened, found: Iterable[Evidence]) -> None:
    """Each place with what stands there: it opens beside the page, or on the map."""
    modules = cached.modules_by_path(opened.key, opened.analysis)
    rows = [
        (
            parts.joined(
                parts.place(each.path, each.line),
                *((" · ", _map(modules[each.path])) if each.path in modules else ()),
            ),
            each.note,
        )
        for each in found
    ]
    if rows:
        parts.show(
            parts.section("Evidence"),
            parts.table(["place", "what stands there"], rows[:MOST]),
            _more(len(rows) - MOST),
        )


def _map(module: str) -> Markup:
    return parts.link("map", "modules", **{state.SELECT: module})


def chips(names: Iterable[str]) -> list[str]:
    """Names of modules, each leading to the map."""
    return [
        f'<span class="chip">{parts.link(name, "modules", **{state.SELECT: name})}</span>'
        for name in names
    ]


def _more(number: int) -> str:
    return parts.paragraph(f"and {number:,} more", "muted") if number > 0 else ""


def finding(opened: Opened, key: str | None, advice: str = "") -> None:
    """What to do: the finding that stands behind it, and its repair; nothing without both."""
    behind = checked.finding_of(opened.analysis, key)
    if behind is None:
        if advice:
            parts.show(parts.section("What to do"), parts.callout("note", sentence(advice)))
        return
    fix = checked.fix_of(opened.key, opened.analysis, behind.key)
    parts.show(parts.section("What to do"))
    words, button = st.columns([5, 2], vertical_alignment="center", gap="small")
    with words:
        parts.show(parts.finding_line(behind), _what_to_do(fix, advice))
    words_of_button = "Repair this" if fix is not None else "Plan a repair"
    if button.button(
        words_of_button,
        key=f"triage.repair.{behind.key}",
        type="primary",
        icon=":material/build:",
        width="stretch",
        help="See the repository with this repaired",
    ):
        with_fix = {state.FIX: fix.id} if fix is not None else {}
        state.go("repair", {state.FINDING: behind.key, **with_fix})


def _what_to_do(fix: SuggestedFix | None, advice: str) -> str:
    if fix is None:
        return parts.callout("note", sentence(advice)) if advice else ""
    proof = "Not proven yet: the Repair page tries it on a copy in memory."
    known = APPLICABILITY["display"] if fix.applicability == "display" else proof
    return parts.callout("good", f"Fix: {fix.title}", sentence(advice or fix.rationale), known)


def picture(opened: Opened, key: str | None) -> None:
    """The finding behind it on a small map."""
    behind: AnyFinding | None = checked.finding_of(opened.analysis, key)
    if behind is None:
        return
    drawn = cached.finding_picture(opened.key, opened.analysis, behind.key)
    if drawn is None or not drawn.boxes:
        return
    parts.show(parts.section("On the map"))
    canvas(
        state.TRIAGE_MAP,
        (draw(drawn),),
        view=f"{opened.source}.{behind.key}",
        title=f"{rule_words(behind)} and its surroundings",
        hidden=drawn.hidden,
        height=LOW,
        inside=CLASSES if isinstance(behind, DuplicateClass) else MODULES,
        compact=True,
    )
