"""One finding for each component of modules that import each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from analysis.checks.context import Context
from analysis.checks.import_cycle.crossing import Crossings
from analysis.checks.import_cycle.statements import Edge, Statements
from analysis.checks.targets import target_of
from analysis.execution.outcome import Cause, Fails, Failure
from analysis.extract.facts import Timing
from analysis.findings import (
    AnyFinding,
    CycleEdge,
    FailingEntry,
    ImportCycle,
    ImportCycleData,
    Location,
    Severity,
    key_of,
)
from analysis.graphs.adjacency import within
from analysis.graphs.components import cycle_through, shortest_cycle, strongly_connected
from analysis.graphs.cuts import CutSet, cheapest_cut

_ONE_IMPORT = 100_000
"""More than any sum of costs of a cut: fewer imports come first, cheaper ones second."""
_STEPS = 1_500_000
_STEPS_OF_COUPLING = 150_000


class _Component(msgspec.Struct, frozen=True):
    """Members, the edges among them, and the failures (by entry module) that they cause."""

    members: tuple[str, ...]
    graph: Mapping[str, list[str]]
    failures: dict[str, Failure]
    timing: Timing


def check(context: Context) -> Iterator[AnyFinding]:
    """Components at import time first, then those that close only when functions run."""
    graph = context.structure.graph
    failures = _asked_too_early(context)
    running, cycles = graph.at_import, graph.cycles_at_import
    if closing := _closing_edges(context, failures):
        running = _with_edges(running, closing)
        cycles = strongly_connected(running)
    components = list(_components(cycles, running, failures, Timing.IMPORT))
    known = {component.members for component in components}
    coupled = [
        component
        for component in _components(graph.cycles_at_runtime, graph.at_runtime, {}, Timing.DEFERRED)
        if component.members not in known
    ]
    everyone = {member for item in (*components, *coupled) for member in item.members}
    statements = Statements(context, everyone)
    crossings = Crossings(context, statements)
    for component in (*components, *coupled):
        yield _finding(context, component, statements, crossings)


def _asked_too_early(context: Context) -> dict[str, Failure]:
    partial = {
        module: outcome.failure
        for module, outcome in sorted(context.execution.outcomes.items())
        if isinstance(outcome, Fails) and outcome.failure.cause is Cause.PARTIAL
    }
    if not partial:
        return {}
    # A name that never comes is missing, whatever CPython says.
    broken = {target_of(missing) for missing in context.missing.values()}
    return {
        module: failure
        for module, failure in partial.items()
        if (failure.module, failure.name) not in broken
    }


def _closing_edges(context: Context, failures: Mapping[str, Failure]) -> list[Edge]:
    """Imports round which a failure came back, and which only run a package on the way."""
    rings = [_closure(failure) for failure in failures.values()]
    statements = Statements(context, {part for ring in rings for part in ring})
    known = context.structure.graph.at_import
    return [
        (importer, imported)
        for ring in rings
        for importer, imported in statements.links(_ring(ring))
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


def _components(
    cycles: Iterable[tuple[str, ...]],
    graph: Mapping[str, list[str]],
    failures: dict[str, Failure],
    timing: Timing,
) -> Iterator[_Component]:
    for members in cycles:
        inside = set(members)
        caused = {
            entry: failure
            for entry, failure in failures.items()
            if failure.raised_in in inside and _asked(failure) in inside
        }
        yield _Component(members, within(graph, members), caused, timing)


def _asked(failure: Failure) -> str:
    """The module that was asked too early: `p.a` of `p`, where `import p.a` has not ended yet."""
    submodule = f"{failure.module}.{failure.name}"
    known = (*failure.stack, failure.raised_in)
    return submodule if submodule in known else failure.module or failure.raised_in


def _closure(failure: Failure) -> tuple[str, ...]:
    """The modules from the one that was asked too early to the one that asks."""
    stack = [*failure.stack]
    if failure.raised_in in stack:
        stack = stack[: len(stack) - stack[::-1].index(failure.raised_in)]
    else:
        stack.append(failure.raised_in)
    asked = _asked(failure)
    return tuple(stack[stack.index(asked) :]) if asked in stack else ()


def _ring(nodes: tuple[str, ...]) -> list[Edge]:
    return list(zip(nodes, nodes[1:] + nodes[:1], strict=True))


def _finding(
    context: Context, component: _Component, statements: Statements, crossings: Crossings
) -> ImportCycle:
    members = component.members
    verdict = _verdict(context, component)
    shown = _worst(context, component)
    cycle = tuple(
        CycleEdge(importer, imported, *statements.place((importer, imported)))
        for importer, imported in _ring(_cycle(component, shown))
    )
    cut = _cut(component, crossings)
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
        title=_title(component, verdict, cycle),
        message=_message(component, verdict, shown, len(cut.edges)),
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
            cut=tuple(crossings.cut(edge, members) for edge in cut.edges),
            cut_is_minimum=cut.minimum,
            timing=component.timing,
        ),
    )


def _verdict(context: Context, component: _Component) -> str:
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


def _severity(component: _Component) -> Severity:
    if component.failures:
        return Severity.ERROR
    return Severity.WARNING if component.timing is Timing.IMPORT else Severity.INFO


def _worst(context: Context, component: _Component) -> str | None:
    """The failing entry to show: a golden path, else a member, else any."""
    golden = {path.module for path in context.golden_paths}
    return min(
        component.failures,
        key=lambda entry: (entry not in golden, entry not in component.members, entry),
        default=None,
    )


def _cycle(component: _Component, entry: str | None) -> tuple[str, ...]:
    if entry is not None:
        failure = component.failures[entry]
        found = cycle_through(component.graph, failure.raised_in, _asked(failure))
        if found:
            return found
        closure = _closure(failure)
        if len(closure) > 1:
            return closure
    return shortest_cycle(component.graph, component.members)


def _cut(component: _Component, crossings: Crossings) -> CutSet:
    inside = frozenset(component.members)
    weights = {
        (importer, imported): _ONE_IMPORT + crossings.cost((importer, imported), inside)
        for importer, row in component.graph.items()
        for imported in row
    }
    coupling = component.timing is not Timing.IMPORT
    return cheapest_cut(weights, _STEPS_OF_COUPLING if coupling else _STEPS)


def _title(component: _Component, verdict: str, cycle: tuple[CycleEdge, ...]) -> str:
    count = len(component.members)
    ring = " → ".join([_short(edge.importer) for edge in cycle[:5]])
    ring += " → …" if len(cycle) > 5 else f" → {_short(cycle[0].importer)}" if cycle else ""
    if component.timing is Timing.DEFERRED:
        return f"Runtime coupling of {count} modules: {ring}"
    words = {
        "crashes": "Import cycle that crashes",
        "depends-on-entry": "Import cycle that crashes from some entries",
        "safe": "Import cycle",
    }
    return f"{words[verdict]}, {count} modules: {ring}"


def _short(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[-2:])


def _message(component: _Component, verdict: str, shown: str | None, cuts: int) -> str:
    members = component.members
    imports = "one import" if cuts == 1 else f"{cuts} imports"
    cut = f"Cutting {imports} leaves no cycle among them."
    if shown is not None:
        failure = component.failures[shown]
        text = f"Importing {shown} first fails: {failure.error}: {failure.message}."
        fine = [member for member in members if member not in component.failures]
        if verdict == "depends-on-entry" and fine:
            text += f" Importing {_listed(fine)} first works, as long as the order stays."
        return f"{text} {cut}"
    if component.timing is Timing.DEFERRED:
        return (
            f"{len(members)} modules need each other once their functions run; "
            f"importing any of them is safe. {cut}"
        )
    return (
        f"{len(members)} modules import each other while they are imported. Every order that "
        f"was tried works, but only by the order of the statements. {cut}"
    )


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    return (
        f"{', '.join(found[:2])} or {len(found) - 2} others"
        if len(found) > 3
        else " or ".join(found)
    )
