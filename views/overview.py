"""Overview: what must import, what is wrong, what to fix first, how the repository is built."""

from __future__ import annotations

import networkx as nx
import streamlit as st

from analysis import Analysis
from analysis.findings import AnyFinding, rule_of
from analysis.graphs.scene import MapOptions
from views import cached, parts, selection, state
from views.cached import levels_of
from views.canvas.component import LOW, canvas
from views.canvas.payload import draw
from views.opening import Opened
from views.words import RULES, SEVERITIES, SIGNS, count, outcome_words, safe

FIRST = 5
HUBS = 8
SPOTS = 12
PREVIEW = 30


def page(opened: Opened) -> None:
    """Draw the overview of an analysis."""
    analysis = opened.analysis
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _golden_paths(analysis)
        _fix_first(analysis)
        _hubs(analysis)
    with right:
        _map(opened)
        _size(opened)
        _by_rule(analysis)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _levels(opened)
    with right:
        _blind_spots(analysis)


def _map(opened: Opened) -> None:
    options = MapOptions(budget=PREVIEW)
    picture = cached.module_picture(opened.key, opened.analysis, options)
    picked = canvas(
        state.OVERVIEW_MAP,
        (draw(picture),),
        view=str(opened.source),
        title="Overview map: choose a box to see it on the Modules page",
        hidden=picture.hidden,
        height=LOW,
        compact=True,
        on_toggle=lambda package: None,
    )
    if picked is not None:
        state.go("modules", {state.SELECT: selection.write(picked) or ""})


def _golden_paths(analysis: Analysis) -> None:
    st.subheader("Golden paths", anchor=False, help="Entry modules that must import")
    if not analysis.golden_paths:
        parts.show(
            parts.callout(
                "note",
                "No entry module was recognised",
                "Name the ones that must import in pyproject.toml:",
                '[tool.plumbline] golden_paths = {name = "package.module"}',
            )
        )
        return
    owners = {finding.key: finding for finding in analysis.findings}
    for path in analysis.golden_paths:
        outcome = analysis.execution.outcomes.get(path.module)
        kind = {"ok": "good", "fails": "bad"}.get(path.outcome, "doubt")
        sign = {"ok": "✓", "fails": "✕"}.get(path.outcome, "?")
        blockers = [owners[key].title for key in path.blocked_by if key in owners]
        known = path.module in analysis.structure.project.modules
        why = f"{path.module} · {path.why}" if known else path.module
        said = outcome_words(outcome) if known else path.why
        head = f"{sign} {path.name}: {said}"
        box = parts.callout(kind, head, why, *(f"blocked by: {title}" for title in blockers))
        if path.outcome == "ok" or outcome is None:
            parts.show(box)
            continue
        words, button = st.columns([7, 1], vertical_alignment="center", gap="small")
        with words:
            parts.show(box)
        if button.button("Why", key=f"golden.{path.name}", help="What importing it does"):
            state.go("modules", {state.SELECT: path.module})


def _fix_first(analysis: Analysis) -> None:
    st.subheader("Fix this first", anchor=False, help="Ranked by what each finding blocks")
    if not analysis.findings:
        parts.show(parts.callout("good", "✓ Nothing to report", "Every import resolves."))
        return
    for at, finding in enumerate(analysis.findings[:FIRST]):
        words, button = st.columns([7, 1], vertical_alignment="center", gap="small")
        with words:
            parts.show(parts.finding_line(finding), parts.paragraph(_reach(finding), "muted"))
        if button.button("Look", key=f"first.{at}", help="Open this finding"):
            state.go("problems", {state.FINDING: finding.key})
    if len(analysis.findings) > FIRST:
        rest = len(analysis.findings) - FIRST
        if st.button(f"{rest} more", icon=":material/list:", type="tertiary"):
            state.go("problems")


