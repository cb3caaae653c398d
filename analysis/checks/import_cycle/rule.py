"""One finding for each component of modules that import each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from analysis.checks.context import Context
from analysis.checks.import_cycle.component import Component, component_at_import
from analysis.checks.import_cycle.failures import asked, asked_too_early, closure
from analysis.checks.import_cycle.statements import Edge, Statements, ring_of
from analysis.checks.import_cycle.untangling import Untangled, untangled
from analysis.checks.import_cycle.words import message_of, title_of
from analysis.execution.outcome import Fails, Failure
from analysis.extract.facts import Timing
from analysis.findings import (
    AnyFinding,
    FailingEntry,
    ImportCycle,
    ImportCycleData,
    Location,
    Severity,
    key_of,
)
from analysis.graphs.adjacency import within
from analysis.graphs.components import (
    cycle_through,
    shortest_cycle,
    strongly_connected,
)


def check(context: Context, ahead: Iterable[Untangled] = ()) -> Iterator[AnyFinding]:
    """Components at import time first, then those that close only when functions run.

    `ahead` may hold what `untangle` makes of the same code.
    """
    graph = context.structure.graph
    failures = asked_too_early(context)
    running, cycles = graph.at_import, graph.cycles_at_import
    if closing := _closing_edges(context, failures):
        running = _with_edges(running, closing)
        cycles = strongly_connected(running)
    known = set(cycles)
    closed_later = [members for members in graph.cycles_at_runtime if members not in known]
    met = {end for edge in closing for end in edge}
    untouched = [
        item for item in ahead if item.timing is not Timing.IMPORT or met.isdisjoint(item.members)
    ]
    components = [
        *(
            component_at_import(item, running, failures, closing)
            for item in _untangled(context, running, cycles, Timing.IMPORT, untouched)
        ),
        *(
            Component(item, within(graph.at_runtime, item.members), {}, ())
            for item in _untangled(
                context, graph.at_runtime, closed_later, Timing.DEFERRED, untouched
            )
        ),
    ]
    everyone = {member for item in components for member in item.members}
    statements = Statements(context, everyone)
    for component in components:
        yield _finding(context, component, statements)


def _untangled(
    context: Context,
    graph: Mapping[str, list[str]],
    components: Iterable[tuple[str, ...]],
    timing: Timing,
    ahead: Iterable[Untangled],
) -> list[Untangled]:
    """The components in their order, those of them that are `ahead` as they are there."""
    found = {item.members: item for item in ahead if item.timing is timing}
    missing = [members for members in components if members not in found]
    found.update((item.members, item) for item in untangled(context, graph, missing, timing))
    return [found[members] for members in components]


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


def _finding(context: Context, component: Component, statements: Statements) -> ImportCycle:
    found = component.untangled
    members = component.members
    verdict = _verdict(context, component)
    shown = _worst(context, component)
    cycle = statements.written(ring_of(_cycle(component, shown)))
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
        message=message_of(component, verdict, shown, len(found.cuts), found.fewest),
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
            cut=found.cuts,
            cut_is_minimum=found.fewest == len(found.cuts),
            timing=component.timing,
            cut_at_least=found.fewest,
            short_cycles=found.short_cycles,
            boundary=found.boundary,
            through_packages=statements.written(component.packages),
        ),
    )


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
