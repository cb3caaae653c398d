"""The fixes of a finding, and those that were tried and rejected."""

from __future__ import annotations

import streamlit as st

from analysis.findings import AnyFinding, BrokenImport, advice_of
from analysis.fixes.edits import Fix
from views import parts, proofs, state
from views.opening import Opened, rewritten
from views.repair import choice
from views.waiting import work
from views.words import APPLICABILITY, count, plain, sentence


def show_fixes(opened: Opened, finding: AnyFinding) -> None:
    """The best fix, the others below it; what has not proven itself with the reason."""
    path = rewritten(opened.analysis, [finding])
    if path is not None:
        st.caption(f"{plain(path)} was written since it was read: refresh to see repairs.")
        return
    with work(opened, "Trying its repairs", "fixes", cancels=False) as told:
        tried = proofs.considered(opened.key, opened.analysis, finding.key, told)
    found = tried.considered if tried is not None else None
    if found is None or not (found.proofs or found.rejected):
        _decide(finding, "No repair is known for this one.")
        return
    if found.proofs:
        _fix(opened, finding, found.proofs[0].fix)
    else:
        _decide(finding, "No repair of this one has proven itself.")
    others = [proof.fix for proof in found.proofs[1:]]
    if others or found.rejected:
        words = [count(len(others), "other repair")] if others else []
        words += [f"{len(found.rejected)} tried and rejected"] if found.rejected else []
        with st.expander(", ".join(words)):
            for fix in others:
                _fix(opened, finding, fix)
            rows = [(each.fix.title, each.reason) for each in found.rejected]
            if rows:
                parts.show(parts.table(["rejected", "why"], rows))


def _decide(finding: AnyFinding, why: str) -> None:
    """What a person has to do where no repair can."""
    # That of a broken import heads its page.
    advice = "" if isinstance(finding, BrokenImport) else advice_of(finding)
    if advice:
        parts.show(parts.callout("note", sentence(advice), why))
    else:
        st.caption(why)


def _fix(opened: Opened, finding: AnyFinding, fix: Fix) -> None:
    words, button = st.columns([6, 1], vertical_alignment="center", gap="small")
    with words:
        parts.show(
            parts.callout(
                "good" if fix.applicability.value == "safe" else "note",
                f"Fix: {fix.title}",
                APPLICABILITY[fix.applicability.value],
                sentence(fix.rationale),
                *fix.notes,
            )
        )
    if button.button(
        "Repair this",
        key=f"repair.{fix.id}",
        type="primary",
        width="stretch",
        help="Put this repair into the plan, and see the repository with it",
    ):
        choice.chosen_now(opened)
        choice.add(str(opened.source), fix.id)
        plan = state.parameter(state.PLAN)
        state.go("repair", {state.PLAN: plan or "", state.FIX: fix.id})
