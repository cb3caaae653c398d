"""Every session key and every URL parameter, by name, and how pages are reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

import streamlit as st
from streamlit.navigation.page import StreamlitPage

# Session keys
ASSETS = "plumbline.assets"
PAGES = "plumbline.pages"
UPLOADS = "plumbline.uploads"
PUSHED = "plumbline.pushed"
PINS = "plumbline.pins"
NEWS = "plumbline.news"
SOURCE_KIND = "plumbline.source.kind"
SOURCE_SAMPLE = "plumbline.source.sample"
SOURCE_FOLDER = "plumbline.source.folder"
SOURCE_ZIP = "plumbline.source.zip"
CURRENT = "plumbline.source"
MAP = "plumbline.map"
OVERVIEW_MAP = "plumbline.overview-map"
CLASS_MAP = "plumbline.classes"
FINDING_MAP = "plumbline.finding-map"
PAIR = "plumbline.pair"
TABLE = "plumbline.table"
TOUR_MAP = "plumbline.tour-map"

# URL parameters that the pages write
SOURCE = "source"
SELECT = "select"
OPEN = "open"
FINDING = "finding"
FIX = "fix"
STEP = "step"
LISTED = "list"

# URL parameters that are bound to widgets: their keys
TESTS = "tests"
CYCLES = "cycles"
EXTERNAL = "external"
FOCUS = "focus"
HOPS = "hops"
RULE = "rule"
SEVERITY = "severity"
TEXT = "q"
CLASS_PACKAGE = "package"
CLASS_VIEW = "show"
PREVIEW = "preview"
TOUR_PART = "part"
ENTRY = "entry"
CHANGED = "changed"


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


def go(url_path: str, parameters: Mapping[str, str] | None = None) -> NoReturn:
    """Switch to a page of the application, keeping the repository that is looked at."""
    pages: Mapping[str, StreamlitPage] = st.session_state[PAGES]
    kept = {SOURCE: st.session_state[CURRENT]} if CURRENT in st.session_state else {}
    st.switch_page(pages[url_path], query_params={**kept, **(parameters or {})})
