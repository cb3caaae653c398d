"""What a tour tells of an analysis, computed once and kept."""

from __future__ import annotations

import msgspec
import streamlit as st

from analysis import Analysis
from analysis.tour.entries import EntryPoint, entry_points
from analysis.tour.impact import Impact, impact_of
from analysis.tour.leaning import leaning
from analysis.tour.packages import PackageLine, packages_of, sections
from analysis.tour.reading import Reading, read_first
from analysis.tour.running import Running, running
from analysis.tour.startup import Startup, startup_of
from analysis.tour.walk import Step, walk_of


class Tour(msgspec.Struct, frozen=True):
    """All but what is asked of a single module. `home` names the package of each module."""

    running: Running
    entries: tuple[EntryPoint, ...]
    readings: tuple[Reading, ...]
    packages: tuple[PackageLine, ...]
    steps: tuple[Step, ...]
    home: dict[str, str]


@st.cache_resource(max_entries=4, show_spinner="Finding the way …")
def tour(key: str, _analysis: Analysis) -> Tour:
    """The tour of a repository."""
    project = _analysis.structure.project
    runs, leans = running(project), leaning(project)
    entries = entry_points(_analysis, runs)
    readings = read_first(_analysis, runs, leans, entries)
    packages = packages_of(_analysis, leans)
    return Tour(
        running=runs,
        entries=entries,
        readings=readings,
        packages=packages,
        steps=walk_of(_analysis, runs, entries, readings, packages),
        home=sections(project.modules),
    )


@st.cache_resource(max_entries=32, show_spinner="Following its imports …")
def startup(key: str, _analysis: Analysis, module: str) -> Startup:
    """What importing a module first runs."""
    return startup_of(_analysis, tour(key, _analysis).running, module)


@st.cache_resource(max_entries=64, show_spinner=False)
def impact(key: str, _analysis: Analysis, module: str) -> Impact:
    """What leans on a module."""
    told = tour(key, _analysis)
    return impact_of(_analysis, told.running, told.entries, module)
