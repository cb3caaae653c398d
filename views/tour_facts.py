"""What a tour tells of an analysis, computed once and kept."""

from __future__ import annotations

from analysis import Analysis
from analysis.tour.impact import Impact, impact_of
from analysis.tour.startup import Startup, startup_of
from analysis.tour.whole import Tour, tour_of
from views.shelf import of_analysis


@of_analysis(most=4, spinner="Finding the way …")
def tour(key: str, _analysis: Analysis) -> Tour:
    """The tour of a repository."""
    return tour_of(_analysis)


@of_analysis(most=32, spinner="Following its imports …")
def startup(key: str, _analysis: Analysis, module: str) -> Startup:
    """What importing a module first runs."""
    return startup_of(_analysis, tour(key, _analysis).running, module)


@of_analysis(most=64)
def impact(key: str, _analysis: Analysis, module: str) -> Impact:
    """What leans on a module."""
    told = tour(key, _analysis)
    return impact_of(_analysis, told.running, told.entries, module)
