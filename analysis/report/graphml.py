"""A graph as GraphML, for yEd, Gephi, Cytoscape and `networkx.read_graphml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from analysis.graphs.listing import EdgeRow, Listing, NodeRow
from analysis.sources.printable import printable

SHOWN_PLACES = 20
"""Statements that an edge names; `imports` says how many there are."""
_Value = str | int | bool
_NODE_KEYS = {
    "label": "string",
    "path": "string",
    "kind": "string",
    "level": "int",
    "importers": "int",
    "outcome": "string",
    "component": "int",
}
_EDGE_KEYS = {
    "kind": "string",
    "timing": "string",
    "guarded": "boolean",
    "imports": "int",
    "places": "string",
}
# What no XML document may hold, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(listing: Listing) -> str:
    """Valid XML, whatever the names are. The id of a node is its name, and so is its label.

    A node outside of any cycle has no `component`. yEd shows the labels, too.
    """
    ids = _ids(listing.nodes)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
        ' xmlns:y="http://www.yworks.com/xml/graphml">',
        *_keys("node", _NODE_KEYS),
        '  <key id="node_graphics" for="node" yfiles.type="nodegraphics"/>',
        *_keys("edge", _EDGE_KEYS),
        '  <graph id="plumbline" edgedefault="directed">',
    ]
    for node in listing.nodes:
        label = _text(node.id)
        lines += [
            f"    <node id={quoteattr(ids[node.id])}>",
            *_data("node", _node(node)),
            '      <data key="node_graphics"><y:ShapeNode>'
            f"<y:NodeLabel>{escape(label)}</y:NodeLabel></y:ShapeNode></data>",
            "    </node>",
        ]
    for edge in listing.edges:
        source, target = quoteattr(ids[edge.source]), quoteattr(ids[edge.target])
        lines += [
            f"    <edge source={source} target={target}>",
            *_data("edge", _edge(edge)),
            "    </edge>",
        ]
    return "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"


def _ids(nodes: Iterable[NodeRow]) -> dict[str, str]:
    """Names that can be written; two that are written alike stay two."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for node in nodes:
        name = wanted = _text(node.id)
        number = 1
        while name in taken:
            number += 1
            name = f"{wanted} ({number})"
        taken.add(name)
        ids[node.id] = name
    return ids


def _keys(owner: str, types: dict[str, str]) -> Iterator[str]:
    for name, kind in types.items():
        yield f'  <key id="{owner}_{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>'


def _data(owner: str, values: dict[str, _Value | None]) -> Iterator[str]:
    for name, value in values.items():
        if value is not None:
            written = str(value).lower() if isinstance(value, bool) else _text(str(value))
            yield f'      <data key="{owner}_{name}">{escape(written)}</data>'


def _node(node: NodeRow) -> dict[str, _Value | None]:
    return {
        "label": node.id,
        "path": node.path,
        "kind": node.kind,
        "level": node.level,
        "importers": node.importers,
        "outcome": node.outcome,
        "component": node.component,
    }


def _edge(edge: EdgeRow) -> dict[str, _Value | None]:
    places = [f"{site.path}:{site.line}" for site in edge.sites[:SHOWN_PLACES]]
    if len(edge.sites) > SHOWN_PLACES:
        places.append(f"and {len(edge.sites) - SHOWN_PLACES} more")
    return {
        "kind": edge.kind,
        "timing": edge.timing.value,
        "guarded": edge.guarded,
        "imports": len(edge.sites),
        "places": "; ".join(places),
    }


def _text(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", printable(text))
