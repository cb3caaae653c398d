"""A graph as a Mermaid flowchart, as GitHub and GitLab show it."""

from __future__ import annotations

from analysis.extract.facts import Timing
from analysis.graphs.listing import EdgeRow, Listing, NodeRow
from analysis.report.mermaid_text import label

_ARROW = {Timing.IMPORT: "-->", Timing.DEFERRED: "-.->", Timing.TYPE_CHECKING: "-.->"}
_WORDS = {Timing.IMPORT: "", Timing.DEFERRED: "deferred", Timing.TYPE_CHECKING: "type checking"}


def render(listing: Listing) -> str:
    """A flowchart from importers down to what they import; edges of a cycle are thick."""
    # Numbers for ids: a name may be a keyword (`end`), or begin with the `o` or `x` that Mermaid
    # takes for an arrow head.
    ids = {node.id: f"n{number}" for number, node in enumerate(listing.nodes)}
    component = {node.id: node.component for node in listing.nodes}
    lines = ["flowchart TD"]
    lines += [f'  {ids[node.id]}["{_label(node)}"]' for node in listing.nodes]
    lines += [
        f"  {ids[edge.source]} {_arrow(edge, component)} {ids[edge.target]}"
        for edge in listing.edges
    ]
    failing = [ids[node.id] for node in listing.nodes if node.outcome == "fails"]
    if failing:
        lines.append("  classDef fails stroke:#D55E00,stroke-width:3px")
        lines.append(f"  class {','.join(failing)} fails")
    return "\n".join(lines) + "\n"


def _label(node: NodeRow) -> str:
    mark = "" if node.outcome == "ok" else f" ({node.outcome})"
    return label(node.id + mark)


def _arrow(edge: EdgeRow, component: dict[str, int | None]) -> str:
    inside = component.get(edge.source)
    cyclic = inside is not None and inside == component.get(edge.target)
    arrow = "==>" if cyclic and edge.timing is Timing.IMPORT else _ARROW[edge.timing]
    words = _WORDS[edge.timing] if edge.kind == "imports" else edge.kind
    return f"{arrow}|{words}|" if words else arrow
