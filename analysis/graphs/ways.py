"""Shortest ways through a directed graph that changes an edge at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Generic

from analysis.graphs.adjacency import Node


class Ways(Generic[Node]):
    """Successors and predecessors of every node; edges come and go."""

    def __init__(self, edges: Iterable[tuple[Node, Node]]) -> None:
        self.after: dict[Node, list[Node]] = {}
        self.before: dict[Node, list[Node]] = {}
        for source, target in edges:
            self.add(source, target)

    def add(self, source: Node, target: Node) -> None:
        """Put in an edge that is not there."""
        self.after.setdefault(source, []).append(target)
        self.before.setdefault(target, []).append(source)

    def remove(self, source: Node, target: Node) -> None:
        """Take out an edge that is there."""
        self.after[source].remove(target)
        self.before[target].remove(source)

    def shortest_cycle(self, source: Node, target: Node) -> tuple[Node, ...]:
        """A shortest cycle that begins with the edge source -> target; () where there is none."""
        path = self.shortest_path(target, source)
        return (source, *path[:-1]) if path else ()

    def shortest_path(self, start: Node, end: Node) -> list[Node]:
        """Both ends included, [] where there is none; of equally short ones the first in order.

        It is searched from both ends, the narrower side first.
        """
        if start != end and end in self.after.get(start, ()):
            return [start, end]
        ahead, behind = [{start}], [{end}]
        seen, met = {start}, {end}
        while ahead[-1].isdisjoint(behind[-1]):
            if not ahead[-1] or not behind[-1]:
                return []
            if len(ahead[-1]) <= len(behind[-1]):
                ahead.append(_next(ahead[-1], self.after, seen))
            else:
                behind.append(_next(behind[-1], self.before, met))
        layers = [ahead.pop() & behind.pop()]
        for layer in reversed(ahead):
            layers.append(layer & _next(layers[-1], self.before, set()))
        layers = layers[::-1] + behind[::-1]
        path = [start]
        for layer in layers[1:]:
            path.append(min(layer.intersection(self.after[path[-1]])))
        return path


def _next(layer: set[Node], beside: Mapping[Node, list[Node]], seen: set[Node]) -> set[Node]:
    found: set[Node] = set()
    for node in layer:
        found.update(beside.get(node, ()))
    found -= seen
    seen |= found
    return found
