"""What a tour tells of an analysis, computed once and kept."""

from __future__ import annotations

import streamlit as st

from analysis import Analysis
from analysis.tour.impact import Impact, impact_of
from analysis.tour.startup import Startup, startup_of
from analysis.tour.whole import Tour, tour_of


@st.cache_resource(max_entries=4, show_spinner="Finding the way …")
def tour(key: str, _analysis: Analysis) -> Tour:
    """The tour of a repository."""
    return tour_of(_analysis)


@st.cache_resource(max_entries=32, show_spinner="Following its imports …")
def startup(key: str, _analysis: Analysis, module: str) -> Startup:
    """What importing a module first runs."""
    return startup_of(_analysis, tour(key, _analysis).running, module)


@st.cache_resource(max_entries=64, show_spinner=False)
def impact(key: str, _analysis: Analysis, module: str) -> Impact:
    """What leans on a module."""
    told = tour(key, _analysis)
    return impact_of(_analysis, told.running, told.entries, module)
