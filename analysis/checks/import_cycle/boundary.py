"""Who imports a component from outside, and what its members import there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from analysis.checks.context import CodeContext
from analysis.checks.import_cycle.statements import Edge, Statements
from analysis.findings import Boundary, CycleEdge, Neighbour

_MOST = 24
_MOST_MEMBERS = 5


def boundaries(
    context: CodeContext,
    graph: Mapping[str, Iterable[str]],
    components: Iterable[tuple[str, ...]],
) -> dict[tuple[str, ...], Boundary]:
    """The boundary of each of some components that share no member; `graph` has every module."""
    statements = Statements(context, graph)
    known = list(components)
    # By number: the hash of a tuple is worked out anew each time.
    owner = {member: number for number, members in enumerate(known) for member in members}
    inward: list[list[Edge]] = [[] for _ in known]
    outward: list[list[Edge]] = [[] for _ in known]
    for importer, row in graph.items() if owner else ():
        own = owner.get(importer)
        for imported in row:
            other = owner.get(imported)
            if own == other:
                continue
            if other is not None:
                inward[other].append((importer, imported))
            if own is not None:
                outward[own].append((importer, imported))
    return {
        members: _boundary(statements, members, inward[number], outward[number])
        for number, members in enumerate(known)
    }


def _boundary(
    statements: Statements, members: tuple[str, ...], inward: list[Edge], outward: list[Edge]
) -> Boundary:
    closed = _Closed(members)
    return Boundary(
        importers=_neighbours(statements, closed, inward, 0),
        imported=_neighbours(statements, closed, outward, 1),
        importer_modules=len({importer for importer, _ in inward}),
        imported_modules=len({imported for _, imported in outward}),
    )


class _Closed:
    """Folds modules into the outermost packages that hold no member."""

    def __init__(self, members: Collection[str]) -> None:
        self._names: dict[str, str] = {}
        self._opened = set(members)
        for member in members:
            while member:
                member = member.rpartition(".")[0]
                self._opened.add(member)

    def name(self, module: str) -> str:
        # Most modules stand at the end of several edges.
        known = self._names.get(module)
        if known is None:
            known = self._names[module] = self._name(module)
        return known

    def _name(self, module: str) -> str:
        end = module.find(".")
        while end != -1 and module[:end] in self._opened:
            end = module.find(".", end + 1)
        return module if end == -1 else module[:end]


def _neighbours(
    statements: Statements, closed: _Closed, edges: Iterable[Edge], outside: int
) -> tuple[Neighbour, ...]:
    """`outside` is the end of the edges that is no member: 0 the importer, 1 the imported."""
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(closed.name(edge[outside]), []).append(edge)
    busiest = sorted(found, key=lambda name: (-len(found[name]), name))[:_MOST]
    neighbours = []
    for name in busiest:
        first = min(found[name])
        ends = Counter(edge[1 - outside] for edge in found[name])
        neighbours.append(
            Neighbour(
                name=name,
                modules=len({edge[outside] for edge in found[name]}),
                imports=len(found[name]),
                members=tuple(sorted(ends, key=lambda end: (-ends[end], end))[:_MOST_MEMBERS]),
                first=CycleEdge(*first, *statements.place(first)),
            )
        )
    return tuple(neighbours)
