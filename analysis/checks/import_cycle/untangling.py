"""What takes a component apart, and who stands around it: for that no module needs to run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from analysis.checkpoint import checkpoint
from analysis.checks.context import CodeContext
from analysis.checks.import_cycle.boundary import boundaries
from analysis.checks.import_cycle.crossing import DEAREST, Crossings
from analysis.checks.import_cycle.statements import Statements, ring_of
from analysis.extract.facts import Timing
from analysis.findings import Boundary, Cut
from analysis.graphs.adjacency import within
from analysis.graphs.components import components_without
from analysis.graphs.cuts import CutSet, cheapest_cut
from analysis.graphs.ways import Ways

_ONE_IMPORT = 1_000_000
"""More than any sum of costs of a cut: fewer imports come first, cheaper ones second."""
_STEPS = 1_500_000
_STEPS_OF_COUPLING = 220_000


class Untangled(msgspec.Struct, frozen=True):
    """A component with its boundary, and the imports to cut."""

    members: tuple[str, ...]
    timing: Timing
    boundary: Boundary
    cuts: tuple[Cut, ...]
    fewest: int
    """How many imports any cut has at least."""
    short_cycles: int


def untangle(context: CodeContext) -> tuple[Untangled, ...]:
    """Every component that the statements alone show."""
    graph = context.structure.graph
    known = set(graph.cycles_at_import)
    later = [members for members in graph.cycles_at_runtime if members not in known]
    return (
        *untangled(context, graph.at_import, graph.cycles_at_import, Timing.IMPORT),
        *untangled(context, graph.at_runtime, later, Timing.DEFERRED),
    )


def untangled(
    context: CodeContext,
    graph: Mapping[str, list[str]],
    components: Sequence[tuple[str, ...]],
    timing: Timing,
) -> Iterator[Untangled]:
    """Some components of `graph` that share no member, in their order."""
    around = boundaries(context, graph, components)
    statements = Statements(context, {member for members in components for member in members})
    crossings = Crossings(context, statements)
    for members in components:
        checkpoint()
        inside = within(graph, members)
        cut = _cut(inside, timing, crossings)
        yield Untangled(
            members=members,
            timing=timing,
            boundary=around[members],
            cuts=tuple(_cuts(inside, cut, statements, crossings)),
            # None weighs more than the dearest.
            fewest=-(-cut.at_least // (_ONE_IMPORT + DEAREST)),
            short_cycles=cut.short_cycles,
        )


def _cut(graph: Mapping[str, Iterable[str]], timing: Timing, crossings: Crossings) -> CutSet:
    weights = {
        (importer, imported): _ONE_IMPORT + crossings.cost((importer, imported), graph.keys())
        for importer, row in graph.items()
        for imported in row
    }
    return cheapest_cut(weights, _STEPS if timing is Timing.IMPORT else _STEPS_OF_COUPLING)


def _cuts(
    graph: Mapping[str, list[str]], cut: CutSet, statements: Statements, crossings: Crossings
) -> Iterator[Cut]:
    members = tuple(graph)
    ways = Ways((importer, other) for importer, row in graph.items() for other in row)
    for edge, short_cycles in zip(cut.edges, cut.on_short_cycles, strict=True):
        # While another way leads round, the component stays whole.
        ways.remove(*edge)
        whole = bool(ways.shortest_path(*edge))
        ways.add(*edge)
        left = [members] if whole else components_without(graph, [edge])
        yield msgspec.structs.replace(
            crossings.cut(edge, graph.keys()),
            cycle=statements.written(ring_of(ways.shortest_cycle(*edge))),
            short_cycles=short_cycles,
            leaves=tuple(sorted(map(len, left), reverse=True)),
        )
