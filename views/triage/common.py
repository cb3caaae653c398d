"""What is shown of claims and of tracebacks alike: evidence, the finding, its picture, repair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from analysis.findings import AnyFinding, Evidence
from analysis.triage.report import SuggestedFix
from views import cached, parts, state
from views.finding.picture import surroundings
from views.opening import Opened
from views.triage import checked
from views.words import APPLICABILITY, Markup, safe, sentence

MOST = 200


def evidence(opened: Opened, found: Sequence[Evidence]) -> None:
    """Each place with what stands there: it opens beside the page, or on the map."""
    if not found:
        return
    modules = cached.modules_by_path(opened.key, opened.analysis)
    rows = []
    for each in found[:MOST]:
        place = parts.place(each.path, each.line)
        if each.path in modules:
            place = parts.joined(place, " · ", _map(modules[each.path]))
        rows.append(f"<li>{place}<div>{safe(each.note)}</div></li>")
    parts.show(
        parts.section("Evidence"),
        f'<ul class="pl-facts">{"".join(rows)}</ul>',
        _more(len(found) - MOST),
    )


def _map(module: str) -> Markup:
    return parts.link("map", "modules", **{state.SELECT: module})


def chips(names: Iterable[str]) -> list[str]:
    """Names of modules, each leading to the map."""
    return [
        f'<span class="chip">{parts.link(name, "modules", **{state.SELECT: name})}</span>'
        for name in names
    ]


def _more(number: int) -> str:
    return parts.paragraph(f"and {number:,} more", "muted") if number > 0 else ""


def remedy(opened: Opened, key: str | None, advice: str = "") -> Callable[[], None]:
    """What to do: the finding behind it, and the way to its repair; nothing where there is none.

    Which repair is likeliest can take a while: it is looked for when what is returned is called.
    """
    behind = checked.finding_of(opened.analysis, key)
    if behind is None:
        if advice:
            parts.show(parts.section("What to do"), parts.callout("note", sentence(advice)))
        return _nothing
    parts.show(parts.section("What to do"))
    words, button = st.columns([5, 2], vertical_alignment="center", gap="small")
    known: dict[tuple[str, str], str] = st.session_state.setdefault(state.LIKELIEST, {})
    if button.button(
        "Repair this",
        key=f"triage.repair.{behind.key}",
        type="primary",
        icon=":material/build:",
        width="stretch",
        help="See the repository with this repaired",
    ):
        named = known.get((opened.key, behind.key))
        fix = {} if named is None else {state.FIX: named}
        state.go("repair", {state.FINDING: behind.key, **fix})
    with words:
        parts.show(parts.finding_line(behind))
        place = st.container()

    def look() -> None:
        with place:
            found = checked.fix_of(opened.key, opened.analysis, behind.key)
            if found is not None:
                known[opened.key, behind.key] = found.id
            parts.show(_what_to_do(found, advice))

    return look


def _what_to_do(fix: SuggestedFix | None, advice: str) -> str:
    if fix is None:
        return parts.callout("note", sentence(advice)) if advice else ""
    proof = "Not proven yet: the Repair page tries it on a copy in memory."
    known = APPLICABILITY["display"] if fix.applicability == "display" else proof
    return parts.callout("good", f"Fix: {fix.title}", sentence(fix.rationale or advice), known)


def _nothing() -> None:
    """Nothing to look for."""


def picture(opened: Opened, key: str | None) -> None:
    """The finding behind it on a small map."""
    behind: AnyFinding | None = checked.finding_of(opened.analysis, key)
    if behind is None:
        return
    surroundings(opened, behind, state.TRIAGE_MAP, "On the map")
