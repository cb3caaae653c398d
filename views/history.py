"""History on the overview: the findings over the last revisions of a folder that stands in git."""

from __future__ import annotations

import functools

import msgspec
import pandas as pd
import streamlit as st

from analysis import SourceError
from analysis.findings import Severity
from analysis.timeline.past import Past, past_of, read_past_kept
from analysis.timeline.value import Line, Timeline, Turn
from views import parts, state
from views.opening import Opened
from views.picking import mark_row, pick_row
from views.waiting import work
from views.words import RULES, SEVERITIES, SIGNS, count, plain, sentence

LENGTHS = (10, 20, 50, 100)
MOST_KEPT = 4
"""Histories that a session holds."""
MOST_TOLD = 8
_COLOURS = {Severity.ERROR: "#D55E00", Severity.WARNING: "#E69F00", Severity.INFO: "#808C9B"}
_LABEL = 7
"""Characters of an id below a bar."""
_SELECTION = "revision"


class _Drawn(msgspec.Struct, frozen=True):
    """A history as it was read, of which past, and the revision that is picked."""

    past: Past
    length: int
    timeline: Timeline
    picked: str | None = None


def section(opened: Opened) -> None:
    """The history of what is opened, once somebody asks for it; nothing where there is none."""
    past = past_of(opened.analysis.tree)
    if past is None:
        return
    st.subheader("History", anchor=False, help="Findings over the last revisions, from git alone")
    source = str(opened.source)
    drawn = _drawn().get(source)
    asks = _asks(drawn, past)
    if asks is not None:
        _read(opened, past, asks)
    if drawn is not None:
        _show(opened, drawn)


