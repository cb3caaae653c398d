"""A graph as plain rows, ready to be written: nodes and edges with all that is known of them."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable

import msgspec
import networkx as nx

from analysis.execution.outcome import Execution, Fails, Unknown
from analysis.extract.facts import Timing
from analysis.graphs.class_graph import edge_kind
from analysis.graphs.components import component_numbers, levels
from analysis.graphs.module_graph import EdgeData, Site, edge_data, import_time_graph
from analysis.graphs.structure import Structure
from analysis.resolve.project import ResolvedClass

IMPORTS = "imports"


class NodeRow(msgspec.Struct, frozen=True):
    """A module, a package with what is folded into it, or a class ("pkg.mod:Class").

    `level` and `component` are those of the import-time graph (of the whole class graph);
    `importers` counts direct ones. `outcome` is ok, fails or unknown: the worst of what is folded.
    """

    id: str
    path: str
    kind: str
    level: int
    importers: int
    outcome: str
    component: int | None


class EdgeRow(msgspec.Struct, frozen=True):
    """From importer to imported, or from a class to its base (inherits) or to one that it uses."""

    source: str
    target: str
    kind: str
    timing: Timing
    guarded: bool
    sites: tuple[Site, ...]


class Listing(msgspec.Struct, frozen=True):
    """Nodes and edges, each sorted."""

    nodes: tuple[NodeRow, ...]
    edges: tuple[EdgeRow, ...]


def list_modules(
    structure: Structure, execution: Execution, graph: nx.DiGraph[str] | None = None
) -> Listing:
    """The module graph, or `graph`: a part of it, or one that is collapsed."""
    graph = structure.modules if graph is None else graph
    files = structure.project.modules
    early = import_time_graph(graph)
    height, component = levels(early), component_numbers(early)
    outcomes = _outcomes(graph, execution)
    nodes = []
    for name in sorted(graph):
        file = files.get(name)
        nodes.append(
            NodeRow(
                id=name,
                path=file.path if file else name.replace(".", "/"),
                kind=file.kind.value if file else "package",
                level=height[name],
                importers=len(graph.pred[name]),
                outcome=outcomes[name],
                component=component.get(name),
            )
        )
    edges = (
        _module_edge(source, target, edge_data(graph, source, target))
        for source, target in sorted(graph.edges)
    )
    return Listing(tuple(nodes), tuple(edges))


def list_classes(structure: Structure, execution: Execution) -> Listing:
    """The class graph. A class has the outcome of its module."""
    graph = structure.classes
    found = {resolved.ref: resolved for resolved in structure.project.classes}
    height, component = levels(graph), component_numbers(graph)
    nodes = (
        NodeRow(
            id=str(ref),
            path=found[ref].path,
            kind="class",
            level=height[ref],
            importers=len(graph.pred[ref]),
            outcome=_outcome(execution, ref.module),
            component=component.get(ref),
        )
        for ref in sorted(graph)
    )
    edges = (
        _class_edge(found[source], str(target), edge_kind(graph, source, target))
        for source, target in sorted(graph.edges)
    )
    return Listing(tuple(nodes), tuple(edges))


def narrowed(listing: Listing, kept: Collection[str]) -> Listing:
    """Only the nodes whose ids are `kept`, and the edges between them."""
    return Listing(
        tuple(node for node in listing.nodes if node.id in kept),
        tuple(edge for edge in listing.edges if edge.source in kept and edge.target in kept),
    )


def along(listing: Listing, chains: Iterable[tuple[str, ...]]) -> Listing:
    """Only the nodes and edges of some chains."""
    found = tuple(chains)
    kept = {name for chain in found for name in chain}
    steps = {step for chain in found for step in itertools.pairwise(chain)}
    part = narrowed(listing, kept)
    return Listing(
        part.nodes, tuple(edge for edge in part.edges if (edge.source, edge.target) in steps)
    )


def graph_of(listing: Listing) -> nx.DiGraph[str]:
    """The bare graph of a listing, for focus and chains."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(node.id for node in listing.nodes)
    graph.add_edges_from((edge.source, edge.target) for edge in listing.edges)
    return graph


def _module_edge(source: str, target: str, data: EdgeData) -> EdgeRow:
    return EdgeRow(source, target, IMPORTS, data.timing, data.guarded, data.sites)


def _class_edge(source: ResolvedClass, target: str, kind: str) -> EdgeRow:
    name = target.partition(":")[2]
    site = Site(source.path, source.fact.line, (name,), Timing.IMPORT)
    return EdgeRow(str(source.ref), target, kind, Timing.IMPORT, False, (site,))


def _outcomes(graph: nx.DiGraph[str], execution: Execution) -> dict[str, str]:
    worst = {name: _outcome(execution, name) for name in graph}
    rank = ("ok", "unknown", "fails").index
    for module in execution.outcomes:
        place = module
        while place and place not in worst:
            place = place.rpartition(".")[0]
        if place and place != module:
            worst[place] = max(worst[place], _outcome(execution, module), key=rank)
    return worst


def _outcome(execution: Execution, module: str) -> str:
    match execution.outcomes.get(module):
        case Fails():
            return "fails"
        case Unknown():
            return "unknown"
        case _:
            return "ok"
