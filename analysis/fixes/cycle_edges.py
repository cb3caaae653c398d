"""Which imports of a cycle to look at first, and the names that cross there."""

from __future__ import annotations

import itertools
from collections import Counter

import msgspec

from analysis.execution.outcome import Cause, Fails, Failure
from analysis.extract.facts import Timing
from analysis.findings import ImportCycle
from analysis.fixes.import_statements import ImportedName
from analysis.fixes.redirect import Destination
from analysis.fixes.workbench import Workbench
from analysis.graphs.adjacency import components, within
from analysis.resolve.project import Internal

_MOST = 24


class Edge(msgspec.Struct, frozen=True, order=True):
    """A direct import at import time."""

    importer: str
    imported: str


def suspects(finding: ImportCycle, bench: Workbench) -> tuple[Edge, ...]:
    """The imports of the cycle, the likeliest to cut first.

    Those on the way of a crash come first, most often travelled first and the one that raises
    before the others; then the cut that the finding proposes, then the cycle that it shows. Where
    nothing crashes, only imports without which the component falls apart.
    """
    travelled: Counter[Edge] = Counter()
    closing: Counter[Edge] = Counter()
    for entry in finding.data.failing_entries:
        outcome = bench.analysis.execution.outcomes.get(entry.module)
        if isinstance(outcome, Fails) and outcome.failure.cause is Cause.PARTIAL:
            ring = _ring(outcome.failure)
            travelled.update(ring)
            closing.update(ring[-1:])
    ranked = sorted(travelled, key=lambda edge: (-travelled[edge], -closing[edge], edge))
    cut = [Edge(one.importer, one.imported) for one in finding.data.cut]
    shown = [Edge(one.importer, one.imported) for one in finding.data.cycle]
    found = tuple(dict.fromkeys([*ranked, *cut, *shown]))[:_MOST]
    return found if travelled else tuple(edge for edge in found if _splits(finding, bench, edge))


def _splits(finding: ImportCycle, bench: Workbench, edge: Edge) -> bool:
    graph = bench.analysis.structure.graph
    running = finding.data.timing is Timing.IMPORT
    component = within(graph.at_import if running else graph.at_runtime, finding.data.members)
    if edge.imported in component.get(edge.importer, ()):
        component[edge.importer].remove(edge.imported)
    return len(list(components(component))) > 1


def _ring(failure: Failure) -> list[Edge]:
    """The imports from the module that was asked too early round to the statement that asks."""
    stack = list(failure.stack)
    if failure.raised_in in stack:
        stack = stack[: len(stack) - stack[::-1].index(failure.raised_in)]
    else:
        stack.append(failure.raised_in)
    if failure.module is None or failure.module not in stack:
        return [Edge(one, other) for one, other in itertools.pairwise(stack)]
    stack = stack[stack.index(failure.module) :]
    return [Edge(one, other) for one, other in zip(stack, [*stack[1:], stack[0]], strict=True)]


def groups(
    finding: ImportCycle, bench: Workbench, edge: Edge
) -> tuple[tuple[str, tuple[ImportedName, ...]], ...]:
    """The names to move together, each group with a label that tells it apart.

    All that cross the edge; and where statements on it raise, what these alone import, and the
    names alone that are not there yet: the others may do no harm.
    """
    everything = crossing(bench, edge)
    label = f"{edge.importer}->{edge.imported}"
    failures = [
        outcome.failure
        for entry in finding.data.failing_entries
        if isinstance(outcome := bench.analysis.execution.outcomes.get(entry.module), Fails)
        and outcome.failure.raised_in == edge.importer
    ]
    raising = tuple(
        one
        for one in everything
        if any(
            one.node.lineno <= failure.line <= (one.node.end_lineno or failure.line)
            for failure in failures
        )
    )
    missing = tuple(one for one in raising if any(one.name == each.name for each in failures))
    found = {}
    for names in (missing, raising):
        if names and len(names) < len(everything):
            found[f"{label}:{','.join(one.alias.name for one in names)}"] = names
    if everything:
        found[label] = everything
    return tuple(found.items())


def crossing(bench: Workbench, edge: Edge) -> tuple[ImportedName, ...]:
    """The names that `importer` imports with its body and that make it load `imported`."""
    found = []
    for one in bench.imports(edge.importer):
        if one.function is not None or one.type_checking:
            continue
        resolved = bench.resolved(edge.importer, one)
        if resolved is None or resolved.fact.timing is not Timing.IMPORT:
            continue
        if edge.imported in (*resolved.loads, resolved.depends_on):
            found.append(one)
    return tuple(found)


def definers(bench: Workbench, edge: Edge) -> dict[ImportedName, Destination]:
    """Where the names that cross are defined, if that is elsewhere for all of them; else empty."""
    places = {}
    for one in crossing(bench, edge):
        resolved = bench.resolved(edge.importer, one)
        target = resolved.target if resolved else None
        if one.name is None or not isinstance(target, Internal) or target.module != edge.imported:
            return {}
        home = target.defined_in
        if home in (None, target.module, edge.importer) or target.defined_as is None:
            return {}
        places[one] = Destination(str(home), target.defined_as)
    return places
