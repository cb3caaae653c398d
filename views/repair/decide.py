"""What a person must decide: notes of the repairs, classes that differ, repairs only to be read."""

from __future__ import annotations

import streamlit as st

from analysis import Analysis, Applicability, Fix, candidates
from analysis.findings import AnyFinding, DuplicateClass, advice_of
from views import members, parts, state
from views.opening import Opened
from views.repair.shown import Shown
from views.repair.steps import chip
from views.words import count, rule_words, sentence

DIVERGENT = ("divergent", "variant")
MOST = 8


def open_questions(shown: Shown) -> tuple[list[Fix], list[DuplicateClass]]:
    """Repairs with something to know before taking them, and duplicates that differ."""
    noted = [fix for fix in shown.fixes if fix.notes or fix.applicability is Applicability.DISPLAY]
    return noted, divergent(shown.after)


def divergent(analysis: Analysis) -> list[DuplicateClass]:
    """Classes of one name, or nearly, that do not do the same."""
    return [
        finding
        for finding in analysis.findings
        if isinstance(finding, DuplicateClass) and finding.data.kind in DIVERGENT
    ]


def show(opened: Opened, shown: Shown) -> None:
    """All of it, what belongs to the repairs first."""
    noted, differing = open_questions(shown)
    if not noted and not differing:
        st.caption("Nothing here needs a person's decision.")
        return
    for fix in noted:
        lines = [parts.joined(chip(fix.applicability.value), " ", sentence(fix.rationale))]
        parts.show(parts.callout("doubt", fix.title, *lines, *fix.notes))
    known = {finding.key for finding in opened.analysis.findings}
    for finding in differing[:MOST]:
        _duplicate(shown, finding, finding.key in known)
    if len(differing) > MOST:
        more = f"and {len(differing) - MOST} more groups of classes"
        parts.show(parts.paragraph(parts.link(more, "problems", **{state.RULE: "duplicate-class"})))


def _duplicate(shown: Shown, finding: DuplicateClass, stands: bool) -> None:
    head: object = finding.title
    if stands:
        head = parts.link(finding.title, "problems", **{state.FINDING: finding.key})
    lines = [sentence(advice_of(finding))]
    parts.show(parts.section(rule_words(finding)), parts.callout("note", head, *lines))
    members.side_by_side(finding)
    _options(shown.after, finding)


def _options(analysis: Analysis, finding: AnyFinding) -> None:
    """What could be done, as the repairs propose it: nothing of this is proven."""
    options = candidates(analysis, finding)
    if not options:
        return
    rows = [
        (fix.title, sentence(fix.rationale), " ".join(map(sentence, fix.notes))) for fix in options
    ]
    parts.show(
        parts.paragraph(f"{count(len(options), 'option')}, each to be read and proven first:"),
        parts.table(["option", "why", "to know"], rows),
    )