def _reach(finding: AnyFinding) -> str:
    blocked = count(len(finding.blocked), "module")
    words = f"{blocked} can't be imported because of it" if finding.blocked else ""
    golden = f"golden path {', '.join(finding.golden)}" if finding.golden else ""
    place = f"{finding.locations[0].path}:{finding.locations[0].line}" if finding.locations else ""
    return " · ".join(part for part in (golden, words, place) if part)


def _by_rule(analysis: Analysis) -> None:
    st.subheader("Findings", anchor=False)
    rows = []
    for rule, words in RULES.items():
        of_rule = [each for each in analysis.findings if rule_of(each) == rule]
        numbers = [sum(each.severity is kind for each in of_rule) for kind in SEVERITIES]
        rows.append((words, *(number or "" for number in numbers), len(of_rule)))
    head = ["rule", *(f"{SIGNS[kind]} {words}" for kind, words in SEVERITIES.items()), "all"]
    parts.show(parts.table(head, rows, frozenset(range(1, len(head)))))


def _size(opened: Opened) -> None:
    analysis = opened.analysis
    project = analysis.structure.project
    outcomes = list(analysis.execution.outcomes.values())
    fails = sum(outcome_words(each) == "fails" for each in outcomes)
    unsure = sum(outcome_words(each) == "can't tell" for each in outcomes)
    lines = sum(facts.lines for facts in project.facts.values())
    st.subheader("Size", anchor=False)
    parts.show(
        parts.tiles(
            [
                (f"{len(project.modules):,}", "modules"),
                (f"{lines:,}", "lines"),
                (f"{len(project.classes):,}", "classes"),
                (f"{analysis.structure.modules.number_of_edges():,}", "import edges"),
                (f"{fails:,}", "fail to import"),
                (f"{unsure:,}", "can't tell"),
            ]
        )
    )


def _hubs(analysis: Analysis) -> None:
    st.subheader("Hubs", anchor=False, help="The modules that most others import")
    graph = analysis.structure.modules
    ranked = sorted(graph.nodes, key=lambda name: (-graph.in_degree(name), name))
    rows = [
        (name, graph.in_degree(name), graph.out_degree(name))
        for name in ranked[:HUBS]
        if graph.in_degree(name)
    ]
    parts.show(parts.table(["module", "imported by", "imports"], rows, frozenset({1, 2})))


def _levels(opened: Opened) -> None:
    graph = opened.analysis.structure.modules
    st.subheader("Levels", anchor=False, help="Level 0 imports nothing of the repository")
    levels = levels_of(opened.key, opened.analysis)
    by_level: dict[int, list[str]] = {}
    for name, level in sorted(levels.items()):
        by_level.setdefault(level, []).append(name)
    widest = max((len(names) for names in by_level.values()), default=1)
    rows = "".join(
        f'<tr><td class="num">{level}</td><td style="width:70%"><div style="height:.85em;'
        f"background:#0072B2;opacity:.75;border-radius:2px;min-width:2px;"
        f'width:{100 * len(names) / widest:.0f}%"></div></td>'
        f'<td class="num">{safe(len(names))}</td></tr>'
        for level, names in sorted(by_level.items(), reverse=True)[-14:]
    )
    tangled = sum(len(each) for each in nx.strongly_connected_components(graph) if len(each) > 1)
    parts.show(
        f'<table><tr><th class="num">level</th><th></th><th class="num">modules</th></tr>{rows}'
        "</table>",
        parts.paragraph(f"{count(tangled, 'module')} in cycles", "muted"),
    )


def _blind_spots(analysis: Analysis) -> None:
    st.subheader("Blind spots", anchor=False, help="What static reading could not see")
    spots = analysis.blind_spots
    if not spots:
        parts.show(parts.paragraph("None: every import could be followed.", "muted"))
        return
    rows = [(parts.place(spot.path, spot.line), spot.reason) for spot in spots[:SPOTS]]
    parts.show(parts.table(["place", "why"], rows))
    if len(spots) > SPOTS:
        st.caption(f"and {len(spots) - SPOTS} more, in the JSON on the Export page")
