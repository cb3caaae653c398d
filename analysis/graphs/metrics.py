"""Numbers that a node's edges give: fan-in, fan-out and instability."""

from __future__ import annotations

import msgspec
import networkx as nx

from analysis.graphs.adjacency import Node


class Metrics(msgspec.Struct, frozen=True):
    """How many nodes import this one (`fan_in`), and how many it imports (`fan_out`)."""

    fan_in: int
    fan_out: int

    @property
    def instability(self) -> float:
        """fan_out / (fan_in + fan_out), after R. C. Martin: 0 is leant upon, 1 leans."""
        together = self.fan_in + self.fan_out
        return self.fan_out / together if together else 0.0


def metrics_of(graph: nx.DiGraph[Node]) -> dict[Node, Metrics]:
    """The metrics of every node; of packages, where the graph is collapsed."""
    return {
        node: Metrics(fan_in=len(graph.pred[node]), fan_out=len(graph.succ[node])) for node in graph
    }
