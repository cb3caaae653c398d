from __future__ import annotations

from itertools import combinations, pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
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
@settings(max_examples=60, deadline=None)
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


@given(
    st.sets(st.tuples(st.integers(0, 25), st.integers(0, 25)), max_size=90),
    st.integers(1, 2_000),
)
@settings(max_examples=25, deadline=None)
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
