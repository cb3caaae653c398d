"""The page: the plan on the left, what it does on the right, and everything that changes below."""

from __future__ import annotations

import streamlit as st

from analysis import Chosen, Walk
from analysis.findings import AnyFinding, DuplicateClass
from analysis.fixes.walk import finding_of
from views import cached, parts, proofs, state
from views.canvas.component import canvas
from views.canvas.payload import draw
from views.opening import Opened, rewritten
from views.proofs import Tried
from views.repair import (
    choice,
    consider,
    decide,
    diff,
    healing,
    shown,
    steps,
    takeaway,
    verifying,
)
from views.repair.shown import Shown
from views.sides import changes, pair
from views.waiting import work
from views.words import APPLICABILITY, Markup, count, sentence

CODE, FINDINGS, OUTCOMES, EDGES, LOST, DECIDE, SUMMARY = (
    "code",
    "findings",
    "outcomes",
    "edges",
    "lost",
    "decide",
    "summary",
)

LOOK = pair.Look(state.PAIR, "Before and after the repair")


def page(opened: Opened) -> None:
    """Draw the plan and what it does."""
    chosen, readable = choice.chosen_now(opened)
    if not readable:
        parts.show(parts.callout("doubt", "The plan of this link can't be read"))
    if not opened.analysis.findings and not chosen.fixes:
        parts.show(parts.callout("good", "✓ Nothing to repair", "Every import resolves."))
        return
    loud = st.container(key="loud")
    left, right = st.columns([6, 13], gap="medium")
    with left:
        looked = _plan(opened, chosen)
    if looked is None:
        return
    seen, walk, finding = looked
    with right:
        if not seen.edits:
            _unchanged(seen, walk, finding)
            return
        if _is_moved(opened, seen):
            return
    with loud:
        verifying.shout(seen, shown.key_after(opened, tuple(step.id for step in walk.steps)))
    with right:
        _head(opened, chosen, seen, walk)
        pair.show(seen, LOOK)
    _changes(opened, chosen, seen, walk)


def _unchanged(seen: Shown, walk: Walk, finding: AnyFinding | None) -> None:
    """What the finding under consideration looks like, as there is no other side yet."""
    parts.show(parts.paragraph(Markup("<b>Nothing is changed yet</b>")))
    if finding is None:
        return
    if isinstance(finding, DuplicateClass):
        decide.duplicate(seen.after_key, walk.after, finding)
        return
    picture = cached.finding_picture(seen.after_key, walk.after, finding.key)
    if picture is not None and picture.boxes:
        canvas(
            state.FINDING_MAP,
            (draw(picture),),
            view=f"repair.{seen.after_key}.{finding.key}",
            title=finding.title,
            hidden=picture.hidden,
            height=pair.HEIGHT,
        )


def _plan(opened: Opened, chosen: Chosen) -> tuple[Shown, Walk, AnyFinding | None] | None:
    """The left side; what is looked at and considered, None where there is nothing to look at."""
    named = state.parameter(state.FIX)
    steps.toolbar(opened, chosen, named)
    heal = st.container(key="heal")
    if _is_old(opened, chosen):
        return None
    with st.container(key="plan-steps"):
        walk = _walk(opened, chosen)
        if walk is None:
            st.caption("A file that the plan needs can't be read any more.")
            return None
        steps.listed(opened, chosen, walk, named)
    with heal:
        healing.buttons(opened, chosen, walk)
    with st.container(key="consider"):
        finding = consider.pick(opened, chosen, walk)
        tried = None
        if finding is not None:
            if _is_old(opened, chosen, finding):
                return None
            tried = consider.tried(opened, walk, finding)
            consider.listed(opened, chosen, finding, tried)
    return _looked_at(opened, chosen, walk, tried, named), walk, finding


def _is_old(opened: Opened, chosen: Chosen, *more: AnyFinding) -> bool:
    """Whether a file that the plan is about was written since; said in words."""
    found = [finding_of(opened.analysis, fix) for fix in chosen.fixes]
    path = rewritten(opened.analysis, [*(each for each in found if each is not None), *more])
    if path is not None:
        _say_old(path)
    return path is not None


def _is_moved(opened: Opened, seen: Shown) -> bool:
    """Whether a file that is edited was written since; said in words."""
    tree = opened.analysis.tree
    known = {edit.path for edit in seen.edits}.intersection(tree.paths())
    path = next((path for path in sorted(known) if not tree.is_unchanged(path)), None)
    if path is not None:
        _say_old(path)
    return path is not None


def _say_old(path: str) -> None:
    head = f"{path} was written since it was read"
    parts.show(parts.callout("note", head, "Refresh: repairs are made for what is there."))


