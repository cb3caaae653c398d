"""Overview: what must import, what is wrong, what to fix first, how the repository is built."""

from __future__ import annotations

import networkx as nx
import streamlit as st

from analysis import Analysis
from analysis.findings import AnyFinding, rule_of
from analysis.graphs.scene import MapOptions
from views import cached, cross_check, history, parts, selection, state
from views.cached import levels_of
from views.canvas.component import LOW, canvas
from views.canvas.payload import draw
from views.listing import neighbours
from views.opening import Opened
from views.standing import show_problems, show_stale, standing
from views.words import RULES, SEVERITIES, SIGNS, Markup, count, outcome_words

FIRST = 5
HUBS = 8
SPOTS = 12
MOST_SPOTS = 400
PREVIEW = 30


def page(opened: Opened) -> None:
    """Draw the overview of an analysis."""
    analysis = opened.analysis
    show_problems(analysis)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _golden_paths(analysis)
        _fix_first(analysis)
        show_stale(standing(analysis))
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
    history.section(opened)
    cross_check.section(opened)


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
        blockers = [
            parts.joined(
                "blocked by: ",
                parts.link(owners[key].title, "problems", **{state.FINDING: key}),
                " at ",
                parts.first_place(owners[key]),
            )
            for key in path.blocked_by
            if key in owners
        ]
        known = path.module in analysis.structure.project.modules
        why = f"{path.module} · {path.why}" if known else path.module
        said = outcome_words(outcome) if known else path.why
        head = f"{sign} {path.name}: {said}"
        box = parts.callout(kind, head, why, *blockers)
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
    found = standing(analysis)
    if not analysis.findings:
        parts.show(parts.callout("good", "✓ Nothing to report", "Every import resolves."))
        return
    if not found.counting:
        waived = f"{count(len(found.waived), 'finding')} waived."
        parts.show(parts.callout("good", "✓ Nothing to report", waived))
    for at, finding in enumerate(found.counting[:FIRST]):
        words, button = st.columns([7, 1], vertical_alignment="center", gap="small")
        with words:
            parts.show(parts.finding_line(finding), parts.paragraph(_reach(finding), "muted"))
        if button.button("Look", key=f"first.{at}", help="Open this finding"):
            state.go("problems", {state.FINDING: finding.key})
    if len(found.counting) > FIRST:
        rest = len(found.counting) - FIRST
        if st.button(f"{rest} more", icon=":material/list:", type="tertiary"):
            state.go("problems")


def _reach(finding: AnyFinding) -> Markup:
    blocked = parts.link(
        count(len(finding.blocked), "module"),
        "problems",
        **{state.FINDING: finding.key, state.PART: "blocked"},
    )
    words = parts.joined(blocked, " can't be imported because of it") if finding.blocked else ""
    golden = f"golden path {', '.join(finding.golden)}" if finding.golden else ""
    said = [piece for piece in (golden, words, parts.first_place(finding)) if piece]
    return parts.joined(*(part for piece in said for part in (" · ", piece)[piece is said[0] :]))


def _by_rule(analysis: Analysis) -> None:
    st.subheader("Findings", anchor=False)
    found = standing(analysis)
    rows = []
    for rule, words in RULES.items():
        of_rule = [each for each in found.counting if rule_of(each) == rule]
        numbers = [
            _problems(sum(each.severity is kind for each in of_rule), rule, kind.value)
            for kind in SEVERITIES
        ]
        rows.append((words, *numbers, _problems(len(of_rule), rule)))
    head = ["rule", *(f"{SIGNS[kind]} {words}" for kind, words in SEVERITIES.items()), "all"]
    parts.show(parts.table(head, rows, frozenset(range(1, len(head)))))
    if found.waived:
        parts.show(parts.paragraph(f"and {len(found.waived)} waived", "muted"))


