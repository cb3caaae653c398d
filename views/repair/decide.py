"""What a person must decide: notes of the repairs, classes that differ, repairs only to be read."""

from __future__ import annotations

import streamlit as st

from analysis import Analysis, Applicability, Fix, SourceError, candidates
from analysis.findings import DuplicateClass, advice_of
from views import members, parts, state
from views.repair.shown import Shown
from views.repair.steps import chip
from views.shelf import of_analysis
from views.words import count, rule_words, sentence

DIVERGENT = ("divergent", "variant")
MOST = 8


def open_questions(shown: Shown) -> tuple[list[Fix], list[DuplicateClass]]:
    """Repairs with something to know before taking them, and duplicates that differ.

    One repair alone leaves to a person only what its own finding is about.
    """
    noted = [fix for fix in shown.fixes if fix.notes or fix.applicability is Applicability.DISPLAY]
    about = {fix.finding for fix in shown.fixes}
    differing = [each for each in divergent(shown.after) if shown.is_plan or each.key in about]
    return noted, differing


def divergent(analysis: Analysis) -> list[DuplicateClass]:
    """Classes of one name, or nearly, that do not do the same."""
    return [
        finding
        for finding in analysis.findings
        if isinstance(finding, DuplicateClass) and finding.data.kind in DIVERGENT
    ]


def show(shown: Shown) -> None:
    """All of it, what belongs to the repairs first."""
    noted, differing = open_questions(shown)
    if not noted and not differing:
        st.caption("Nothing here needs a person's decision.")
        return
    for fix in noted:
        lines = [parts.joined(chip(fix.applicability.value), " ", sentence(fix.rationale))]
        parts.show(parts.callout("doubt", fix.title, *lines, *fix.notes))
    for finding in differing[:MOST]:
        duplicate(shown.after_key, shown.after, finding)
    if len(differing) > MOST:
        more = f"and {len(differing) - MOST} more groups of classes"
        parts.show(parts.paragraph(parts.link(more, "problems", **{state.RULE: "duplicate-class"})))


def duplicate(key: str, analysis: Analysis, finding: DuplicateClass) -> None:
    """How the classes of a group differ, and what could be done about them."""
    head = parts.link(finding.title, "problems", **{state.FINDING: finding.key})
    lines = [sentence(advice_of(finding))]
    parts.show(parts.section(rule_words(finding)), parts.callout("note", head, *lines))
    members.side_by_side(finding)
    _options(_options_of(key, analysis, finding.key))


@of_analysis(most=64, spinner="Looking for options …")
def _options_of(key: str, _analysis: Analysis, finding_key: str) -> tuple[Fix, ...]:
    finding = next(each for each in _analysis.findings if each.key == finding_key)
    try:
        return candidates(_analysis, finding)
    except SourceError:
        return ()


def _options(options: tuple[Fix, ...]) -> None:
    """What could be done, as the repairs propose it: nothing of this is proven."""
    if not options:
        return
    rows = [
        (fix.title, sentence(fix.rationale), " ".join(map(sentence, fix.notes))) for fix in options
    ]
    parts.show(
        parts.paragraph(f"{count(len(options), 'option')}, each to be read and proven first:"),
        parts.table(["option", "why", "to know"], rows),
    )
