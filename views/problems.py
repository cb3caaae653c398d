"""Problems: one ranked table, and for the finding that is picked its words, picture and fixes."""

from __future__ import annotations

import streamlit as st

from analysis import Analysis
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    Candidate,
    DuplicateClass,
    ImportCycle,
    UndefinedName,
    UnparsableFile,
    evidence_of,
    rule_of,
)
from analysis.fixes.edits import Fix
from analysis.graphs.package_tree import module_of
from analysis.graphs.picture import Picture
from views import cached, code, members, parts, state, tables
from views.canvas.component import CLASSES, LOW, MODULES, canvas
from views.canvas.payload import draw
from views.opening import Opened, rewritten
from views.panel import pick_row
from views.words import (
    APPLICABILITY,
    RULES,
    SEVERITIES,
    SIGNS,
    count,
    plain,
    rule_words,
    sentence,
)

MOST_PLACES = 30
VERDICTS = {
    "crashes": "✕ It crashes: at least one module can't be imported first",
    "depends-on-entry": "▲ It depends on which module is imported first",
    "safe": "○ It imports whichever module comes first, as the code stands",
}
REASONS = {
    "missing-module": "There is no such module.",
    "missing-name": "The module is there, the name is not.",
    "beyond-top-level": "The relative import leaves its top-level package.",
    "not-a-package": "What it imports from is a module, not a package.",
}


def page(opened: Opened) -> None:
    """Draw the table of findings and the one that is picked."""
    analysis = opened.analysis
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
            _finding(opened, finding)


def _filtered(analysis: Analysis) -> list[AnyFinding]:
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
    wanted = (text or "").casefold().split()
    return [
        finding
        for finding in analysis.findings
        if (not rules or rule_of(finding) in rules)
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


def _finding(opened: Opened, finding: AnyFinding) -> None:
    kind = {"error": "bad", "warning": "doubt"}.get(finding.severity.value, "note")
    head, *more = _why(finding)
    parts.show(
        parts.heading(
            finding.title,
            f"{SIGNS[finding.severity]} {SEVERITIES[finding.severity]}",
            rule_words(finding),
            f"blocks {count(len(finding.blocked), 'module')}" if finding.blocked else "",
            *(f"golden path {name}" for name in finding.golden),
            "tests only" if finding.in_tests else "",
        ),
        parts.callout(kind, head, finding.message, *more),
    )
    fixes = st.container()
    picture = cached.finding_picture(opened.key, opened.analysis, finding.key)
    if picture is not None and picture.boxes:
        canvas(
            state.FINDING_MAP,
            (draw(picture),),
            view=f"{opened.source}.{finding.key}",
            title=f"{rule_words(finding)} and its surroundings",
            hidden=(*picture.hidden, *_left_out(finding, picture)),
            height=LOW,
            inside=CLASSES if isinstance(finding, DuplicateClass) else MODULES,
            compact=True,
        )
    _details(finding)
    _places(opened.analysis, finding)
    # Last, because proving them takes longest; shown above, because they matter most.
    with fixes:
        _fixes(opened, finding)


def _left_out(finding: AnyFinding, picture: Picture) -> tuple[str, ...]:
    if not isinstance(finding, ImportCycle):
        return ()
    members = set(finding.data.members)
    drawn = sum(module_of(box.id) in members for box in picture.boxes)
    if drawn >= len(members):
        return ()
    return (f"A shortest cycle: {drawn} of {len(members)} members are drawn",)


def _why(finding: AnyFinding) -> list[str]:
    """What is the matter in a few words, then what else is to know."""
    match finding:
        case BrokenImport(data=data):
            words = [REASONS.get(data.reason, data.reason)]
            if data.certainty != "certain":
                words.append("Possible only: dynamic code or a branch decides.")
            return words
        case ImportCycle(data=data):
            return [VERDICTS.get(data.verdict, data.verdict)]
        case DuplicateClass(data=data):
            return [f"{data.kind}, {data.similarity:.0%} alike"]
        case UnparsableFile(data=data):
            return [f"{data.error}: {data.message}"]
        case UndefinedName():
            return ["Nothing has bound this name when the module's code uses it."]


def _details(finding: AnyFinding) -> None:
    match finding:
        case BrokenImport(data=data):
            _candidates(data.candidates)
        case UndefinedName(data=data):
            _candidates(data.candidates)
        case ImportCycle(data=data):
            rows = [
                (
                    f"{cut.importer} → {cut.imported}",
                    ", ".join(cut.names),
                    "yes" if cut.deferrable else "no",
                    cut.why,
                )
                for cut in data.cut
            ]
            if rows:
                minimum = "the fewest that do" if data.cut_is_minimum else "a small set that does"
                parts.show(
                    parts.paragraph(f"Cutting these imports breaks the cycle ({minimum}):"),
                    parts.table(["import", "names", "can wait", "why"], rows),
                )
            if data.failing_entries:
                failing = [
                    (entry.module, f"{entry.path}:{entry.line}", entry.message)
                    for entry in data.failing_entries
                ]
                parts.show(
                    parts.paragraph("Importing one of these first fails:"),
                    parts.table(["module", "raised at", "error"], failing[:MOST_PLACES]),
                )
        case DuplicateClass():
            members.side_by_side(finding)
        case UnparsableFile():
            pass
    if finding.blocked:
        with st.expander(f"Blocks {count(len(finding.blocked), 'module')}"):
            parts.show(parts.table(["module"], [[name] for name in finding.blocked[:200]]))


def _candidates(candidates: tuple[Candidate, ...]) -> None:
    if candidates:
        rows = [
            (each.module, each.name or "", each.why, f"{each.score:.2f}") for each in candidates
        ]
        parts.show(
            parts.paragraph("Where it may be meant to come from:"),
            parts.table(["module", "name", "why", "score"], rows, frozenset({3})),
        )


def _fixes(opened: Opened, finding: AnyFinding) -> None:
    path = rewritten(opened.analysis, [finding])
    if path is not None:
        st.caption(f"{plain(path)} was written since it was read: refresh to see repairs.")
        return
    found = cached.considered(opened.key, opened.analysis, finding.key)
    if found is None or not (found.proofs or found.rejected):
        st.caption("No repair is known for this one.")
        return
    if found.proofs:
        _fix(finding, found.proofs[0].fix)
    else:
        st.caption("No repair of this one has proven itself.")
    others = [proof.fix for proof in found.proofs[1:]]
    if others or found.rejected:
        words = [count(len(others), "other repair")] if others else []
        words += [f"{len(found.rejected)} tried and rejected"] if found.rejected else []
        with st.expander(", ".join(words)):
            for fix in others:
                _fix(finding, fix)
            rows = [(each.fix.title, each.reason) for each in found.rejected]
            if rows:
                parts.show(parts.table(["rejected", "why"], rows))


def _fix(finding: AnyFinding, fix: Fix) -> None:
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
        "Try it",
        key=f"try.{fix.id}",
        type="primary",
        width="stretch",
        help="See the repository with this repair",
    ):
        state.go("repair", {state.FINDING: finding.key, state.FIX: fix.id})


def _places(analysis: Analysis, finding: AnyFinding) -> None:
    by_path: dict[str, dict[int, str]] = {}
    for place in evidence_of(finding)[:MOST_PLACES]:
        by_path.setdefault(place.path, {})[place.line or 1] = place.note
    for path, marks in by_path.items():
        st.markdown(f"**{plain(path)}**")
        code.excerpt(analysis.tree, path, marks, around=3)
