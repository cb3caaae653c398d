"""Tables of what the pages show, as data frames."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
import pandas as pd

from analysis import Analysis, Missing, ResolvedImport, Undecided
from analysis.graphs.module_graph import EdgeData, Site, edge_data
from analysis.graphs.picture import Picture


class Neighbour(msgspec.Struct, frozen=True):
    """A module at the other end of an edge, and the statements that make it."""

    module: str
    names: str
    when: str
    sites: tuple[Site, ...]


def imports_of(analysis: Analysis, module: str) -> list[Neighbour]:
    """What a module imports from the repository."""
    graph = analysis.structure.modules
    return [
        _neighbour(other, graph.edges[module, other]["data"]) for other in sorted(graph[module])
    ]


def importers_of(analysis: Analysis, module: str) -> list[Neighbour]:
    """Who imports a module."""
    graph = analysis.structure.modules
    found = sorted(graph.predecessors(module))
    return [_neighbour(other, edge_data(graph, other, module)) for other in found]


def outward(analysis: Analysis, inside: Collection[str]) -> list[tuple[str, int]]:
    """What a set of modules imports from the others: module and statements, most first."""
    graph = analysis.structure.modules
    edges = [edge for edge in graph.out_edges(sorted(inside)) if edge[1] not in inside]
    return _crossing(analysis, [(importer, imported, imported) for importer, imported in edges])


def inward(analysis: Analysis, inside: Collection[str]) -> list[tuple[str, int]]:
    """Who of the others imports from a set of modules, in the same order."""
    graph = analysis.structure.modules
    edges = [edge for edge in graph.in_edges(sorted(inside)) if edge[0] not in inside]
    return _crossing(analysis, [(importer, imported, importer) for importer, imported in edges])


def _crossing(analysis: Analysis, edges: list[tuple[str, str, str]]) -> list[tuple[str, int]]:
    graph = analysis.structure.modules
    statements: dict[str, int] = {}
    for importer, imported, shown in edges:
        data = edge_data(graph, importer, imported)
        statements[shown] = statements.get(shown, 0) + len(data.sites)
    return sorted(statements.items(), key=lambda item: (-item[1], item[0]))


def _neighbour(other: str, data: EdgeData) -> Neighbour:
    names = sorted({name for site in data.sites for name in site.names})
    when = data.timing.value + (", guarded" if data.guarded else "")
    return Neighbour(other, ", ".join(names), when, data.sites)


def outside_of(imports: Sequence[ResolvedImport]) -> list[tuple[str, int]]:
    """What a module imports from elsewhere: top-level names with how many names each, sorted."""
    counts: dict[str, int] = {}
    for resolved in imports:
        target = resolved.target
        if resolved.depends_on is None and not isinstance(target, Missing | Undecided):
            top = target.module.partition(".")[0]
            counts[top] = counts.get(top, 0) + 1
    return sorted(counts.items())


def boxes_table(picture: Picture) -> pd.DataFrame:
    """The twin of a picture: one row a box that can be picked."""
    arrows_out: dict[str, int] = {}
    arrows_in: dict[str, int] = {}
    for arrow in picture.arrows:
        arrows_out[arrow.source] = arrows_out.get(arrow.source, 0) + arrow.count
        arrows_in[arrow.target] = arrows_in.get(arrow.target, 0) + arrow.count
    return pd.DataFrame(
        [
            {
                "name": box.id,
                "kind": box.kind,
                "level": box.level,
                "imports": arrows_out.get(box.id, 0),
                "imported": arrows_in.get(box.id, 0),
                "modules": box.contains or 1,
                "import": box.outcome,
                "cycles": box.badges.cycles,
                "broken": box.badges.broken,
                "duplicates": box.badges.duplicates,
                "failing": box.badges.failing,
            }
            for box in sorted(picture.boxes, key=lambda each: each.id)
        ]
    )
