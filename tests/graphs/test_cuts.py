from __future__ import annotations

import random
from itertools import combinations, pairwise

import grimp
import networkx as nx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.graphs.cuts import cheapest_cut

Weights = dict[tuple[str, str], int]


def graph(text: str) -> Weights:
    """`a>b>a c>a:5`: chains of edges; a number behind the last one is its weight, else 1."""
    weights: Weights = {}
    for chain in text.split():
        path, _, weight = chain.partition(":")
        nodes = path.split(">")
        for edge in pairwise(nodes):
            weights[edge] = int(weight or 1)
    return weights


def is_acyclic(weights: Weights, without: tuple[tuple[str, str], ...]) -> bool:
    return nx.is_directed_acyclic_graph(nx.DiGraph(list(set(weights) - set(without))))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("a>b>c", [], id="no cycle"),
        pytest.param("a>a", ["a>a"], id="loop"),
        pytest.param("a>b>a", ["a>b"], id="either: the first"),
        pytest.param("a>b:9 b>a:2", ["b>a"], id="the cheaper"),
        pytest.param("a>b>c>a a>c", ["a>b"], id="triangle with a chord"),
        pytest.param("a>b>c>a b>d>a", ["a>b"], id="one edge in two cycles"),
        pytest.param("a>b:9 b>c>a b>d>a", ["b>c", "b>d"], id="two cheap before one dear"),
        pytest.param("a>b>a c>d>c b>c", ["a>b", "c>d"], id="two components"),
    ],
)
def test_cut(text: str, expected: list[str]) -> None:
    weights = graph(text)
    cut = cheapest_cut(weights)
    assert cut.minimum
    assert is_acyclic(weights, cut.edges)
    wanted = [edge for text in expected for edge in graph(text)]
    assert cut.weight == sum(weights[edge] for edge in wanted)
    assert len(cut.edges) == len(wanted)


NODES = "abcdef"
EDGES = [(u, v) for u in NODES for v in NODES if u != v]


@given(st.dictionaries(st.sampled_from(EDGES), st.integers(1, 9), max_size=14))
@settings(max_examples=60)
def test_no_cheaper_cut_exists(weights: Weights) -> None:
    cut = cheapest_cut(weights)
    assert cut.minimum
    assert is_acyclic(weights, cut.edges)
    cheapest = min(
        sum(weights[edge] for edge in chosen)
        for size in range(len(cut.edges) + 2)
        for chosen in combinations(sorted(weights), size)
        if is_acyclic(weights, chosen)
    )
    assert cut.weight == cheapest


def fewest_by_orders(graph: nx.DiGraph[str]) -> int:
    """The fewest edges to remove, by all orders of the nodes: the last one of a set is tried."""
    total = 0
    for members in nx.strongly_connected_components(graph):
        nodes = sorted(members)
        into = [sum(1 << nodes.index(v) for v in graph[u] if v in members) for u in nodes]
        best = [0] * (1 << len(nodes))
        for chosen in range(1, len(best)):
            # An edge from the last of an order to one before it is removed.
            best[chosen] = min(
                best[chosen & ~(1 << last)] + (into[last] & chosen & ~(1 << last)).bit_count()
                for last in range(len(nodes))
                if chosen >> last & 1
            )
        total += best[-1]
    return total


def fewest_by_cycles(graph: nx.DiGraph[str], known: int) -> int:
    """The fewest edges that meet every elementary cycle, by looking for fewer than `known`."""
    cycles = [frozenset(pairwise((*nodes, nodes[0]))) for nodes in nx.simple_cycles(graph)]

    def can(left: list[frozenset[tuple[str, str]]], edges: int) -> bool:
        if not left:
            return True
        if edges == 0 or disjoint(left) > edges:
            return False
        return any(
            can([cycle for cycle in left if edge not in cycle], edges - 1)
            for edge in sorted(sorted(left, key=len)[0])
        )

    def disjoint(left: list[frozenset[tuple[str, str]]]) -> int:
        used: set[tuple[str, str]] = set()
        count = 0
        for cycle in sorted(left, key=len):
            if used.isdisjoint(cycle):
                used |= cycle
                count += 1
        return count

    return next(edges for edges in range(known + 1) if can(cycles, edges))