def _problems(number: int, rule: str, severity: str | None = None) -> object:
    if not number:
        return ""
    kind = {state.SEVERITY: severity} if severity else {}
    return parts.link(f"{number:,}", "problems", **{state.RULE: rule}, **kind)


def _size(opened: Opened) -> None:
    analysis = opened.analysis
    project = analysis.structure.project
    outcomes = list(analysis.execution.outcomes.values())
    fails = sum(outcome_words(each) == "fails" for each in outcomes)
    unsure = sum(outcome_words(each) == "can't tell" for each in outcomes)
    lines = sum(facts.lines for facts in project.facts.values())
    edges = analysis.structure.modules.number_of_edges()
    st.subheader("Size", anchor=False)
    parts.show(
        parts.tiles(
            [
                (_modules(len(project.modules)), "modules"),
                (_modules(lines, **{state.ORDER: "lines"}), "lines"),
                (parts.link(f"{len(project.classes):,}", "classes"), "classes"),
                (
                    parts.link(f"{edges:,}", "modules", **{state.VIEW: state.MATRIX_VIEW}),
                    "import edges",
                ),
                (_modules(fails, **{state.OUTCOME: "fails"}), "fail to import"),
                (_modules(unsure, **{state.OUTCOME: "can't tell"}), "can't tell"),
            ]
        )
    )


def _level(level: int) -> Markup:
    where = {state.VIEW: state.LIST_VIEW, state.TESTS: "true", state.LEVEL: str(level)}
    return parts.link(level, "modules", **where)


def _modules(number: int, **parameters: str) -> Markup:
    """A number of modules (or of their lines) that leads to their list, tests among them."""
    where = {state.VIEW: state.LIST_VIEW, state.TESTS: "true", **parameters}
    return parts.link(f"{number:,}", "modules", **where)


def _hubs(analysis: Analysis) -> None:
    st.subheader("Hubs", anchor=False, help="The modules that most others import")
    graph = analysis.structure.modules
    ranked = sorted(graph.nodes, key=lambda name: (-graph.in_degree(name), name))
    rows = [
        (
            parts.link(name, "modules", **{state.SELECT: name}),
            neighbours(name, graph.in_degree(name), "importers"),
            neighbours(name, graph.out_degree(name), "imports"),
        )
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
        f'<tr><td class="num">{_level(level)}</td><td style="width:70%"><div style="height:.85em;'
        f"background:#0072B2;opacity:.75;border-radius:2px;min-width:2px;"
        f'width:{100 * len(names) / widest:.0f}%"></div></td>'
        f'<td class="num">{_modules(len(names), **{state.LEVEL: str(level)})}</td></tr>'
        for level, names in sorted(by_level.items(), reverse=True)[-14:]
    )
    tangled = sum(len(each) for each in nx.strongly_connected_components(graph) if len(each) > 1)
    parts.show(
        f'<table><tr><th class="num">level</th><th></th><th class="num">modules</th></tr>{rows}'
        "</table>",
        parts.paragraph(
            parts.link(
                f"{count(tangled, 'module')} in cycles", "problems", **{state.RULE: "import-cycle"}
            ),
            "muted",
        ),
    )


def _blind_spots(analysis: Analysis) -> None:
    st.subheader("Blind spots", anchor=False, help="What static reading could not see")
    spots = analysis.blind_spots
    if not spots:
        parts.show(parts.paragraph("None: every import could be followed.", "muted"))
        return
    rows = [(parts.place(spot.path, spot.line), spot.reason) for spot in spots]
    head = ["place", "why"]
    parts.show(parts.table(head, rows[:SPOTS]))
    if len(spots) > SPOTS:
        rest = parts.table(head, rows[SPOTS:MOST_SPOTS])
        parts.show(parts.folded(f"{len(spots) - SPOTS:,} more", rest))
    if len(spots) > MOST_SPOTS:
        st.caption(f"and {len(spots) - MOST_SPOTS:,} more, in the JSON on the Export page")
