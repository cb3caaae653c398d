"""The pages, in order: the only list of them."""

from __future__ import annotations

import functools
from collections.abc import Callable

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from views import classes, compare, export, modules, overview, problems, repair, tour, triage
from views.drawer import drawer
from views.opening import Opened

PAGES: tuple[tuple[str, str, str, Callable[[Opened], None]], ...] = (
    ("overview", "Overview", ":material/dashboard:", overview.page),
    ("modules", "Modules", ":material/account_tree:", modules.page),
    ("classes", "Classes", ":material/category:", classes.page),
    ("problems", "Problems", ":material/report:", problems.page),
    ("repair", "Repair", ":material/build:", repair.page),
    ("compare", "Compare", ":material/compare_arrows:", compare.page),
    ("triage", "Triage", ":material/emergency:", triage.page),
    ("tour", "Tour", ":material/tour:", tour.page),
    ("export", "Export", ":material/download:", export.page),
)


def build_pages(opened: Callable[[], Opened]) -> list[StreamlitPage]:
    """Each page as Streamlit wants it; `opened` gives the analysis to show, or stops the page."""
    return [
        st.Page(
            functools.partial(_run, page, opened),
            title=title,
            icon=icon,
            url_path=url_path,
            default=at == 0,
        )
        for at, (url_path, title, icon, page) in enumerate(PAGES)
    ]


def _run(page: Callable[[Opened], None], opened: Callable[[], Opened]) -> None:
    shown = opened()
    # First, so that the links of a page that is still being made are heard.
    with st.container(key="drawer"):
        drawer(shown)
    page(shown)
