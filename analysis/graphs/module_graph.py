"""The module graph: who imports whom, when, and by which statements."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
import networkx as nx

from analysis.extract.facts import Timing
from analysis.graphs.import_graph import RANK
from analysis.resolve.project import Project, ResolvedImport


class Site(msgspec.Struct, frozen=True, order=True):
    """One import statement behind an edge, with the names that cross there."""

    path: str
    line: int
    names: tuple[str, ...]
    timing: Timing


class EdgeData(msgspec.Struct, frozen=True):
    """What an edge carries. `timing` is the earliest of its sites; `guarded` if all of them are."""

    timing: Timing
    guarded: bool
    sites: tuple[Site, ...]


def build_module_graph(project: Project) -> nx.DiGraph[str]:
    """Every module a node; an edge importer -> imported for the module an import depends on.

    Edge attribute `data` is an `EdgeData`. Nodes and edges are added in sorted order.
    """
    imports: dict[tuple[str, str], list[ResolvedImport]] = {}
    for resolved in project.imports:
        imported = resolved.depends_on
        if imported is not None and imported != resolved.importer:
            imports.setdefault((resolved.importer, imported), []).append(resolved)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(project.modules))
    graph.add_edges_from(
        (edge[0], edge[1], {"data": _fold(project.modules[edge[0]].path, imports[edge])})
        for edge in sorted(imports)
    )
    return graph


def import_time_graph(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """The same nodes, and only edges that an import statement run at import time makes."""
    return _only(graph, {Timing.IMPORT})


def runtime_graph(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """The same nodes, without edges that exist for the type checker alone."""
    return _only(graph, {Timing.IMPORT, Timing.DEFERRED})


def edge_data(graph: nx.DiGraph[str], importer: str, imported: str) -> EdgeData:
    """What the edge carries; `KeyError` where there is none."""
    data: EdgeData = graph.edges[importer, imported]["data"]
    return data


def earliest(timings: Collection[Timing]) -> Timing:
    """The earliest of some timings; `ValueError` when there are none."""
    return min(timings, key=RANK.__getitem__)


def _only(graph: nx.DiGraph[str], timings: Collection[Timing]) -> nx.DiGraph[str]:
    # A copy: networkx's filtered views cost several times more at every step of an algorithm.
    kept: nx.DiGraph[str] = nx.DiGraph()
    kept.add_nodes_from(graph)
    kept.add_edges_from(
        (importer, imported, carried)
        for importer, imported, carried in graph.edges(data=True)
        if carried["data"].timing in timings
    )
    return kept


def _fold(path: str, imports: list[ResolvedImport]) -> EdgeData:
    if len(imports) == 1:
        fact = imports[0].fact
        names_here = () if fact.name is None else (fact.name,)
        site = Site(path, fact.span.line, names_here, fact.timing)
        return EdgeData(fact.timing, fact.guarded, (site,))
    names: dict[tuple[int, Timing], set[str]] = {}
    for resolved in imports:
        fact = resolved.fact
        crossing = names.setdefault((fact.span.line, fact.timing), set())
        if fact.name is not None:
            crossing.add(fact.name)
    return EdgeData(
        timing=earliest([resolved.fact.timing for resolved in imports]),
        guarded=all(resolved.fact.guarded for resolved in imports),
        sites=tuple(
            sorted(
                Site(path, line, tuple(sorted(found)), timing)
                for (line, timing), found in names.items()
            )
        ),
    )
