"""The module graph seen from further away: modules folded into their packages."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import networkx as nx

from analysis.graphs.module_graph import EdgeData, Site, earliest


def collapse_to_depth(graph: nx.DiGraph[str], depth: int) -> nx.DiGraph[str]:
    """Modules deeper than `depth` segments are folded into the package they stand in."""
    return collapse(graph, {name: ".".join(name.split(".")[: max(depth, 1)]) for name in graph})


def collapse_closed(graph: nx.DiGraph[str], opened: Collection[str]) -> nx.DiGraph[str]:
    """Every package folded but those `opened`, whose own packages are open too."""
    return collapse(graph, {name: _closed_part(name, opened) for name in graph})


def collapse(graph: nx.DiGraph[str], place: dict[str, str]) -> nx.DiGraph[str]:
    """The graph of the places; `data` folds all statements behind, `modules` counts the members.

    Edges within one place vanish.
    """
    members: dict[str, int] = {}
    for name in graph:
        members[place[name]] = members.get(place[name], 0) + 1
    folded: dict[tuple[str, str], list[EdgeData]] = {}
    for importer, imported, carried in graph.edges(data=True):
        ends = place[importer], place[imported]
        if ends[0] != ends[1]:
            folded.setdefault(ends, []).append(carried["data"])
    collapsed: nx.DiGraph[str] = nx.DiGraph()
    for name in sorted(members):
        collapsed.add_node(name, modules=members[name])
    for source, target in sorted(folded):
        collapsed.add_edge(source, target, data=fold(folded[source, target]))
    return collapsed


def fold(edges: Iterable[EdgeData]) -> EdgeData:
    """Several edges as one: all sites, the earliest timing, guarded only if all are."""
    edges = tuple(edges)
    sites: set[Site] = {site for data in edges for site in data.sites}
    return EdgeData(
        timing=earliest([data.timing for data in edges]),
        guarded=all(data.guarded for data in edges),
        sites=tuple(sorted(sites)),
    )


def _closed_part(name: str, opened: Collection[str]) -> str:
    parts = name.split(".")
    for end in range(1, len(parts)):
        package = ".".join(parts[:end])
        if package not in opened:
            return package
    return name
