"""Problems: one ranked table, and for the finding that is picked its words, picture and fixes."""

from __future__ import annotations

import streamlit as st

from analysis import Analysis
from analysis.findings import (
    AnyFinding,
    rule_of,
)
from views import finding as finding_page
from views import parts, state, tables
from views.opening import Opened
from views.panel import pick_row
from views.standing import show_problems, standing
from views.words import (
    RULES,
    SEVERITIES,
    SIGNS,
    count,
)


def page(opened: Opened) -> None:
    """Draw the table of findings and the one that is picked."""
    analysis = opened.analysis
    show_problems(analysis)
    if not analysis.findings:
        parts.show(parts.callout("good", "✓ Nothing to report", "Every import resolves."))
        return
    shown = _filtered(analysis)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        _table(opened, shown)
    with right, st.container(key="panel"):
        finding = _picked(analysis, shown)
        if finding is None:
            st.caption("No finding is left by this filter.")
        else:
            finding_page.show(opened, finding)


def _filtered(analysis: Analysis) -> list[AnyFinding]:
    waived = frozenset(finding.key for finding, _ in standing(analysis).waived)
    present = {rule_of(finding) for finding in analysis.findings}
    with st.container(horizontal=True, vertical_alignment="center", key="filters"):
        rules = st.pills(
            "Rule",
            [rule for rule in RULES if rule in present],
            format_func=RULES.__getitem__,
            selection_mode="multi",
            key=state.RULE,
            bind="query-params",
            label_visibility="collapsed",
        )
        severities = st.pills(
            "Severity",
            [kind.value for kind in SEVERITIES],
            format_func={k.value: f"{SIGNS[k]} {w}" for k, w in SEVERITIES.items()}.__getitem__,
            selection_mode="multi",
            key=state.SEVERITY,
            bind="query-params",
            label_visibility="collapsed",
        )
        text = st.text_input(
            "Text",
            placeholder="Filter by words, module or path",
            key=state.TEXT,
            bind="query-params",
            label_visibility="collapsed",
            icon=":material/search:",
            width=280,
        )
        show_waived = bool(waived) and st.toggle(
            f"Show waived ({len(waived)})", key=state.WAIVED, bind="query-params"
        )
    wanted = (text or "").casefold().split()
    return [
        finding
        for finding in analysis.findings
        if (show_waived or finding.key not in waived)
        and (not rules or rule_of(finding) in rules)
        and (not severities or finding.severity.value in severities)
        and all(word in _haystack(finding) for word in wanted)
    ]


def _haystack(finding: AnyFinding) -> str:
    places = " ".join(place.path for place in finding.locations)
    subjects = " ".join(finding.subjects)
    return f"{finding.title} {finding.message} {subjects} {places}".casefold()


def _table(opened: Opened, shown: list[AnyFinding]) -> None:
    def chosen(row: int) -> None:
        state.remember(state.FINDING, shown[row].key)

    frame = tables.findings_table(shown)
    waived = frozenset(finding.key for finding, _ in standing(opened.analysis).waived)
    if not waived.isdisjoint(finding.key for finding in shown):
        frame["finding"] = [
            f"(waived) {finding.title}" if finding.key in waived else finding.title
            for finding in shown
        ]
    if not any(frame["golden path"]):
        frame = frame.drop(columns="golden path")
    digest = hash(tuple(finding.key for finding in shown))
    current = _picked(opened.analysis, shown)
    pick_row(
        f"{state.TABLE}.{opened.key}.{digest}",
        frame,
        chosen,
        tallest=620,
        row=shown.index(current) if current in shown else None,
        columns={
            "severity": st.column_config.TextColumn(width=80),
            "finding": st.column_config.TextColumn(width=300),
            "blocks": st.column_config.NumberColumn(width=50, help="Modules that can't import"),
        },
    )
    st.caption(f"{len(shown)} of {count(len(opened.analysis.findings), 'finding')}, worst first")


def _picked(analysis: Analysis, shown: list[AnyFinding]) -> AnyFinding | None:
    key = state.parameter(state.FINDING)
    named = next((finding for finding in analysis.findings if finding.key == key), None)
    return named or (shown[0] if shown else None)
