"""Edges to remove, found by an order of the nodes in which few edges point backward."""

from __future__ import annotations

from analysis.checkpoint import checkpoint
from analysis.graphs.ways import Ways

Edge = tuple[int, int]
Weights = dict[Edge, int]


def by_order(weights: Weights) -> list[Edge]:
    """Eades, Lin and Smyth's order, improved by moving one node at a time."""
    order = _improved(weights, _eades_lin_smyth(weights))
    place = {node: index for index, node in enumerate(order)}
    return without_needless(weights, [e for e in sorted(weights) if place[e[0]] > place[e[1]]])


def _eades_lin_smyth(weights: Weights) -> list[int]:
    out: dict[int, dict[int, int]] = {}
    into: dict[int, dict[int, int]] = {}
    for (source, target), weight in sorted(weights.items()):
        out.setdefault(source, {})[target] = weight
        into.setdefault(target, {})[source] = weight
    left = {node for edge in weights for node in edge}
    head: list[int] = []
    tail: list[int] = []
    while left:
        checkpoint()
        ends = [node for node in sorted(left) if not out.get(node) or not into.get(node)]
        picked = ends or [
            max(
                sorted(left),
                key=lambda node: sum(out[node].values()) - sum(into[node].values()),
            )
        ]
        for node in picked:
            (head if out.get(node) or not into.get(node) else tail).append(node)
            for other in out.pop(node, {}):
                into.get(other, {}).pop(node, None)
            for other in into.pop(node, {}):
                out.get(other, {}).pop(node, None)
            left.discard(node)
    return head + tail[::-1]


def _improved(weights: Weights, order: list[int]) -> list[int]:
    """Each node moved to its best place until no move helps: edges should point forward."""
    neighbours: dict[int, dict[int, int]] = {node: {} for node in order}
    for (source, target), weight in sorted(weights.items()):
        # Passing `target` on the way to the end turns the edge backward: that costs `weight`.
        neighbours[source][target] = neighbours[source].get(target, 0) + weight
        neighbours[target][source] = neighbours[target].get(source, 0) - weight
    place = {node: index for index, node in enumerate(order)}
    for _ in range(len(order)):
        moved = False
        checkpoint()
        for node in sorted(neighbours):
            here = place[node]
            around = sorted((place[other], change) for other, change in neighbours[node].items())
            best_gain, best_place = 0, here
            cost = 0
            for index, change in around:
                if index > here:
                    cost += change
                    if cost < best_gain:
                        best_gain, best_place = cost, index
            cost = 0
            for index, change in reversed(around):
                if index < here:
                    cost -= change
                    if cost < best_gain:
                        best_gain, best_place = cost, index
            if best_place != here:
                order.insert(best_place, order.pop(here))
                place = {other: index for index, other in enumerate(order)}
                moved = True
        if not moved:
            break
    return order


def without_needless(weights: Weights, cut: list[Edge]) -> list[Edge]:
    """`cut` without the edges that can come back, the dearest first."""
    removed = set(cut)
    ways = Ways(edge for edge in weights if edge not in removed)
    kept = []
    for source, target in sorted(removed, key=lambda edge: (-weights[edge], edge)):
        if ways.shortest_path(target, source):
            kept.append((source, target))
        else:
            ways.add(source, target)
    return sorted(kept)
