"""How an import comes to fail, or goes round: the statements in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from analysis.execution.outcome import Fails
from analysis.extract.facts import Timing
from analysis.findings import AnyFinding, ImportCycle
from analysis.pipeline import Analysis
from analysis.report.sarif.document import CodeFlow, Location, ThreadFlow, ThreadFlowLocation
from analysis.report.sarif.places import Places, message
from analysis.sources.printable import printable


def flows(finding: AnyFinding, analysis: Analysis, places: Places) -> tuple[CodeFlow, ...]:
    """The cycle; and how the first module that the finding stops gets to the statement that raises.

    The modules of golden paths come first.
    """
    found = []
    if isinstance(finding, ImportCycle):
        edges = (
            places.location(edge.path, edge.line, note=f"{edge.importer} imports {edge.imported}")
            for edge in finding.data.cycle
        )
        found.append(_flow("A shortest cycle", edges))
    golden = {path.module for path in analysis.golden_paths}
    for module in sorted(finding.blocked, key=lambda name: (name not in golden, name)):
        outcome = analysis.execution.outcomes.get(module)
        if isinstance(outcome, Fails) and outcome.failure.path:
            steps = list(_way(outcome, analysis, places))
            if len(steps) > 1:
                found.append(_flow(f"What import {module} does", steps))
                break
    return tuple(flow for flow in found if flow is not None)


def _way(outcome: Fails, analysis: Analysis, places: Places) -> Iterator[Location]:
    failure = outcome.failure
    project = analysis.structure.project
    for importer, imported in pairwise(failure.stack):
        # Importing a module runs its package first: no statement asks for that.
        line = next(
            (
                each.fact.span.line
                for each in project.by_importer.get(importer, ())
                if imported in each.loads and each.fact.timing is Timing.IMPORT
            ),
            None,
        )
        if line is not None and importer in project.modules:
            path = project.modules[importer].path
            yield places.location(path, line, note=printable(f"{importer} imports {imported}"))
    said = f"{failure.error}: {failure.message}"
    yield places.location(failure.path, failure.line, note=printable(said))


def _flow(title: str, locations: Iterable[Location]) -> CodeFlow | None:
    steps = tuple(ThreadFlowLocation(location=location) for location in locations)
    if not steps:
        return None
    return CodeFlow(message=message(printable(title)), thread_flows=(ThreadFlow(locations=steps),))
