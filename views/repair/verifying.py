"""Asking real CPython: the modules that a plan changes, imported in a limited child process."""

from __future__ import annotations

import streamlit as st

from analysis import (
    Plan,
    SourceError,
    Verdict,
    Verification,
    verify,
    worth_verifying,
)
from analysis.graphs.module_graph import import_time_graph
from views import parts, source, state
from views.opening import Opened
from views.repair.shown import Shown
from views.waiting import work
from views.words import count, plain, sentence

MOST = 80
MOST_KEPT = 8
MOST_TOLD = 8
WARNING = (
    "This runs code of the repository: each module is imported by CPython in a child process, "
    "on a temporary copy, with limits of time, memory and file size."
)
REFUSED = (
    "Code of a repository is not run on a server that others use. Whoever runs it can allow that "
    "with the environment variable PLUMBLINE_VERIFY=1."
)


def found_for(shown: Shown) -> Verification | None:
    """What CPython said of this state of the repository, if it was asked."""
    return _kept().get(shown.after_key)


def modules_of(shown: Shown) -> tuple[str, ...]:
    """The modules that tell most, then those that import them, as many as are bounded."""
    plan = Plan(shown.fixes, shown.edits, shown.after, shown.comparison)
    graph = import_time_graph(shown.after.structure.modules)
    found = dict.fromkeys(worth_verifying(plan, MOST))
    outcomes = shown.after.execution.outcomes
    for module in tuple(found):
        near = graph.predecessors(module) if module in graph else ()
        found |= dict.fromkeys(sorted(each for each in near if each in outcomes))
        if len(found) >= MOST:
            break
    return tuple(found)[:MOST]


def shout(shown: Shown, plan: str) -> None:
    """Where CPython does something else than was predicted, before anything else.

    Of what is looked at, and of the whole `plan` (its key) whatever is looked at.
    """
    found = [_kept().get(key) for key in dict.fromkeys((plan, shown.after_key))]
    wrong = next((each.disagreements for each in found if each and each.disagreements), ())
    if not wrong:
        return
    number = count(len(wrong), "module")
    head = f"✕ CPython disagrees with the prediction for {number}: do not trust this plan"
    more = len(wrong) - MOST_TOLD
    parts.show(
        parts.callout(
            "bad",
            head,
            *(f"{each.module}: {each.reason}" for each in wrong[:MOST_TOLD]),
            f"and {more} more" if more > 0 else "",
        )
    )


def offer(opened: Opened, shown: Shown) -> None:
    """The button, what it does in plain words, and what came of it."""
    if source.verifying(opened.source) is source.Verifying.REFUSED:
        parts.show(parts.callout("note", "Verification is off", REFUSED))
        return
    allowed = True
    if source.verifying(opened.source) is source.Verifying.ASK:
        allowed = st.toggle("Let code of this upload run", key=f"{state.MAY_RUN}.{opened.source}")
    modules = modules_of(shown)
    words, button = st.columns([5, 1], vertical_alignment="center", gap="small")
    with words:
        st.caption(WARNING)
    pressed = button.button(
        "Verify again" if found_for(shown) else "Verify",
        icon=":material/fact_check:",
        key="verify",
        disabled=not allowed or not modules,
        width="stretch",
        help=f"Import {count(len(modules), 'module')} with CPython",
    )
    if pressed:
        _verify(opened, shown, modules)
    verified = found_for(shown)
    if verified is not None:
        _told(verified)


def _verify(opened: Opened, shown: Shown, modules: tuple[str, ...]) -> None:
    seen = -1
    with work(opened, "Importing modules with CPython", "verify") as told:

        def progress(stage: str) -> None:
            nonlocal seen
            seen += 1
            told(stage, seen / len(modules))

        try:
            verified = verify(shown.after, modules, progress=progress)
        except SourceError as error:
            parts.show(parts.callout("doubt", "It can't be verified", sentence(str(error))))
            return
    kept = _kept()
    kept[shown.after_key] = verified
    while len(kept) > MOST_KEPT:
        del kept[next(iter(kept))]
    # What disagrees is told at the top of the page, which is drawn already.
    st.rerun()


def _told(verified: Verification) -> None:
    numbers = {verdict: len(verified.having(verdict)) for verdict in Verdict}
    kind = "good" if not numbers[Verdict.DISAGREE] else "bad"
    if kind == "good" and not numbers[Verdict.AGREE]:
        kind = "doubt"
    lines = []
    if verified.stand_ins:
        names = ", ".join(verified.stand_ins)
        lines.append(f"Not installed, and replaced by inert stand-ins: {names}.")
    lines += [sentence(note) for note in verified.notes]
    parts.show(
        parts.callout(
            kind,
            f"CPython {verified.python}: {numbers[Verdict.AGREE]} agree, "
            f"{numbers[Verdict.DISAGREE]} disagree, {numbers[Verdict.UNDECIDED]} undecided "
            f"({verified.seconds:.1f} s)",
            *lines,
        )
    )
    rows = [
        (("✓ " if each.complete else "○ ") + each.name, each.means) for each in verified.protections
    ]
    with st.expander("What was kept from it, and how"):
        parts.show(parts.table(["", "how"], rows))
        if not all(each.complete for each in verified.protections):
            st.caption(plain("○ is not enforced by this system."))


def _kept() -> dict[str, Verification]:
    found: dict[str, Verification] = st.session_state.setdefault(state.VERIFIED, {})
    return found
