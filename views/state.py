"""Every session key and every URL parameter, by name, and how pages are reached."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from typing import NoReturn
from urllib.parse import quote_plus

import streamlit as st
from streamlit.navigation.page import StreamlitPage

# Session keys
ASSETS = "plumbline.assets"
PAGES = "plumbline.pages"
UPLOADS = "plumbline.uploads"
TRIAGED = "plumbline.triaged"
PASTED = "plumbline.pasted"
LOG_FILE = "plumbline.log-file"
TRIAGE_MAP = "plumbline.triage-map"
LIKELIEST = "plumbline.likeliest"
PUSHED = "plumbline.pushed"
WRITTEN = "plumbline.written"
FOLLOWED = "plumbline.followed"
PINS = "plumbline.pins"
NEWS = "plumbline.news"
SEAT = "plumbline.seat"
CANCELLED = "plumbline.cancelled"
SOURCE_KIND = "plumbline.source.kind"
SOURCE_SAMPLE = "plumbline.source.sample"
SOURCE_FOLDER = "plumbline.source.folder"
SOURCE_ZIP = "plumbline.source.zip"
SOURCE_REPOSITORY = "plumbline.source.repository"
SOURCE_REVISION = "plumbline.source.revision"
SOURCE_URL = "plumbline.source.url"
AGREED = "plumbline.agreed"
CREDENTIALS = "plumbline.credentials"
CURRENT = "plumbline.source"
MAP = "plumbline.map"
OVERVIEW_MAP = "plumbline.overview-map"
CLASS_MAP = "plumbline.classes"
FINDING_MAP = "plumbline.finding-map"
PAIR = "plumbline.pair"
COMPARED = "plumbline.compared"
TABLE = "plumbline.table"
WAIVER_REASON = "plumbline.waiver.reason"
WAIVER_UNTIL = "plumbline.waiver.until"
DRAWER = "plumbline.drawer"
AIM = "plumbline.aim"
MATRIX = "plumbline.matrix"
TICKED = "plumbline.ticked"
TRAIL = "plumbline.trail"
TOUR_MAP = "plumbline.tour-map"
HISTORIES = "plumbline.histories"
TIMELINES = "plumbline.timelines"
TIMELINE_CHART = "plumbline.timeline-chart"
TIMELINE_LENGTH = "plumbline.timeline-length"
PLAN_NAME = "plumbline.plan.name"
CONSIDERED = "plumbline.considered"
STOPPED = "plumbline.stopped"
OBSTACLES = "plumbline.obstacles"
VERIFIED = "plumbline.verified"
MAY_RUN = "plumbline.may-run"

# URL parameters that the pages write
SOURCE = "source"
SELECT = "select"
OPEN = "open"
FINDING = "finding"
FIX = "fix"
PLAN = "plan"
BEFORE = "before"
AFTER = "after"
AT = "at"
CYCLE = "cycle"
TICKS = "ticks"
LOOK = "look"
STEP = "step"
LISTED = "list"
TOLD = "told"

# URL parameters that are bound to widgets: their keys
WAIVED = "waived"
CLASS_PACKAGE = "package"
CLASS_VIEW = "show"
PREVIEW = "preview"
DARK_PAPER = "dark-paper"
TOUR_PART = "tour"
ENTRY = "entry"
CHANGED = "changed"

ON = "1"

# URL parameters that widgets follow (`follow`): their keys
VIEW = "view"
MAP_VIEW = "map"
MATRIX_VIEW = "matrix"
LIST_VIEW = "list"
LEVEL = "level"
ORDER = "order"
OUTCOME = "outcome"
WITHIN = "within"
FLAT = "flat"
EARLY = "early"
RULE = "rule"
SEVERITY = "severity"
GOLDEN = "golden"
PACKAGE = "of"
CODE = "code"
TEXT = "q"
PAGE = "page"
PART = "part"
TESTS = "tests"
EXTERNAL = "external"
CYCLES = "cycles"
UPWARD = "upward"
NO_DEFERRED = "no-deferred"
NO_TYPING = "no-typing"
FOCUS = "focus"
HOPS = "hops"
ALL_HOPS = "all"
WAY = "way"
CHAIN_FROM = "from"
CHAIN_TO = "to"
EVERY_CHAIN = "every-chain"
KEEP = "keep"
DROP = "drop"
PINNED = "pin"
DIFF = "diff"


def parameter(name: str) -> str | None:
    """A URL parameter; None where it is missing or empty."""
    return st.query_params.get(name) or None


def remember(name: str, value: str | None) -> None:
    """Write a URL parameter, so that the address reopens this view."""
    if value:
        if st.query_params.get(name) != value:
            st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def change(changes: Mapping[str, str | Sequence[str] | None]) -> None:
    """Write several URL parameters at once: one step in the browser's history."""
    before = {name: st.query_params.get_all(name) for name in st.query_params}
    after = dict(before)
    for name, value in changes.items():
        said = [value] if isinstance(value, str) else list(value or ())
        after.pop(name, None)
        if said := [each for each in said if each]:
            after[name] = said
    if after != before:
        st.query_params.from_dict(after)


def follow(
    name: str, options: Collection[str], *, several: bool = False, otherwise: str | None = None
) -> None:
    """Let the widget with the key `name`, about to be drawn, show what the address says.

    Not Streamlit's own binding: that puts what is on display, with its counts, into the address.
    """
    named = [each for each in st.query_params.get_all(name) if each in options]
    put(name, named if several else next(iter(named), otherwise))


def follow_toggle(name: str) -> None:
    """The same for a toggle."""
    put(name, is_on(name))


def is_on(name: str) -> bool:
    """Whether a URL parameter is switched on."""
    return st.query_params.get(name) in (ON, "true")


def put(name: str, value: str | list[str] | bool | None) -> None:
    """Let the widget with the key `name`, about to be drawn, show a value."""
    # A value that is set anew makes the browser answer, even where it is the same one.
    if name not in st.session_state or st.session_state[name] != value:
        st.session_state[name] = value


def lead(name: str) -> None:
    """The reverse, for `on_change`: the address says what the widget shows."""
    value = st.session_state[name]
    chosen = [ON] if value is True else [value] if isinstance(value, str) else list(value or ())
    chosen = [each for each in chosen if each]
    if chosen:
        st.query_params[name] = chosen
    elif name in st.query_params:
        del st.query_params[name]


Parameters = Mapping[str, str | list[str]]


def address(url_path: str, parameters: Parameters) -> str:
    """The address of a page as seen from its siblings; "" stays on the page that is shown."""
    said = [
        f"{_quoted(name)}={_quoted(each)}"
        for name, value in {**_kept(), **parameters}.items()
        for each in ([value] if isinstance(value, str) else value)
    ]
    return f"{url_path}?{'&'.join(said)}"


# A panel has hundreds of addresses, made of the same few words.
@functools.lru_cache(maxsize=4096)
def _quoted(text: str) -> str:
    return quote_plus(text, errors="surrogateescape")


def go(url_path: str, parameters: Parameters | None = None) -> NoReturn:
    """Switch to a page of the application, keeping the repository that is looked at."""
    pages: Mapping[str, StreamlitPage] = st.session_state[PAGES]
    asked = {**_kept(), **(parameters or {})}
    st.switch_page(pages[url_path], query_params=asked)


def _kept() -> dict[str, str]:
    current: str | None = st.session_state.get(CURRENT)
    return {} if current is None else {SOURCE: current}
