"""Repair: a fix or a plan, the repository before and after it, and the patch to take away."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from analysis import Analysis, Comparison, OutcomeChange
from analysis.findings import AnyFinding
from analysis.fixes.edits import Fix
from analysis.fixes.plan import Considered
from views import cached, code, parts, state
from views.cached import Trial
from views.canvas.component import canvas
from views.canvas.payload import draw_two
from views.listing import raised
from views.opening import Opened, rewritten
from views.words import APPLICABILITY, Markup, count, outcome_words, sentence

PLAN = "all-safe"
FINDINGS, OUTCOMES, LOST = "findings", "outcomes", "lost"
MOST_FINDINGS = 30
PAIR_HEIGHT = "max(440px, calc(100vh - 330px))"


def page(opened: Opened) -> None:
    """Draw the choice of a repair and what it does."""
    if not opened.analysis.findings:
        parts.show(parts.callout("good", "✓ Nothing to repair", "Every import resolves."))
        return
    trial = _choice(opened)
    if trial is None:
        return
    if not trial.patch:
        parts.show(parts.callout("note", "No repair here is safe to make without a person"))
        return
    _result(trial)
    before, after = cached.pair_picture(opened.key, opened.analysis, trial, trial.key)
    canvas(
        state.PAIR,
        draw_two(before, after),
        view=trial.key,
        title="Before and after the repair",
        hidden=before.hidden,
        height=PAIR_HEIGHT,
    )
    _changes(opened.analysis, trial)


def _choice(opened: Opened) -> Trial | None:
    """The repair that is picked, made on an overlay; None where the finding has none."""
    titles = {finding.key: finding.title for finding in opened.analysis.findings}
    words = {PLAN: "Every finding that has a safe repair", **titles}
    options = list(words)
    named = state.parameter(state.FINDING)
    wanted = named if named in words else options[1]
    left, right = st.columns(2, gap="small")
    chosen = left.selectbox(
        "Finding",
        options,
        index=options.index(wanted),
        format_func=words.__getitem__,
        key=f"{state.FINDING}.{opened.key}.{wanted}",
    )
    state.remember(state.FINDING, chosen)
    concerned = [each for each in opened.analysis.findings if chosen in (PLAN, each.key)]
    path = rewritten(opened.analysis, concerned)
    if path is not None:
        head = f"{path} was written since it was read"
        parts.show(parts.callout("note", head, "Refresh: repairs are made for what is there."))
        return None
    if chosen == PLAN:
        state.remember(state.FIX, None)
        trial = cached.plan(opened.key, opened.analysis)
        if trial is None:
            st.caption("A file that repairs need can't be read any more.")
            return None
        with right:
            rows = [(fix.title, fix.applicability.value) for fix in trial.fixes]
            parts.show(parts.table([count(len(rows), "repair"), ""], rows[:8]))
        return trial
    found = cached.considered(opened.key, opened.analysis, chosen)
    fixes = {proof.fix.id: proof.fix for proof in found.proofs} if found else {}
    if not fixes:
        with right:
            _rejected(found)
        return None
    name = state.parameter(state.FIX)
    ids = list(fixes)
    wanted_fix = name if name in fixes else ids[0]
    picked = right.selectbox(
        "Repair",
        ids,
        index=ids.index(wanted_fix),
        format_func=lambda each: f"{fixes[each].title}  ({fixes[each].applicability.value})",
        key=f"{state.FIX}.{opened.key}.{chosen}.{wanted_fix}",
    )
    state.remember(state.FIX, picked)
    _words(fixes[picked])
    return cached.trial(opened.key, opened.analysis, chosen, picked)


def _rejected(found: Considered | None) -> None:
    lines = [f"{each.fix.title}: {each.reason}" for each in found.rejected] if found else []
    parts.show(
        parts.callout(
            "note",
            "No repair of this finding has proven itself" if lines else "No repair is known",
            *lines[:8],
        )
    )


def _words(fix: Fix) -> None:
    kind = {"safe": "good", "unsafe": "doubt"}.get(fix.applicability.value, "note")
    parts.show(
        parts.callout(
            kind, APPLICABILITY[fix.applicability.value], sentence(fix.rationale), *fix.notes
        )
    )


def _result(trial: Trial) -> None:
    seen = trial.comparison
    tiles = [
        (_leads(FINDINGS, len(seen.fixed)), "findings fixed"),
        (_leads(FINDINGS, len(seen.reduced)), "reduced"),
        (_leads(FINDINGS, len(seen.remaining)), "remaining"),
        (_leads(FINDINGS, len(seen.introduced)), "introduced"),
        (_leads(OUTCOMES, len(seen.healed)), "modules healed"),
        (_leads(OUTCOMES, len(seen.worsened)), "worse off"),
        (_leads(LOST, len(seen.names_lost)), "names lost"),
    ]
    left, right = st.columns([6, 1], vertical_alignment="center")
    with left:
        parts.show(parts.tiles(tiles))
    right.download_button(
        "Patch",
        data=trial.patch.encode("utf-8", "surrogateescape"),
        file_name="plumbline.patch",
        mime="text/x-patch",
        icon=":material/download:",
        type="primary",
        width="stretch",
        help="A unified diff: apply it with `git apply plumbline.patch`",
        on_click="ignore",
    )


def _leads(part: str, number: int) -> Markup:
    """A number that leads to the tab with what it counts."""
    asked = {name: state.parameter(name) for name in (state.FINDING, state.FIX)}
    here = {name: value for name, value in asked.items() if value}
    return parts.link(f"{number:,}", "repair", **here, **{state.PART: part})


def _changes(analysis: Analysis, trial: Trial) -> None:
    seen = trial.comparison
    outcomes = len(seen.healed) + len(seen.worsened)
    tabs = {
        "code": "Code",
        FINDINGS: f"Findings {len(seen.fixed) + len(seen.reduced) + len(seen.introduced)}",
        OUTCOMES: f"Imports that change {outcomes}",
        LOST: f"Names lost {len(seen.names_lost)}",
    }
    shown = tabs.get(state.parameter(state.PART) or "")
    diff, findings, modules, lost = st.tabs(list(tabs.values()), default=shown)
    with diff:
        code.diff(trial.patch)
    with findings:
        known = {finding.key for finding in analysis.findings}
        _findings("✓ Fixed", seen.fixed, known)
        _findings("↓ Reduced", tuple(after for _, after in seen.reduced), known)
        _findings("✕ Introduced", seen.introduced, known)
        _findings("○ Remaining", seen.remaining, known)
    with modules:
        _outcomes(analysis, seen)
    with lost:
        if not seen.names_lost:
            st.caption("Every name that could be imported before still can.")
        else:
            rows = [(_module(analysis, each.module), each.name) for each in seen.names_lost]
            parts.show(parts.table(["module", "name"], rows))


def _findings(head: str, findings: tuple[AnyFinding, ...], known: Collection[str]) -> None:
    if not findings:
        return
    lines = []
    for finding in findings[:MOST_FINDINGS]:
        stands = finding.key in known
        lines.append(parts.finding_line(finding, links=stands))
        if stands:
            lines.append(parts.paragraph(parts.first_place(finding)))
    more = len(findings) - MOST_FINDINGS
    if more > 0:
        lines.append(parts.paragraph(parts.link(f"and {more:,} more", "problems")))
    parts.show(parts.paragraph(f"{head} ({len(findings):,})"), *lines)


def _module(analysis: Analysis, name: str) -> Markup:
    """A module that leads to its file, where the repository as it stands has it."""
    file = analysis.structure.project.modules.get(name)
    return parts.place(file.path, 1, name) if file else parts.joined(name)


def _outcomes(analysis: Analysis, seen: Comparison) -> None:
    if not seen.healed and not seen.worsened:
        st.caption("Every module does on import what it did before.")
        return

    def rows(changes: tuple[OutcomeChange, ...], sign: str) -> list[tuple[object, ...]]:
        return [
            (
                parts.joined(f"{sign} ", _module(analysis, each.module)),
                raised(each.before),
                outcome_words(each.after),
            )
            for each in changes
        ]

    parts.show(
        parts.paragraph(f"{count(len(seen.healed), 'module')} healed", ""),
        parts.table(
            ["module", "before", "after"], [*rows(seen.worsened, "✕"), *rows(seen.healed, "✓")]
        ),
    )
