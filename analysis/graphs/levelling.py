"""Rows for the boxes inside one package: importers above what they import, few crossings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import networkx as nx
from fast_sugiyama import from_edges

from analysis.graphs.components import levels
from analysis.graphs.cuts import cheapest_cut

Edge = tuple[str, str]

_EXACT = 250
_STEPS = 20_000
_SUGIYAMA = 400
_SWEEPS = 6


class Levelled(NamedTuple):
    """`rows`, 0 the foundations, each from left to right; `place` of a box in columns from 0.

    Places leave room for the arrows that pass a row, so that few run through a box.
    """

    rows: tuple[tuple[str, ...], ...]
    place: dict[str, float]


def rows_of(
    boxes: Collection[str], weights: Mapping[Edge, int], hanging: Collection[str] = ()
) -> Levelled:
    """Every box in a row and beside those that it has to do with.

    An edge goes to a lower row, but for those that run against the flow of a cycle; of these the
    sum of `weights` is small (least, where the cycles are few). Boxes that are `hanging` import
    nothing and are no foundations: they stand right below the lowest box that leans on them, and
    the others as if they were not there.
    """
    loose = set(hanging)
    solid = {edge: weight for edge, weight in weights.items() if loose.isdisjoint(edge)}
    against = against_the_flow(solid)
    flow: nx.DiGraph[str] = nx.DiGraph()
    flow.add_nodes_from(sorted(set(boxes) - loose))
    flow.add_edges_from(edge for edge in sorted(solid) if edge not in against)
    height = levels(flow)
    place = _from_left(flow)
    leaning: dict[str, list[str]] = {box: [] for box in sorted(loose)}
    for source, target in sorted(weights):
        if target in loose:
            leaning[target].append(source)
    beside = max(place.values(), default=-1.0) + 1
    for box, importers in leaning.items():
        height[box] = min((height[other] - 1 for other in importers), default=0)
        where = [place[other] for other in importers]
        place[box] = sum(where) / len(where) if where else beside
    lowest = min(height.values(), default=0)
    rows: list[list[str]] = [[] for _ in range(max(height.values(), default=-1) - lowest + 1)]
    for box in sorted(height, key=lambda box: (place[box], box)):
        rows[height[box] - lowest].append(box)
    return Levelled(tuple(tuple(row) for row in rows), place)


def against_the_flow(weights: Mapping[Edge, int]) -> set[Edge]:
    """Edges without which nothing is in a cycle; the sum of their weights is small."""
    graph: nx.DiGraph[str] = nx.DiGraph(sorted(weights))
    against: set[Edge] = set()
    for members in nx.strongly_connected_components(graph):
        if len(members) == 1:
            continue
        inside = {
            edge: weights[edge]
            for edge in sorted(weights)
            if edge[0] in members and edge[1] in members
        }
        if len(inside) <= _EXACT:
            against.update(cheapest_cut(inside, _STEPS).edges)
        else:
            against |= _against_the_balance(inside)
    return against


def _against_the_balance(weights: Mapping[Edge, int]) -> set[Edge]:
    """A quick cut of a large tangle: what imports more than it is imported stands higher."""
    balance: dict[str, int] = {}
    for (source, target), weight in weights.items():
        balance[source] = balance.get(source, 0) + weight
        balance[target] = balance.get(target, 0) - weight
    place = {
        node: index
        for index, node in enumerate(sorted(balance, key=lambda node: (-balance[node], node)))
    }
    return {(source, target) for source, target in weights if place[source] > place[target]}


def _from_left(flow: nx.DiGraph[str]) -> dict[str, float]:
    """A horizontal place for every box; boxes without any edge come last."""
    place: dict[str, float] = {}
    connected = [sorted(members) for members in nx.weakly_connected_components(flow)]
    right = 0.0
    for members in sorted(connected, key=lambda members: (-len(members), members)):
        part = flow.subgraph(members)
        few = len(members) > 1 and part.number_of_edges() <= _SUGIYAMA
        found = _by_sugiyama(part) if few else _by_barycentre(part)
        left = min(found.values())
        place.update({node: right + x - left for node, x in found.items()})
        right = max(place.values()) + 1
    return place


def _by_sugiyama(part: nx.DiGraph[str]) -> dict[str, float]:
    names = sorted(part)
    number = {name: index for index, name in enumerate(names)}
    # Its answer depends on the order of the edges, and lists the nodes in no order.
    edges = sorted((number[source], number[target]) for source, target in part.edges)
    ((positions, *_),) = from_edges(edges, vertex_spacing=1, check_layout=False)
    return {names[int(index)]: float(x) for index, (x, _) in positions if int(index) < len(names)}


def _by_barycentre(part: nx.DiGraph[str]) -> dict[str, float]:
    height = levels(part)
    rows: list[list[str]] = [[] for _ in range(max(height.values()) + 1)]
    for node in sorted(part):
        rows[height[node]].append(node)
    place = {node: _share(index, row) for row in rows for index, node in enumerate(row)}
    for sweep in range(_SWEEPS):
        neighbours = part.succ if sweep % 2 == 0 else part.pred
        for row in rows if sweep % 2 == 0 else reversed(rows):
            centre = {}
            for node in row:
                around = [place[other] for other in neighbours[node]]
                centre[node] = sum(around) / len(around) if around else place[node]
            row.sort(key=lambda node: (centre[node], node))
            place.update({node: _share(index, row) for index, node in enumerate(row)})
    widest = max(len(row) for row in rows)
    return {node: share * widest for node, share in place.items()}


def _share(index: int, row: Sequence[str]) -> float:
    return (index + 0.5) / len(row)
