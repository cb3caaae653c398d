"""One finding from top to bottom."""

from __future__ import annotations

import streamlit as st

from analysis import Timing
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    DuplicateClass,
    ImportCycle,
    UndefinedName,
    UnparsableFile,
)
from views import cached, members, parts, state
from views.canvas.component import CLASSES, LOW, MODULES, canvas
from views.canvas.payload import draw
from views.finding import cycle
from views.finding.candidates import show_candidates
from views.finding.fixes import show_fixes
from views.finding.places import show_places
from views.finding.sites import show_sites
from views.finding.waiver import offer_waiver, show_waiver
from views.opening import Opened
from views.words import (
    SEVERITIES,
    SIGNS,
    count,
    rule_words,
)

VERDICTS = {
    "crashes": "✕ It crashes: at least one module can't be imported first",
    "depends-on-entry": "▲ It depends on which module is imported first",
    "safe": "○ It imports whichever module comes first, as the code stands",
}
COUPLING = "○ Runtime coupling: it closes only through imports that wait inside functions"
REASONS = {
    "missing-module": "There is no such module.",
    "missing-name": "The module is there, the name is not.",
    "beyond-top-level": "The relative import leaves its top-level package.",
    "not-a-package": "What it imports from is a module, not a package.",
}


def show(opened: Opened, finding: AnyFinding) -> None:
    """Everything about one finding, from top to bottom."""
    kind = {"error": "bad", "warning": "doubt"}.get(finding.severity.value, "note")
    head, *more = _why(finding)
    parts.show(
        parts.heading(
            finding.title,
            f"{SIGNS[finding.severity]} {SEVERITIES[finding.severity]}",
            _kind_of(finding),
            f"blocks {count(len(finding.blocked), 'module')}" if finding.blocked else "",
            *(f"golden path {name}" for name in finding.golden),
            "tests only" if finding.in_tests else "",
        ),
        parts.callout(kind, head, _told(finding), *more),
    )
    show_waiver(opened, finding)
    fixes = st.container()
    offer_waiver(opened, finding)
    if isinstance(finding, ImportCycle):
        cycle.show(opened, finding)
        where = {state.VIEW: state.MATRIX_VIEW, state.CYCLE: finding.key}
        parts.show(
            parts.paragraph(parts.link("Its members as a matrix", "modules", **where), "muted")
        )
    else:
        _picture(opened, finding)
    _details(finding)
    show_places(opened.analysis, finding)
    # Last, because proving them takes longest; shown above, because they matter most.
    with fixes:
        show_fixes(opened, finding)


def _kind_of(finding: AnyFinding) -> str:
    if isinstance(finding, ImportCycle) and finding.data.timing is Timing.DEFERRED:
        return "Runtime coupling"
    return rule_words(finding)


def _picture(opened: Opened, finding: AnyFinding) -> None:
    picture = cached.finding_picture(opened.key, opened.analysis, finding.key)
    if picture is not None and picture.boxes:
        canvas(
            state.FINDING_MAP,
            (draw(picture),),
            view=f"{opened.source}.{finding.key}",
            title=f"{rule_words(finding)} and its surroundings",
            hidden=picture.hidden,
            height=LOW,
            inside=CLASSES if isinstance(finding, DuplicateClass) else MODULES,
            compact=True,
        )


def _why(finding: AnyFinding) -> list[str]:
    """What is the matter in a few words, then what else is to know."""
    match finding:
        case BrokenImport(data=data):
            words = [*([data.advice] if data.advice else []), REASONS.get(data.reason, data.reason)]
            if data.certainty != "certain":
                words.append("Possible only: dynamic code or a branch decides.")
            return words
        case ImportCycle(data=data):
            if data.timing is Timing.DEFERRED:
                return [COUPLING]
            return [VERDICTS.get(data.verdict, data.verdict)]
        case DuplicateClass(data=data):
            return [f"{data.kind}, {data.similarity:.0%} alike"]
        case UnparsableFile(data=data):
            return [f"{data.error}: {data.message}"]
        case UndefinedName():
            return ["Nothing has bound this name when the module's code uses it."]


def _told(finding: AnyFinding) -> str:
    """The message; of a broken import without the advice, which heads the box."""
    if isinstance(finding, BrokenImport):
        return finding.message.removeprefix(f"{finding.data.advice}. ")
    return finding.message


def _details(finding: AnyFinding) -> None:
    match finding:
        case BrokenImport(data=data):
            show_candidates(data.candidates)
            show_sites(data.sites)
        case UndefinedName(data=data):
            show_candidates(data.candidates)
        case DuplicateClass():
            members.side_by_side(finding)
        case ImportCycle() | UnparsableFile():
            pass
    if finding.blocked:
        with st.expander(f"Blocks {count(len(finding.blocked), 'module')}"):
            parts.show(parts.table(["module"], [[name] for name in finding.blocked[:200]]))