def _asks(drawn: _Drawn | None, past: Past) -> int | None:
    """The controls; the length that is asked for now."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    length = row.segmented_control(
        "Revisions",
        LENGTHS,
        default=LENGTHS[0],
        required=True,
        key=state.TIMELINE_LENGTH,
        label_visibility="collapsed",
        help="How many revisions that change a file of Python or settings",
    )
    label = "Draw" if drawn is None else "Draw again"
    pressed = row.button(label, icon=":material/timeline:")
    if drawn is None:
        row.caption("Analyses each revision once, and keeps what it finds.")
    elif drawn.past != past:
        row.caption("There are newer commits than those that are drawn.")
    return length if pressed else None


def _read(opened: Opened, past: Past, length: int) -> None:
    try:
        with work(opened, "Analysing revisions", "history") as told:
            timeline = read_past_kept(past, length, told)
    except SourceError as error:
        parts.show(parts.callout("doubt", "The history can't be read", sentence(str(error))))
        return
    kept = _drawn()
    kept.pop(str(opened.source), None)
    kept[str(opened.source)] = _Drawn(past, length, timeline)
    while len(kept) > MOST_KEPT:
        del kept[next(iter(kept))]
    st.rerun()


def _drawn() -> dict[str, _Drawn]:
    found: dict[str, _Drawn] = st.session_state.setdefault(state.TIMELINES, {})
    return found


def _show(opened: Opened, drawn: _Drawn) -> None:
    turns = drawn.timeline.turns
    if not turns:
        parts.show(parts.paragraph("No commit has changed a file of Python here.", "muted"))
        return
    picked = next((each for each in turns if each.point.revision.commit == drawn.picked), turns[-1])
    left, right = st.columns([3, 2], gap="medium")
    source = str(opened.source)
    with left:
        _chart(source, turns, picked)
        _table(source, turns, picked)
        if drawn.timeline.ends is not None:
            st.caption(plain(sentence(drawn.timeline.ends)))
    with right:
        _told(opened, picked)
        _compare(drawn.past.folder, turns, picked)


def _chart(source: str, turns: tuple[Turn, ...], picked: Turn) -> None:
    rows = [
        {
            "at": at,
            "revision": turn.point.revision.short,
            "day": turn.point.revision.day,
            "subject": turn.point.revision.subject,
            "severity": SEVERITIES[severity],
            "rank": rank,
            "findings": turn.point.count(severity),
        }
        for at, turn in enumerate(turns)
        for rank, severity in enumerate(Severity)
    ]
    key = f"{state.TIMELINE_CHART}.{hash((source, len(turns), turns[-1].point.revision.commit))}"
    st.vega_lite_chart(
        pd.DataFrame(rows),
        _spec(
            len(turns),
            max(len(turn.point.findings) for turn in turns),
            picked.point.revision.short,
        ),
        key=key,
        height=240,
        on_select=functools.partial(_clicked, key, source, turns),
        selection_mode=_SELECTION,
    )


def _spec(revisions: int, highest: int, picked: str) -> dict[str, object]:
    """Bars that stand on one another, a column for each revision, the oldest at the left."""
    return {
        "mark": {"type": "bar", "cursor": "pointer"},
        "params": [
            {
                "name": _SELECTION,
                "select": {"type": "point", "fields": ["at"], "toggle": False, "clear": False},
            }
        ],
        "encoding": {
            "x": {
                "field": "revision",
                "type": "ordinal",
                "sort": {"field": "at"},
                "title": None,
                "axis": {
                    "labelAngle": 0 if revisions <= LENGTHS[0] else -40,
                    "labels": revisions <= LENGTHS[1],
                    "labelExpr": f"slice(datum.label, 0, {_LABEL})",
                    "ticks": False,
                },
            },
            "y": {
                "field": "findings",
                "type": "quantitative",
                "title": "findings",
                "axis": {"tickMinStep": 1, "format": ",d"},
                "scale": {"domain": [0, max(1, highest)], "nice": True},
            },
            "color": {
                "field": "severity",
                "type": "nominal",
                "title": None,
                "scale": {"domain": list(SEVERITIES.values()), "range": list(_COLOURS.values())},
                "legend": {"orient": "top"},
            },
            "order": {"field": "rank", "type": "quantitative"},
            "opacity": {
                "condition": {"test": f"datum.revision === '{picked}'", "value": 1},
                "value": 0.62,
            },
            "tooltip": [
                {"field": name, "type": "nominal"}
                for name in ("revision", "day", "subject", "severity", "findings")
            ],
        },
    }


def _clicked(key: str, source: str, turns: tuple[Turn, ...]) -> None:
    found = st.session_state[key]["selection"].get(_SELECTION) or []
    at = found[0].get("at") if found else None
    if isinstance(at, int) and 0 <= at < len(turns):
        _pick(source, turns[at])


def _pick(source: str, turn: Turn) -> None:
    drawn = _drawn().get(source)
    if drawn is not None:
        _drawn()[source] = msgspec.structs.replace(drawn, picked=turn.point.revision.commit)


def _table(source: str, turns: tuple[Turn, ...], picked: Turn) -> None:
    """The same in rows, the newest first."""
    shown = turns[::-1]
    rows = pd.DataFrame(
        [
            {
                "revision": turn.point.revision.short,
                "day": turn.point.revision.day,
                **{
                    f"{SIGNS[each]} {SEVERITIES[each].lower()}": turn.point.count(each)
                    for each in Severity
                },
                "fail": turn.point.failing,
                "modules": turn.point.modules,
                "new": None if turn.new is None else len(turn.new),
                "gone": None if turn.gone is None else len(turn.gone),
                "subject": turn.point.revision.subject,
            }
            for turn in shown
        ]
    )
    newest = shown[0].point.revision.commit
    key = f"{state.TABLE}.timeline.{hash((source, len(shown), newest))}"
    mark_row(key, shown.index(picked))
    pick_row(key, rows, lambda row: _pick(source, shown[row]), tallest=260)


def _told(opened: Opened, turn: Turn) -> None:
    """What one revision has changed."""
    point, made = turn.point, turn.point.revision
    parts.show(
        parts.heading(made.subject or made.short, made.short, made.day, made.author),
        parts.paragraph(_sum(turn), "muted"),
    )
    if point.problem is not None:
        parts.show(parts.callout("doubt", "Not analysed", sentence(point.problem)))
    elif turn.new is None or turn.gone is None:
        parts.show(parts.paragraph("The first one that is drawn: nothing to set it against."))
    elif not turn.new and not turn.gone:
        parts.show(parts.callout("good", "No finding came or went"))
    here = frozenset(finding.key for finding in opened.analysis.findings)
    _lines("New", turn.new or (), here)
    _lines("Gone", turn.gone or (), here)


def _compare(folder: str, turns: tuple[Turn, ...], picked: Turn) -> None:
    """A link to all that differs from the revision before, where the app has such a page."""
    before = [turn for turn in turns[: turns.index(picked)] if turn.point.problem is None]
    if not before or picked.new is None or "compare" not in st.session_state.get(state.PAGES, {}):
        return
    sides = (f"revision:{folder}@{turn.point.revision.commit}" for turn in (before[-1], picked))
    words = f"Compare with {before[-1].point.revision.short}"
    link = parts.link(words, "compare", **dict(zip(("before", "after"), sides, strict=True)))
    parts.show(parts.paragraph(link))


def _sum(turn: Turn) -> str:
    point = turn.point
    counts = [count(point.count(each), SEVERITIES[each].lower()) for each in Severity]
    return f"{', '.join(counts)} · {point.failing:,} of {count(point.modules, 'module')} fail"


def _lines(head: str, lines: tuple[Line, ...], here: frozenset[str]) -> None:
    if not lines:
        return
    rows = [
        (f"{SIGNS[line.severity]} {RULES.get(line.rule, line.rule)}", _title(line, here))
        for line in lines
    ]
    names = ["rule", "finding"]
    parts.show(parts.section(f"{head} ({len(lines):,})"), parts.table(names, rows[:MOST_TOLD]))
    if len(rows) > MOST_TOLD:
        rest = parts.table(names, rows[MOST_TOLD:])
        parts.show(parts.folded(f"{len(rows) - MOST_TOLD:,} more", rest))


def _title(line: Line, here: frozenset[str]) -> object:
    """A finding that is still there leads to its page."""
    if line.key in here:
        return parts.link(line.title, "problems", **{state.FINDING: line.key})
    return line.title
