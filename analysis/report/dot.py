"""A graph for Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.extract.facts import Timing
from analysis.graphs.listing import EdgeRow, Listing, NodeRow
from analysis.sources.printable import printable

_STYLE = {Timing.IMPORT: "solid", Timing.DEFERRED: "dashed", Timing.TYPE_CHECKING: "dotted"}
_SHAPE = {"package": "folder", "namespace": "folder", "class": "component"}


def render(listing: Listing) -> str:
    """A digraph: deferred edges dashed, type-checking dotted, edges of a cycle thick and red."""
    component = {node.id: node.component for node in listing.nodes}
    lines = [
        "digraph plumbline {",
        "  rankdir=TB;",
        '  node [shape=box, fontname="sans-serif"];',
        *(f"  {_quoted(node.id)} [{', '.join(_node(node))}];" for node in listing.nodes),
        *(
            f"  {_quoted(edge.source)} -> {_quoted(edge.target)} [{', '.join(attributes)}];"
            for edge in listing.edges
            if (attributes := list(_edge(edge, component)))
        ),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _node(node: NodeRow) -> Iterator[str]:
    mark = "" if node.outcome == "ok" else f" ({node.outcome})"
    yield f"label={_quoted(node.id + mark)}"
    yield f"tooltip={_quoted(node.path)}"
    if node.kind in _SHAPE:
        yield f"shape={_SHAPE[node.kind]}"
    if node.outcome == "fails":
        yield 'color="#D55E00", penwidth=2'


def _edge(edge: EdgeRow, component: dict[str, int | None]) -> Iterator[str]:
    yield f"style={_STYLE[edge.timing]}"
    if edge.kind == "inherits":
        yield "arrowhead=empty"
    inside = component.get(edge.source)
    if inside is not None and inside == component.get(edge.target):
        yield 'color="#D55E00", penwidth=2'
    if edge.guarded:
        yield "arrowhead=odot"
    if edge.sites:
        first = edge.sites[0]
        yield f"tooltip={_quoted(f'{first.path}:{first.line}')}"


def _quoted(text: str) -> str:
    # Graphviz knows two escapes that matter within quotes, and would read others (\N, \G).
    escaped = printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
