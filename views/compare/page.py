"""The page: what is new on the left, both sides drawn on the right, and all that differs below."""

from __future__ import annotations

import streamlit as st

from analysis import SourceError
from analysis.change.told import outcome_words
from views import opening, parts, source, state
from views.compare import choice, modules, news, reached, takeaway
from views.compare.compared import Compared, compared
from views.opening import Opened
from views.sides import changes, pair
from views.source import Source
from views.words import Markup, sentence

FINDINGS, AFFECTED, OUTCOMES, MODULES, EDGES, LOST, SUMMARY = (
    "findings",
    "affected",
    "outcomes",
    "modules",
    "edges",
    "lost",
    "summary",
)
HEIGHT = "clamp(330px, calc(100vh - 375px), 760px)"


def page(opened: Opened) -> None:
    """Draw both sides and what lies between them."""
    before, after, beside = choice.bar(opened)
    if before is None:
        parts.show(
            parts.callout(
                "note",
                "Choose what to compare it with",
                "Another revision, where the folder is in a git repository, or another folder "
                "or sample: in the list on the left, or typed there.",
            )
        )
        return
    seen = _compared(opened, before, after)
    if seen is None:
        return
    if seen.change.is_empty:
        parts.show(parts.callout("good", "✓ Nothing differs", "Both sides have the same modules."))
        return
    with beside, st.container(horizontal=True, horizontal_alignment="right", gap="xsmall"):
        takeaway.buttons(seen)
    look = _look(seen)
    left, right = st.columns([6, 13], gap="medium")
    with left, st.container(key="compare-news"):
        news.show(seen, pair.drawn(seen.sides, look))
    with right:
        _head(seen)
        pair.show(seen.sides, look)
    _parts(opened, seen)


def _compared(opened: Opened, before: Source, after: Source) -> Compared | None:
    """Both sides, read; None where one can't be, which is said."""
    sides: dict[Source, Opened] = {opened.source: opened}
    for side in (after, before):
        if side in sides:
            continue
        if not source.is_agreed(side):
            parts.show(
                parts.callout(
                    "note",
                    "Fetch this repository?",
                    f"The address of this page names {side.name}. One commit of it would be "
                    "fetched into memory, to be read, and never run.",
                )
            )
            st.button("Fetch it", key="compare.fetch", on_click=source.agree, args=(side,))
            return None
        try:
            sides[side] = opening.opened(side, near=opened.analysis)
        except opening.Stopped:
            parts.show(parts.callout("note", "Cancelled", f"{choice.title_of(side)} was not read."))
            st.button(
                "Read it again",
                icon=":material/refresh:",
                type="primary",
                key="compare.again",
                on_click=opening.look_again,
                args=(side,),
            )
            return None
        except SourceError as error:
            head = f"✕ {choice.title_of(side)} can't be opened"
            parts.show(parts.callout("bad", head, sentence(str(error))))
            return None
    return compared(sides[before], sides[after], opened.source)


def _look(seen: Compared) -> pair.Look:
    return pair.Look(
        canvas=state.COMPARED,
        title=f"{' and '.join(seen.titles)}, before and after",
        first=seen.change.telling,
        height=HEIGHT,
    )


def _head(seen: Compared) -> None:
    change, found = seen.change, seen.change.comparison
    moved = len(found.edges_gone) + len(found.edges_new) + len(found.edges_retimed)
    tiles = [
        (FINDINGS, len(found.introduced), "introduced"),
        (OUTCOMES, len(change.broken), "modules fail now"),
        (FINDINGS, len(change.fixed), "fixed"),
        (OUTCOMES, len(found.healed), "modules healed"),
        (AFFECTED, len(change.tests), "tests affected"),
        (MODULES, len(change.touched.modules), "modules differ"),
        (EDGES, moved, "imports differ"),
    ]
    parts.show(parts.tiles((_leads(seen, part, number), said) for part, number, said in tiles))


def _leads(seen: Compared, part: str, number: int) -> Markup:
    """A number that leads to the part of the page with what it counts."""
    return parts.link(f"{number:,}", "compare", **news.address(seen, part=part))


def _outcomes(seen: Compared) -> int:
    found = seen.change.comparison
    return len(found.healed) + len(found.worsened) + len(seen.change.otherwise)


def _parts(opened: Opened, seen: Compared) -> None:
    change, found = seen.change, seen.change.comparison
    moved = len(found.edges_gone) + len(found.edges_new) + len(found.edges_retimed)
    gone = len(found.fixed) + len(found.reduced) + len(found.introduced)
    words = {
        FINDINGS: f"Findings {gone}",
        AFFECTED: f"Affected {len(change.tests) + len(change.golden)}",
        OUTCOMES: f"Outcomes {_outcomes(seen)}",
        MODULES: f"Modules {len(change.touched.modules)}",
        EDGES: f"Imports {moved}",
        LOST: f"Names lost {len(found.names_lost)}",
        SUMMARY: "Pull request",
    }
    state.follow(state.PART, words, otherwise=FINDINGS)
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
        case "affected":
            reached.show(seen)
        case "outcomes":
            changes.outcomes(opened.analysis, seen.sides, None, outcome_words)
            news.otherwise(seen)
        case "modules":
            modules.show(seen)
        case "edges":
            changes.edges(seen.sides)
        case "lost":
            changes.lost(opened.analysis, seen.sides)
        case "summary":
            takeaway.summary(seen)
        case _:
            changes.findings(opened.analysis, seen.sides, new_first=True)
