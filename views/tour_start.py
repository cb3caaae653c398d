"""What runs at start-up, in the order of running, and the statement that led to each module."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from analysis import Fails, Ok, Unknown
from analysis.tour.entries import EntryPoint
from analysis.tour.startup import Later, Ran, Startup
from analysis.tour.whole import Tour
from views import parts, state, story, tour_facts, tour_pieces
from views.opening import Opened
from views.words import count, safe

FEW = 30
MOST_ROWS = 600
LONGEST_STATEMENT = 110


def show(opened: Opened, told: Tour) -> None:
    """The start-up of the entry that the address names, or the first one."""
    modules = opened.analysis.structure.project.modules
    entries = {each.module: each for each in told.entries}
    if not entries:
        parts.show(
            parts.callout(
                "note",
                "Nothing here looks like an entry point",
                "No golden path, no command, no application object, and no module that brings in "
                "others. Choose any module below to see what importing it runs.",
            )
        )
    options = [*entries, *(name for name in sorted(modules) if name not in entries)]
    chosen = st.selectbox(
        "Import first",
        options,
        index=0 if entries else None,
        placeholder="Choose a module …",
        key=state.ENTRY,
        bind="query-params",
        width=520,
        help="Entry points come first in the list; any module can be chosen",
    )
    if chosen is None:
        return
    started = tour_facts.startup(opened.key, opened.analysis, chosen)
    _summary(started, entries.get(chosen), told)
    if started.ran:
        tour_pieces.show(*_groups(started, told.home))
    _later(started.later)
    if isinstance(started.outcome, Fails):
        story.show(opened, chosen, _pick)


def _pick(module: str) -> None:
    st.session_state[state.ENTRY] = module


def _summary(started: Startup, entry: EntryPoint | None, told: Tour) -> None:
    packages = {told.home[each.module] for each in started.ran if each.module in told.home}
    ran = f"{count(len(started.ran), 'module')} of {count(len(packages), 'package')}"
    why = f"{entry.name}: {entry.why}" if entry is not None else ""
    head = f"Importing {started.entry} runs {ran}"
    match started.outcome:
        case None:
            parts.show(parts.callout("note", "Nothing can import this file by a name"))
        case Fails(failure=failure):
            where = parts.place(failure.path, failure.line)
            inner = f"<div>raised at {where}</div>{parts.stack(failure.stack)}"
            error = f"{failure.error}: {failure.message}"
            tour_pieces.show(
                parts.callout("bad", f"✕ {head}, and then breaks", why, error, inner=inner)
            )
        case Unknown(reason=reason):
            parts.show(
                parts.callout("doubt", f"? {head}", why, f"What follows can't be told: {reason}")
            )
        case Ok():
            parts.show(parts.callout("good", f"✓ {head}", why))


def _groups(started: Startup, home: Mapping[str, str]) -> list[str]:
    """A part for each package, in the order in which the first module of each runs."""
    groups: dict[str, list[Ran]] = {}
    for ran in started.ran[:MOST_ROWS]:
        groups.setdefault(home.get(ran.module, ""), []).append(ran)
    breaks = started.breaks_in
    few = len(started.ran) <= FEW
    pieces = [
        '<p class="quiet">In the order of running; beside each module the line and the statement '
        "that asked for it first.</p>"
    ]
    for name, inside in groups.items():
        has_end = breaks in inside
        is_entry = any(each.module == started.entry for each in inside)
        head = (
            f"<b>{safe(name or 'top level')}</b> "
            f'<span class="quiet">{safe(count(len(inside), "module"))}, '
            f"{_numbers(inside)}</span>"
            + (' <b class="bad-ink">✕ breaks here</b>' if has_end else "")
        )
        rows = [_row(each, breaks is each) for each in inside]
        inner = f'<table class="ran">{"".join(rows)}</table>'
        pieces.append(tour_pieces.folded(head, inner, is_open=few or has_end or is_entry))
    if len(started.ran) > MOST_ROWS:
        more = len(started.ran) - MOST_ROWS
        pieces.append(f"<p>and {more:,} more</p>")
    return pieces


def _numbers(inside: list[Ran]) -> str:
    first, last = inside[0].number, inside[-1].number
    return f"number {first}" if first == last else f"numbers {first} to {last}"


def _row(ran: Ran, is_end: bool) -> str:
    name = tour_pieces.module(ran.module)
    if is_end:
        name += ' <b class="bad-ink">✕ raises</b>'
    elif ran.failed:
        name += ' <span class="quiet">left by the error</span>'
    asked = (
        parts.place(ran.led_path, ran.led_line)
        if ran.led_path
        else '<span class="quiet">the import itself</span>'
    )
    return tour_pieces.row(
        [str(ran.number), name, asked, safe(_short(ran.statement))],
        ("num", "", "", "code"),
        "bad" if is_end else "",
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_STATEMENT else text[: LONGEST_STATEMENT - 1] + "…"


def _later(later: tuple[Later, ...]) -> None:
    if not later:
        return
    rows = [
        tour_pieces.row(
            [
                tour_pieces.module(each.module),
                parts.place(each.path, each.line),
                safe(each.function),
                f"{each.runs:,}",
            ],
            ("", "", "code", "num"),
        )
        for each in later
    ]
    head = ["module", "asked for at", "in the function", "runs"]
    tour_pieces.show(
        "<h5>What waits until a function of it is called</h5>",
        tour_pieces.table(head, rows, ("", "", "", "num")),
    )