@st.composite
def tangles(draw: st.DrawFn, largest: int = 40, clusters: int = 4) -> nx.DiGraph[str]:
    """Dense clusters of up to 11 modules, chained by edges that close no cycle."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    first = 0
    for _ in range(draw(st.integers(1, clusters))):
        size = draw(st.integers(2, min(11, largest // clusters)))
        nodes = [f"m{at:02}" for at in range(first, first + size)]
        pairs = [(u, v) for u in nodes for v in nodes if u != v]
        graph.add_edges_from(draw(st.lists(st.sampled_from(pairs), max_size=size * 3)))
        if first:
            graph.add_edge(f"m{draw(st.integers(0, first - 1)):02}", nodes[0])
        first += size
    return graph


@given(tangles())
@settings(max_examples=25)
def test_the_cut_is_the_least_of_all_orders(graph: nx.DiGraph[str]) -> None:
    cut = cheapest_cut(dict.fromkeys(graph.edges, 1))
    assert cut.minimum
    assert is_acyclic(dict.fromkeys(graph.edges, 1), cut.edges)
    assert len(cut.edges) == fewest_by_orders(graph)


@given(st.integers(15, 40), st.integers(0, 2**32))
@settings(max_examples=25)
def test_the_cut_is_the_least_of_one_sparse_component(size: int, seed: int) -> None:
    chance = random.Random(seed)
    nodes = [f"m{at:02}" for at in range(size)]
    graph: nx.DiGraph[str] = nx.DiGraph(pairwise([*nodes, nodes[0]]))
    for _ in range(chance.randint(1, size // 2)):
        graph.add_edge(*chance.sample(nodes, 2))
    assert nx.is_strongly_connected(graph)
    cut = cheapest_cut(dict.fromkeys(graph.edges, 1))
    assert cut.minimum
    assert is_acyclic(dict.fromkeys(graph.edges, 1), cut.edges)
    assert len(cut.edges) == fewest_by_cycles(graph, len(cut.edges))


@given(st.integers(30, 60), st.floats(1.0, 4.0), st.integers(0, 2**32))
@example(30, 2.5, 231974)  # with hardly any budget one more than grimp
@settings(max_examples=25)
def test_never_more_than_grimp_nominates(size: int, degree: float, seed: int) -> None:
    chance = random.Random(seed)
    nodes = [f"pkg.m{at:02}" for at in range(size)]
    edges = {
        (importer, imported): 1
        for importer in nodes
        for imported in nodes
        if importer != imported and chance.random() < degree / size
    }
    graph = grimp.ImportGraph()
    for module in ("pkg", *nodes):
        graph.add_module(module)
    for importer, imported in sorted(edges):
        graph.add_import(importer=importer, imported=imported)
    nominated = graph.nominate_cycle_breakers("pkg")
    assert nx.is_directed_acyclic_graph(nx.DiGraph(sorted(edges.keys() - nominated)))
    # Hardly any budget is enough for nearly that.
    for steps, more in ((1, 1), (150_000, 0)):
        # Fewest imports first, then the cheapest: as a finding weighs them.
        cut = cheapest_cut({edge: 1_000_000 + chance.randint(1, 219) for edge in edges}, steps)
        assert is_acyclic(edges, cut.edges)
        assert len(cut.edges) <= len(nominated) + more


@given(
    st.sets(st.tuples(st.integers(0, 25), st.integers(0, 25)), max_size=90),
    st.integers(1, 2_000),
)
@settings(max_examples=25)
def test_out_of_budget_it_still_cuts_and_says_so(pairs: set[tuple[int, int]], steps: int) -> None:
    weights = {(f"{u:02}", f"{v:02}"): 1 + (u * v) % 3 for u, v in pairs}
    cut = cheapest_cut(weights, steps)
    assert is_acyclic(weights, cut.edges)
    assert cut.weight == sum(weights[edge] for edge in cut.edges)
    full = cheapest_cut(weights)
    assert cut.at_least <= full.weight <= cut.weight


def test_the_order_of_the_edges_does_not_matter() -> None:
    weights = graph("a>b>c>a b>d>a c>d d>c:2 e>a a>e")
    backwards = dict(reversed(weights.items()))
    assert cheapest_cut(weights) == cheapest_cut(backwards)
