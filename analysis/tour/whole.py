"""`tour_of(analysis) -> Tour`: all that a newcomer is told, but for what is asked of one module."""

from __future__ import annotations

import msgspec

from analysis.pipeline import Analysis, collector_resting
from analysis.tour.entries import EntryPoint, entry_points
from analysis.tour.leaning import leaning
from analysis.tour.packages import PackageLine, packages_of, sections
from analysis.tour.reading import Reading, read_first
from analysis.tour.running import Running, running
from analysis.tour.walk import Step, walk_of


class Tour(msgspec.Struct, frozen=True):
    """The tour of one repository. `home` names the package of each module, tests among them."""

    running: Running
    entries: tuple[EntryPoint, ...]
    readings: tuple[Reading, ...]
    packages: tuple[PackageLine, ...]
    steps: tuple[Step, ...]
    home: dict[str, str]


@collector_resting()
def tour_of(analysis: Analysis) -> Tour:
    """Where it starts, what to read first, the packages, and the walk."""
    project = analysis.structure.project
    runs, leans = running(project), leaning(project)
    entries = entry_points(analysis, runs)
    readings = read_first(analysis, runs, leans, entries)
    packages = packages_of(analysis, leans)
    return Tour(
        running=runs,
        entries=entries,
        readings=readings,
        packages=packages,
        steps=walk_of(analysis, runs, entries, readings, packages),
        home=sections(project.modules),
    )
