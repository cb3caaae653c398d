"""Strongly connected components, the shortest cycles that show them, and dependency levels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from analysis.graphs.adjacency import Adjacency, Node, components, reversed_, within


def strongly_connected(graph: Adjacency[Node]) -> tuple[tuple[Node, ...], ...]:
    """The components of more than one node; members sorted, components sorted."""
    found = components(graph)
    return tuple(sorted(tuple(sorted(members)) for members in found if len(members) > 1))


def component_numbers(graph: Adjacency[Node]) -> dict[Node, int]:
    """Node -> position of its component in `strongly_connected`; nodes outside are left out."""
    return {
        node: number for number, members in enumerate(strongly_connected(graph)) for node in members
    }


def cycle_through(graph: Adjacency[Node], source: Node, target: Node) -> tuple[Node, ...]:
    """A shortest cycle that begins with the edge source -> target; () where there is none.

    The closing node is not repeated: (a, b, c) is a -> b -> c -> a. Among equally short ones it
    is the first in the order of the nodes.
    """
    if source not in graph or target not in graph[source]:
        return ()
    if source == target:
        return (source,)
    path = shortest_chain(graph, target, source)
    return (source, *path[:-1]) if path else ()


def components_without(
    graph: Adjacency[Node], edges: Collection[tuple[Node, Node]]
) -> tuple[tuple[Node, ...], ...]:
    """What `strongly_connected` finds once `edges` are gone."""
    gone = set(edges)
    return strongly_connected(
        {node: [other for other in graph[node] if (node, other) not in gone] for node in graph}
    )


def shortest_cycle(graph: Adjacency[Node], members: Iterable[Node]) -> tuple[Node, ...]:
    """A shortest cycle within `members`, begun at its least node; () where there is none.

    Among equally short ones it is the first in the order of the nodes.
    """
    adjacency = within(graph, members)
    before = reversed_(adjacency)
    loop = min((node for node, others in adjacency.items() if node in others), default=None)
    if loop is not None:
        return (loop,)
    best: tuple[Node, ...] = ()
    for start in sorted(adjacency):
        # Every cycle is looked for from its least node, so the lesser ones are gone by now.
        found = _cycle_from(adjacency, start, len(best) if best else len(adjacency) + 1)
        if found:
            best = found
        if len(best) == 2:
            return best
        for other in before[start]:
            if other in adjacency:
                adjacency[other].remove(start)
        del adjacency[start]
    return best


def shortest_chain(graph: Adjacency[Node], source: Node, target: Node) -> tuple[Node, ...]:
    """The shortest path from source to target, both included; () where there is none.

    Breadth first over sorted successors gives the first of the shortest in the order of nodes.
    """
    if source not in graph or target not in graph:
        return ()
    came_from: dict[Node, Node] = {}
    seen = {source}
    rim = [source]
    while rim and target not in seen:
        following = []
        for node in rim:
            for other in sorted(graph[node]):
                if other not in seen:
                    seen.add(other)
                    came_from[other] = node
                    following.append(other)
        rim = following
    return _walk_back(came_from, source, target) if target in seen else ()


def levels(graph: Adjacency[Node]) -> dict[Node, int]:
    """Node -> longest way down to a foundation, cycles counted as one node; 0 imports nothing.

    All members of a strongly connected component stand on one level.
    """
    height: dict[Node, int] = {}
    for members in components(graph):
        inside = set(members)
        below = max(
            (height[other] for node in members for other in graph[node] if other not in inside),
            default=-1,
        )
        for node in members:
            height[node] = below + 1
    return height


def _cycle_from(
    adjacency: Mapping[Node, Collection[Node]], start: Node, shorter_than: int
) -> tuple[Node, ...]:
    came_from: dict[Node, Node] = {}
    seen = {start}
    rim = [start]
    for _ in range(1, shorter_than):
        following = []
        for node in rim:
            for other in adjacency[node]:
                if other == start:
                    return _walk_back(came_from, start, node)
                if other not in seen:
                    seen.add(other)
                    came_from[other] = node
                    following.append(other)
        rim = following
        if not rim:
            break
    return ()


def _walk_back(came_from: Mapping[Node, Node], source: Node, target: Node) -> tuple[Node, ...]:
    path = [target]
    while path[-1] != source:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))
