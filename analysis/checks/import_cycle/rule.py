"""One finding for each component of modules that import each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from analysis.checks.context import Context
from analysis.checks.import_cycle.boundary import boundaries
from analysis.checks.import_cycle.component import Component, component_at_import, ring_of
from analysis.checks.import_cycle.crossing import DEAREST, Crossings
from analysis.checks.import_cycle.failures import asked, asked_too_early, closure
from analysis.checks.import_cycle.statements import Edge, Statements
from analysis.checks.import_cycle.words import message_of, title_of
from analysis.execution.outcome import Fails, Failure
from analysis.extract.facts import Timing
from analysis.findings import (
    AnyFinding,
    Cut,
    CycleEdge,
    FailingEntry,
    ImportCycle,
    ImportCycleData,
    Location,
    Severity,
    key_of,
)
from analysis.graphs.adjacency import within
from analysis.graphs.components import (
    components_without,
    cycle_through,
    shortest_cycle,
    strongly_connected,
)
from analysis.graphs.cuts import CutSet, cheapest_cut
from analysis.graphs.ways import Ways

_ONE_IMPORT = 1_000_000
"""More than any sum of costs of a cut: fewer imports come first, cheaper ones second."""
_STEPS = 1_500_000
_STEPS_OF_COUPLING = 220_000


def check(context: Context) -> Iterator[AnyFinding]:
    """Components at import time first, then those that close only when functions run."""
    graph = context.structure.graph
    failures = asked_too_early(context)
    running, cycles = graph.at_import, graph.cycles_at_import
    if closing := _closing_edges(context, failures):
        running = _with_edges(running, closing)
        cycles = strongly_connected(running)
    around = boundaries(context, running, cycles)
    components = [
        component_at_import(members, running, around[members], failures, closing)
        for members in cycles
    ]
    closed_later = [members for members in graph.cycles_at_runtime if members not in around]
    around = boundaries(context, graph.at_runtime, closed_later)
    coupled = [
        Component(
            members, within(graph.at_runtime, members), {}, Timing.DEFERRED, around[members], ()
        )
        for members in closed_later
    ]
    everyone = {member for item in (*components, *coupled) for member in item.members}
    statements = Statements(context, everyone)
    crossings = Crossings(context, statements)
    for component in (*components, *coupled):
        yield _finding(context, component, statements, crossings)


def _closing_edges(context: Context, failures: Mapping[str, Failure]) -> list[Edge]:
    """Imports round which a failure came back, and which only run a package on the way."""
    rings = [closure(failure) for failure in failures.values()]
    statements = Statements(context, {part for ring in rings for part in ring})
    known = context.structure.graph.at_import
    return [
        (importer, imported)
        for ring in rings
        for importer, imported in statements.links(ring_of(ring))
        if imported not in known.get(importer, ())
    ]


def _with_edges(graph: Mapping[str, list[str]], edges: Iterable[Edge]) -> dict[str, list[str]]:
    more = {node: list(others) for node, others in graph.items()}
    for importer, imported in edges:
        row = more.setdefault(importer, [])
        if imported not in row:
            row.append(imported)
        more.setdefault(imported, [])
    return more


def _finding(
    context: Context, component: Component, statements: Statements, crossings: Crossings
) -> ImportCycle:
    members = component.members
    verdict = _verdict(context, component)
    shown = _worst(context, component)
    cycle = _written(ring_of(_cycle(component, shown)), statements)
    cut = _cut(component, crossings)
    fewest = _fewest(cut)
    entries = tuple(
        FailingEntry(module, failure.path, failure.line, failure.message)
        for module, failure in sorted(
            component.failures.items(), key=lambda item: (item[0] not in members, item[0])
        )
    )
    blocked = tuple(sorted(component.failures))
    places = [(edge.path, edge.line) for edge in cycle]
    if shown is not None:
        raising = (component.failures[shown].path, component.failures[shown].line)
        places = [raising, *(place for place in places if place != raising)]
    return ImportCycle(
        key=key_of("import-cycle", *members),
        severity=_severity(component),
        title=title_of(component, verdict, cycle),
        message=message_of(component, verdict, shown, len(cut.edges), fewest),
        subjects=members,
        locations=tuple(dict.fromkeys(Location(path, line) for path, line in places)),
        blocked=blocked,
        golden=context.golden_among(blocked),
        in_tests=all(map(context.is_test, members)),
        data=ImportCycleData(
            members=members,
            verdict=verdict,
            failing_entries=entries,
            cycle=cycle,
            cut=_cuts(component, cut, statements, crossings),
            cut_is_minimum=fewest == len(cut.edges),
            timing=component.timing,
            cut_at_least=fewest,
            short_cycles=cut.short_cycles,
            boundary=component.boundary,
            through_packages=_written(component.packages, statements),
        ),
    )


def _written(edges: Iterable[Edge], statements: Statements) -> tuple[CycleEdge, ...]:
    return tuple(CycleEdge(*edge, *statements.place(edge)) for edge in edges)


def _cuts(
    component: Component, cut: CutSet, statements: Statements, crossings: Crossings
) -> tuple[Cut, ...]:
    ways = Ways((importer, other) for importer, row in component.graph.items() for other in row)
    found = []
    for edge, short_cycles in zip(cut.edges, cut.on_short_cycles, strict=True):
        # While another way leads round, the component stays whole.
        ways.remove(*edge)
        whole = bool(ways.shortest_path(*edge))
        ways.add(*edge)
        left = [component.members] if whole else components_without(component.graph, [edge])
        found.append(
            msgspec.structs.replace(
                crossings.cut(edge, component.members),
                cycle=_written(ring_of(ways.shortest_cycle(*edge)), statements),
                short_cycles=short_cycles,
                leaves=tuple(sorted(map(len, left), reverse=True)),
            )
        )
    return tuple(found)


def _verdict(context: Context, component: Component) -> str:
    if not component.failures:
        return "safe"
    outcomes = context.execution.outcomes
    # A member that something else stops first can't prove that the circle is survivable.
    dead = all(
        member in component.failures or isinstance(outcomes.get(member), Fails)
        for member in component.members
    )
    golden = context.golden_among(component.failures)
    return "crashes" if dead or golden else "depends-on-entry"


def _severity(component: Component) -> Severity:
    if component.failures:
        return Severity.ERROR
    return Severity.WARNING if component.timing is Timing.IMPORT else Severity.INFO


def _worst(context: Context, component: Component) -> str | None:
    """The failing entry to show: a golden path, else a member, else any."""
    golden = {path.module for path in context.golden_paths}
    return min(
        component.failures,
        key=lambda entry: (entry not in golden, entry not in component.members, entry),
        default=None,
    )


def _cycle(component: Component, entry: str | None) -> tuple[str, ...]:
    if entry is not None:
        failure = component.failures[entry]
        found = cycle_through(component.graph, failure.raised_in, asked(failure))
        if found:
            return found
        way = closure(failure)
        if len(way) > 1:
            return way
    return shortest_cycle(component.graph, component.members)


def _cut(component: Component, crossings: Crossings) -> CutSet:
    inside = frozenset(component.members)
    weights = {
        (importer, imported): _ONE_IMPORT + crossings.cost((importer, imported), inside)
        for importer, row in component.graph.items()
        for imported in row
    }
    coupling = component.timing is not Timing.IMPORT
    return cheapest_cut(weights, _STEPS_OF_COUPLING if coupling else _STEPS)


def _fewest(cut: CutSet) -> int:
    """How many imports a cut has at least, whichever it is: none weighs more than the dearest."""
    return -(-cut.at_least // (_ONE_IMPORT + DEAREST))
