"""One finding from top to bottom."""

from __future__ import annotations

import streamlit as st

from analysis.findings import (
    AnyFinding,
    BrokenImport,
    DoubleImport,
    DuplicateClass,
    ImportCycle,
    UndefinedName,
    UnparsableFile,
)
from analysis.graphs.package_tree import module_of
from analysis.graphs.picture import Picture
from views import cached, parts, state
from views.canvas.component import CLASSES, LOW, MODULES, canvas
from views.canvas.payload import draw
from views.finding import cycle, double, duplicates
from views.finding.candidates import show_candidates
from views.finding.fixes import show_fixes
from views.finding.places import show_places
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
    show_places(opened.analysis, finding)
    # Last, because proving them takes longest; shown above, because they matter most.
    with fixes:
        show_fixes(opened, finding)


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
        case DoubleImport(data=data):
            return [f"{data.root} is an import root, and a package of the folder above"]
        case UndefinedName():
            return ["Nothing has bound this name when the module's code uses it."]


def _details(finding: AnyFinding) -> None:
    match finding:
        case BrokenImport(data=data):
            show_candidates(data.candidates)
        case UndefinedName(data=data):
            show_candidates(data.candidates)
        case ImportCycle(data=data):
            cycle.details(data)
        case DuplicateClass():
            duplicates.details(finding)
        case DoubleImport(data=data):
            double.details(data)
        case UnparsableFile():
            pass
    if finding.blocked:
        with st.expander(f"Blocks {count(len(finding.blocked), 'module')}"):
            parts.show(parts.table(["module"], [[name] for name in finding.blocked[:200]]))