def _walk(opened: Opened, chosen: Chosen) -> Walk | None:
    stopped = f"{opened.key}!{chosen.fixes}"
    if st.session_state.get(state.STOPPED) == stopped:
        walk = proofs.walked(opened.key, opened.analysis, chosen.fixes, go_on=False)
        if walk is not None and len(walk.steps) < len(chosen.fixes):
            left = count(len(chosen.fixes) - len(walk.steps), "more step")
            st.button(f"Make {left}", icon=":material/play_arrow:", on_click=_go_on)
        return walk

    def stop() -> None:
        st.session_state[state.STOPPED] = stopped

    with work(opened, "Making the steps of the plan", "walk", stop) as told:
        return proofs.walked(opened.key, opened.analysis, chosen.fixes, told)


def _go_on() -> None:
    st.session_state.pop(state.STOPPED, None)


def _looked_at(
    opened: Opened, chosen: Chosen, walk: Walk, tried: Tried | None, named: str | None
) -> Shown:
    """The step or repair of the address, else the whole plan, else the best repair."""
    for at, step in enumerate(walk.steps):
        if step.id == named:
            return shown.step(opened, walk, at) or shown.whole(opened, walk)
    found = tried.considered.proofs if tried is not None else ()
    for proof in found:
        if proof.fix.id == named:
            return shown.candidate(opened, walk, proof)
    if found and not chosen.fixes:
        return shown.candidate(opened, walk, found[0])
    return shown.whole(opened, walk)


def _head(opened: Opened, chosen: Chosen, seen: Shown, walk: Walk) -> None:
    words, buttons = st.columns([7, 2], vertical_alignment="center", gap="small")
    with words:
        told: list[object] = [Markup(f"<b>{parts.joined(seen.title)}</b>")]
        if not seen.is_plan and chosen.fixes:
            told += [" · ", parts.link("show the whole plan", "repair", **steps.here(chosen))]
        # Of a repair that may be added, the rest stands beside its button.
        if not seen.is_plan and seen.fixes[0].id in chosen.fixes:
            fix = seen.fixes[0]
            sure = APPLICABILITY[fix.applicability.value]
            told += [Markup("<br>"), f"{sure}. {sentence(fix.rationale)}"]
        parts.show(parts.paragraph(parts.joined(*told)))
    with buttons, st.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
        takeaway.buttons(opened, seen, walk, chosen.name)
    comparison = seen.comparison
    tiles = [
        (FINDINGS, len(comparison.fixed), "findings fixed"),
        (FINDINGS, len(comparison.reduced), "reduced"),
        (FINDINGS, len(comparison.remaining), "remaining"),
        (FINDINGS, len(comparison.introduced), "introduced"),
        (OUTCOMES, len(comparison.healed), "modules healed"),
        (OUTCOMES, len(comparison.worsened), "worse off"),
        (LOST, len(comparison.names_lost), "names lost"),
    ]
    parts.show(parts.tiles((_leads(chosen, part, number), words) for part, number, words in tiles))


def _leads(chosen: Chosen, part: str, number: int) -> Markup:
    """A number that leads to the part of the page with what it counts."""
    where = {state.FIX: state.parameter(state.FIX), state.PART: part}
    return parts.link(f"{number:,}", "repair", **steps.here(chosen, **where))


def _changes(opened: Opened, chosen: Chosen, seen: Shown, walk: Walk) -> None:
    compared = seen.comparison
    moved = len(compared.edges_gone) + len(compared.edges_new) + len(compared.edges_retimed)
    noted, differing = decide.open_questions(seen)
    words = {
        CODE: "Code",
        FINDINGS: f"Findings {_sum(compared.fixed, compared.reduced, compared.introduced)}",
        OUTCOMES: f"Outcomes {_sum(compared.healed, compared.worsened)}",
        EDGES: f"Imports {moved}",
        LOST: f"Names lost {len(compared.names_lost)}",
        DECIDE: f"To decide {len(noted) + len(differing)}",
    }
    if seen.is_plan and chosen.fixes:
        words[SUMMARY] = "Pull request"
    state.follow(state.PART, words, otherwise=CODE)
    part = st.segmented_control(
        "What changes",
        list(words),
        format_func=words.__getitem__,
        key=state.PART,
        on_change=state.lead,
        args=(state.PART,),
        label_visibility="collapsed",
    )
    match part:
        case "findings":
            changes.findings(opened.analysis, seen)
        case "outcomes":
            verifying.offer(opened, seen)
            changes.outcomes(opened.analysis, seen, verifying.found_for(seen))
        case "edges":
            changes.edges(seen)
        case "lost":
            changes.lost(opened.analysis, seen)
        case "decide":
            decide.show(seen)
        case "summary":
            takeaway.summary(seen, walk, chosen.name)
        case _:
            diff.show(seen)


def _sum(*found: tuple[object, ...]) -> int:
    return sum(map(len, found))
