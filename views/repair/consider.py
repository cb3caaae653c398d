"""The finding under consideration: its repairs with their proofs, and those that failed theirs."""

from __future__ import annotations

import streamlit as st

from analysis import Analysis, Chosen, Proof, SourceError, Walk, candidates
from analysis.findings import AnyFinding, advice_of
from analysis.fixes.walk import finding_of
from analysis.fixes.workbench import Workbench
from views import parts, proofs, state
from views.opening import Opened
from views.proofs import Tried
from views.repair import choice, shown
from views.repair.steps import chip, effects, here
from views.shelf import of_analysis
from views.waiting import work
from views.words import SIGNS, count, rule_words, safe, sentence

MOST_SHOWN = 4
FIRST = 8


def pick(opened: Opened, chosen: Chosen, walk: Walk) -> AnyFinding | None:
    """The finding that the address names, or the first where nothing is planned yet."""
    left = {finding.key: finding for finding in walk.after.findings}
    named = state.parameter(state.FINDING)
    fix = state.parameter(state.FIX)
    if named is None and fix is not None and fix not in chosen.fixes:
        owner = finding_of(walk.after, fix)
        named = owner.key if owner is not None else None
    if named not in left:
        named = _worth_it(opened.key, walk.after) if not chosen.fixes else None
    state.put(state.CONSIDERED, named)
    words = {key: f"{SIGNS[each.severity]} {each.title}" for key, each in left.items()}
    st.selectbox(
        "Consider a finding",
        list(left),
        index=None,
        format_func=words.__getitem__,
        placeholder=f"Consider one of the {count(len(left), 'finding')} that are left",
        key=state.CONSIDERED,
        on_change=_considered,
        label_visibility="collapsed",
    )
    return left.get(named) if named is not None else None


@of_analysis(most=8, spinner="Looking for what can be repaired …")
def _worth_it(key: str, _analysis: Analysis) -> str | None:
    """The first finding that a repair proposes something for, of those at the top."""
    first = _analysis.findings[:FIRST]
    bench = Workbench(_analysis)
    try:
        found = next((each for each in first if candidates(_analysis, each, bench)), None)
    except SourceError:
        found = None
    return (found or first[0]).key if first else None


def _considered() -> None:
    state.change({state.FINDING: st.session_state[state.CONSIDERED], state.FIX: None})


def tried(opened: Opened, walk: Walk, finding: AnyFinding) -> Tried | None:
    """Its repairs, proven on what the plan leaves of the repository."""
    key = shown.key_after(opened, tuple(step.id for step in walk.steps))
    stopped = f"{key}!{finding.key}"
    if st.session_state.get(state.STOPPED) == stopped:
        found = proofs.considered(key, walk.after, finding.key, go_on=False)
        if found is not None and not found.done:
            st.button("Try the other repairs", icon=":material/play_arrow:", on_click=_go_on)
        return found

    def stop() -> None:
        st.session_state[state.STOPPED] = stopped

    with work(opened, "Trying its repairs", "considered", stop) as told:
        return proofs.considered(key, walk.after, finding.key, told)


def _go_on() -> None:
    st.session_state.pop(state.STOPPED, None)


def listed(opened: Opened, chosen: Chosen, finding: AnyFinding, found: Tried | None) -> None:
    """Each repair with a button that puts it into the plan; the rejected ones are folded away."""
    if found is None:
        st.caption("A file that its repairs need can't be read any more.")
        return
    options = [each for each in found.considered.proofs if each.fix.id not in chosen.fixes]
    rejected = found.considered.rejected
    where = {state.FINDING: finding.key}
    about = parts.link("all about it", "problems", **where)
    parts.show(parts.paragraph(parts.joined(f"{rule_words(finding)} · ", about), "muted"))
    if not options and found.done:
        lines = [sentence(advice_of(finding)), *(f"{e.fix.title}: {e.reason}" for e in rejected)]
        head = "No repair of it has proven itself" if rejected else "No repair of it is known"
        parts.show(parts.callout("note", head, *lines[:MOST_SHOWN]))
    for proof in options:
        _option(opened, chosen, proof)
    if rejected and (options or len(rejected) >= MOST_SHOWN):
        with st.expander(f"{count(len(rejected), 'repair')} tried and rejected"):
            rows = [(each.fix.title, each.reason) for each in rejected]
            parts.show(parts.table(["rejected", "why"], rows))


def _option(opened: Opened, chosen: Chosen, proof: Proof) -> None:
    fix = proof.fix
    words, button = st.columns([5, 1], vertical_alignment="center", gap="small")
    is_picked = state.parameter(state.FIX) == fix.id
    title = parts.link(fix.title, "repair", **here(chosen, **{state.FIX: fix.id}))
    told = [f"<span>{safe(each)}</span>" for each in effects(proof.comparison)]
    notes = "".join(f'<div class="to-know">{safe(each)}</div>' for each in fix.notes)
    kind = "item picked" if is_picked else "item"
    with words:
        parts.show(
            f'<div class="steps"><div class="{kind}"><div class="head">{title}</div>'
            f'<div class="sub">{chip(fix.applicability.value)}{"".join(told)}</div>'
            f'<div class="why">{safe(sentence(fix.rationale))}</div>{notes}</div></div>'
        )
    button.button(
        "Add",
        key=f"add.{fix.id}",
        type="primary",
        width="stretch",
        help="Put this repair into the plan",
        on_click=choice.add,
        args=(str(opened.source), fix.id),
    )
