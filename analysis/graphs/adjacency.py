"""Plain adjacency: each node with its successors, and the components of such a graph.

An audit needs no more of a graph than this. networkx, whose graphs fit here too, takes as long to
load as a small audit takes in all.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeVar


class Ordered(Hashable, Protocol):
    """What a node must be: ties are broken by order, so that the same graph reads the same."""

    def __lt__(self, other: Any, /) -> bool: ...


Node = TypeVar("Node", bound=Ordered)


class Adjacency(Protocol[Node]):
    """Every node with its successors: a mapping, or a networkx DiGraph."""

    def __iter__(self) -> Iterator[Node]: ...

    def __contains__(self, node: object, /) -> bool: ...

    def __getitem__(self, node: Node, /) -> Collection[Node]: ...


def adjacency(
    edges: Iterable[tuple[Node, Node]], nodes: Iterable[Node] = ()
) -> dict[Node, list[Node]]:
    """The ends of `edges`, and `nodes`, as a graph; successors in the order of the edges."""
    found: dict[Node, list[Node]] = {node: [] for node in nodes}
    for source, target in edges:
        found.setdefault(source, []).append(target)
        found.setdefault(target, [])
    return found


def within(graph: Adjacency[Node], members: Iterable[Node]) -> dict[Node, list[Node]]:
    """The part of a graph that has only `members`; successors sorted."""
    inside = set(members)
    return {
        node: sorted(other for other in graph[node] if other in inside) for node in sorted(inside)
    }


def reversed_(graph: Mapping[Node, Iterable[Node]]) -> dict[Node, list[Node]]:
    """The same nodes, with every edge turned round."""
    found: dict[Node, list[Node]] = {node: [] for node in graph}
    for node, others in graph.items():
        for other in others:
            found[other].append(node)
    return found


def components(graph: Adjacency[Node]) -> Iterator[list[Node]]:
    """Strongly connected components (Tarjan), those first that others lead to."""
    number: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    # Nodes of no component yet, in the order in which they were met.
    open_: list[Node] = []
    for root in graph:
        if root in number:
            continue
        number[root] = lowest[root] = len(number)
        open_.append(root)
        path = [(root, iter(graph[root]))]
        while path:
            node, following = path[-1]
            for other in following:
                if other not in number:
                    number[other] = lowest[other] = len(number)
                    open_.append(other)
                    path.append((other, iter(graph[other])))
                    break
                # A node that is in a component already is in no circle with this one.
                if other in lowest and number[other] < lowest[node]:
                    lowest[node] = number[other]
            else:
                path.pop()
                low = lowest[node]
                if path and low < lowest[path[-1][0]]:
                    lowest[path[-1][0]] = low
                if low == number[node] and open_[-1] == node:
                    # Alone: nearly every node of a graph of imports.
                    open_.pop()
                    del lowest[node]
                    yield [node]
                elif low == number[node]:
                    found = _taken_from(open_, node)
                    for member in found:
                        del lowest[member]
                    yield found


def blocks(graph: Mapping[Node, Collection[Node]]) -> Iterator[set[Node]]:
    """The nodes of each biconnected part (Hopcroft and Tarjan), directions left aside.

    Every cycle lies in one of them; two share one node at most.
    """
    beside = {node: dict.fromkeys(others) for node, others in graph.items()}
    for node, others in graph.items():
        for other in others:
            beside[other][node] = None
    number: dict[Node, int] = {}
    lowest: dict[Node, int] = {}
    for root in beside:
        if root in number:
            continue
        number[root] = lowest[root] = len(number)
        # Nodes that are in no block yet but for the one above them.
        pending: list[Node] = []
        path = [(root, root, iter(beside[root]))]
        while path:
            node, above, following = path[-1]
            for other in following:
                if other not in number:
                    number[other] = lowest[other] = len(number)
                    pending.append(other)
                    path.append((other, node, iter(beside[other])))
                    break
                if other != above:
                    lowest[node] = min(lowest[node], number[other])
            else:
                path.pop()
                if node == root:
                    continue
                lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] >= number[above]:
                    yield {above, *_taken_from(pending, node)}


def _taken_from(stack: list[Node], node: Node) -> list[Node]:
    """`node` and all above it, which are gone from the stack."""
    at = len(stack) - 1
    while stack[at] != node:
        at -= 1
    found = stack[at:]
    del stack[at:]
    return found
