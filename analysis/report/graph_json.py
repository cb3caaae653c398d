"""A graph as networkx node-link data: `networkx.node_link_graph(json.load(file))` reads it."""

from __future__ import annotations

import msgspec

from analysis.graphs.listing import EdgeRow, Listing, NodeRow
from analysis.report.json_text import json_text


class _Site(msgspec.Struct, frozen=True):
    path: str
    line: int
    names: tuple[str, ...]


class _Edge(msgspec.Struct, frozen=True):
    source: str
    target: str
    kind: str
    timing: str
    guarded: bool
    sites: tuple[_Site, ...]


class _Graph(msgspec.Struct, frozen=True):
    schema_version: int = 1


class _Document(msgspec.Struct, frozen=True):
    directed: bool
    multigraph: bool
    graph: _Graph
    nodes: tuple[NodeRow, ...]
    edges: tuple[_Edge, ...]


def render(listing: Listing) -> str:
    """Nodes with all their attributes, edges with every import statement behind them."""
    document = _Document(True, False, _Graph(), listing.nodes, tuple(map(_edge, listing.edges)))
    return json_text(document)


def _edge(edge: EdgeRow) -> _Edge:
    return _Edge(
        source=edge.source,
        target=edge.target,
        kind=edge.kind,
        timing=edge.timing.value,
        guarded=edge.guarded,
        sites=tuple(_Site(site.path, site.line, site.names) for site in edge.sites),
    )
