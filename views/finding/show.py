"""One finding from top to bottom."""

from __future__ import annotations

import streamlit as st

from analysis import Analysis, Fails, Timing
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    DoubleImport,
    DuplicateClass,
    ImportCycle,
    UndefinedName,
    UnparsableFile,
)
from views import parts, state
from views.finding import cycle, double, duplicates
from views.finding.candidates import show_candidates
from views.finding.fixes import show_fixes
from views.finding.picture import surroundings
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

BLOCKED = "blocked"
MOST_BLOCKED = 300
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
    """Everything about one finding: what is wrong, what to do, why, and what it is worth."""
    kind = {"error": "bad", "warning": "doubt"}.get(finding.severity.value, "note")
    head, *more = _why(finding)
    parts.show(
        parts.heading(
            finding.title,
            f"{SIGNS[finding.severity]} {SEVERITIES[finding.severity]}",
            _kind_of(finding),
            parts.first_place(finding),
            "tests only" if finding.in_tests else "",
        ),
        parts.callout(kind, head, _told(finding), *more),
        _worth(finding),
    )
    show_waiver(opened, finding)
    parts.show(parts.section("What to do first"))
    fixes = st.container(key="fixes")
    offer_waiver(opened, finding)
    if isinstance(finding, ImportCycle):
        cycle.show(opened, finding)
        where = {state.VIEW: state.MATRIX_VIEW, state.CYCLE: finding.key}
        words = f"Its {len(finding.data.members):,} members as a matrix"
        parts.show(parts.paragraph(parts.link(words, "modules", **where)))
    _details(finding)
    _blocked(opened.analysis, finding)
    parts.show(parts.section("Why: the code"))
    show_places(opened.analysis, finding)
    if not isinstance(finding, ImportCycle):
        surroundings(opened, finding, state.FINDING_MAP, "Around it")
    # Last, because proving them takes longest; shown above, because they matter most.
    with fixes:
        show_fixes(opened, finding)


def _kind_of(finding: AnyFinding) -> str:
    if isinstance(finding, ImportCycle) and finding.data.timing is Timing.DEFERRED:
        return "Runtime coupling"
    return rule_words(finding)


def _worth(finding: AnyFinding) -> str:
    """What would be gained without this finding, as far as it is known."""
    if not finding.blocked and not finding.golden:
        return ""
    where = {state.FINDING: finding.key, state.PART: BLOCKED}
    pieces: list[object] = []
    if finding.blocked:
        number = parts.link(count(len(finding.blocked), "module"), "problems", **where)
        pieces = [number, " can't be imported because of it"]
    if finding.golden:
        names = ", ".join(finding.golden)
        pieces += [" · " if pieces else "", f"it is in the way of the golden path {names}"]
    return parts.paragraph(parts.joined("What it is worth: ", *pieces))


def _blocked(analysis: Analysis, finding: AnyFinding) -> None:
    """The modules that can't be imported, each with the line where that ends."""
    if not finding.blocked:
        return
    outcomes = analysis.execution.outcomes
    rows = [
        (
            parts.link(name, "modules", **{state.SELECT: name}),
            parts.place(outcome.failure.path, outcome.failure.line)
            if isinstance(outcome := outcomes.get(name), Fails)
            else "",
        )
        for name in finding.blocked[:MOST_BLOCKED]
    ]
    more = len(finding.blocked) - MOST_BLOCKED
    parts.show(
        parts.folded(
            f"Blocks {count(len(finding.blocked), 'module')}",
            parts.table(["module", "its import ends at"], rows),
            parts.paragraph(f"and {more:,} more") if more > 0 else "",
            opened=state.parameter(state.PART) == BLOCKED,
        )
    )


def _why(finding: AnyFinding) -> list[str]:
    """What is the matter in a few words, then what else is to know."""
    match finding:
        case BrokenImport(data=data):
            words = [data.advice or REASONS.get(data.reason, data.reason)]
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
        case DoubleImport(data=data):
            return [f"{data.root} is an import root, and a package of the folder above"]
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
            duplicates.details(finding)
        case DoubleImport(data=data):
            double.details(data)
        case ImportCycle() | UnparsableFile():
            pass
