"""The class graph: who inherits from whom, and who uses whom."""

from __future__ import annotations

import networkx as nx

from analysis.resolve.project import ClassRef, Project

INHERITS = "inherits"
USES = "uses"


def build_class_graph(project: Project) -> nx.DiGraph[ClassRef]:
    """Every class a node; an edge subclass -> base (`kind` inherits) or user -> used (`uses`).

    Between two classes inheritance hides use. Bases outside of the repository are no nodes.
    """
    known = {resolved.ref for resolved in project.classes}
    edges: dict[tuple[ClassRef, ClassRef], str] = {}
    for resolved in project.classes:
        for used in resolved.uses:
            edges[resolved.ref, used] = USES
        for base in resolved.bases:
            if isinstance(base, ClassRef):
                edges[resolved.ref, base] = INHERITS
    graph: nx.DiGraph[ClassRef] = nx.DiGraph()
    graph.add_nodes_from(sorted(known))
    graph.add_edges_from(
        (source, target, {"kind": edges[source, target]})
        for source, target in sorted(edges)
        if source != target and target in known
    )
    return graph


def edge_kind(graph: nx.DiGraph[ClassRef], source: ClassRef, target: ClassRef) -> str:
    """`INHERITS` or `USES`; `KeyError` where there is no edge."""
    return str(graph.edges[source, target]["kind"])


def family(graph: nx.DiGraph[ClassRef], ref: ClassRef) -> tuple[ClassRef, ...]:
    """Everything that inheritance joins with a class, itself included, sorted.

    That is its ancestors, and all that descends from it or from any of them; () for no such class.
    """
    if ref not in graph:
        return ()
    inheritance: nx.DiGraph[ClassRef] = nx.DiGraph()
    inheritance.add_nodes_from(graph)
    inheritance.add_edges_from(
        (source, target)
        for source, target, carried in graph.edges(data=True)
        if carried["kind"] == INHERITS
    )
    top = {ref} | nx.descendants(inheritance, ref)
    joined = set(top)
    for ancestor in top:
        joined |= nx.ancestors(inheritance, ancestor)
    return tuple(sorted(joined))
