"""Neighbourhoods and chains are what their definitions say, on any graph."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import MemoryTree, analyze
from analysis.graphs.focus import chains, inside, neighbourhood, shortest_chains
from analysis.graphs.metrics import (
    Metrics,
    interfaces_in,
    is_abstract,
    metrics_between,
    metrics_of,
)
from analysis.graphs.scene import Direction

names = st.sampled_from("abcdef")
graphs = st.lists(st.tuples(names, names).filter(lambda e: e[0] != e[1]), max_size=16).map(
    lambda edges: nx.DiGraph([*edges, ("a", "b"), ("e", "f")])
)
LINE = nx.DiGraph([("a", "b"), ("b", "c"), ("c", "d"), ("x", "c")])


@pytest.mark.parametrize(
    ("seeds", "hops", "direction", "expected"),
    [
        pytest.param("c", 1, Direction.BOTH, "bcdx", id="one-hop"),
        pytest.param("c", 0, Direction.BOTH, "c", id="none"),
        pytest.param("b", None, Direction.IMPORTED, "bcd", id="reached"),
        pytest.param("c", None, Direction.IMPORTERS, "abcx", id="affected"),
        pytest.param("b", None, Direction.BOTH, "abcd", id="never-there-and-back"),
        pytest.param("ax", 1, Direction.IMPORTED, "abcx", id="several-seeds"),
        pytest.param("?", 1, Direction.BOTH, "", id="no-such-module"),
    ],
)
def test_neighbourhood(seeds: str, hops: int | None, direction: Direction, expected: str) -> None:
    assert "".join(sorted(neighbourhood(LINE, seeds, hops, direction))) == expected


def test_a_package_stands_for_what_is_in_it() -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(["a", "a.b", "a.b.c", "ab"])
    assert inside(graph, "a") == {"a", "a.b", "a.b.c"}


@given(graphs, names, names)
def test_chains_are_all_simple_paths_shortest_first(
    graph: nx.DiGraph[str], source: str, target: str
) -> None:
    found = chains(graph, source, target, limit=10_000)
    expected = []
    if source in graph and target in graph:
        expected = [tuple(path) for path in nx.all_simple_paths(graph, source, target)]
        if source == target:
            expected = [(source,)]
    assert list(found.chains) == sorted(expected, key=lambda chain: (len(chain), chain))
    assert found.complete


@given(graphs, names, names)
def test_shortest_chains_are_those_of_networkx(
    graph: nx.DiGraph[str], source: str, target: str
) -> None:
    expected = []
    if source in graph and target in graph and nx.has_path(graph, source, target):
        expected = [tuple(path) for path in nx.all_shortest_paths(graph, source, target)]
    assert list(shortest_chains(graph, source, target).chains) == sorted(expected)


def test_a_search_that_stops_at_its_limit_says_so() -> None:
    graph = nx.complete_graph(9, create_using=nx.DiGraph)
    graph = nx.relabel_nodes(graph, {node: f"m{node}" for node in graph})
    found = chains(graph, "m0", "m8", limit=5)
    assert [len(chain) for chain in found.chains] == [2, 3, 3, 3, 3]
    assert not found.complete
    assert not chains(graph, "m0", "m8", limit=1_000_000, longest=3).complete


def test_metrics() -> None:
    found = metrics_of(LINE)
    assert found["c"] == Metrics(fan_in=2, fan_out=1)
    assert found["c"].instability == pytest.approx(1 / 3)
    assert (found["a"].instability, found["d"].instability) == (1.0, 0.0)
    alone: nx.DiGraph[str] = nx.DiGraph()
    alone.add_node("alone")
    assert metrics_of(alone)["alone"].instability == 0.0


def test_metrics_of_several_nodes_leave_out_the_edges_between_them() -> None:
    assert metrics_between(LINE, ["b", "c"]) == Metrics(fan_in=2, fan_out=1)
    assert metrics_between(LINE, LINE.nodes) == Metrics(fan_in=0, fan_out=0)


@pytest.mark.parametrize(
    ("line", "base", "is_one"),
    [
        ("import abc", "abc.ABC", True),
        ("import abc as a", "a.ABC", True),
        ("from abc import ABC", "ABC", True),
        ("from typing import Protocol as P", "P", True),
        ("from typing import Protocol", "Protocol[T]", True),
        ("from typing_extensions import Protocol", "Protocol", True),
        ("from abc import ABC as A", "ABC", False),
        ("from .abc import ABC", "ABC", False),
        ("from collections.abc import Sized", "Sized", False),
        ("", "ABC", False),
    ],
)
def test_a_class_is_abstract_by_what_its_file_calls_so(line: str, base: str, is_one: bool) -> None:
    tree = MemoryTree({"m.py": f"{line}\nclass C({base}): pass\n"})
    facts = analyze(tree).structure.project.facts["m"]
    assert is_abstract(facts.classes[0], interfaces_in(facts.imports)) is is_one
