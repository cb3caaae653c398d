"""Components, shortest cycles and levels agree with networkx and with their own definitions."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.graphs.components import (
    component_numbers,
    cycle_through,
    levels,
    shortest_chain,
    shortest_cycle,
    strongly_connected,
)

names = st.sampled_from("abcdefgh")
graphs = st.lists(st.tuples(names, names).filter(lambda e: e[0] != e[1]), max_size=24).map(
    lambda edges: nx.DiGraph(edges)
)


def graph(text: str) -> nx.DiGraph[str]:
    """`"a -> b -> a, c"` as a graph."""
    made: nx.DiGraph[str] = nx.DiGraph()
    for chain in text.split(","):
        nx.add_path(made, [node.strip() for node in chain.split("->")])
    return made


def is_cycle(made: nx.DiGraph[str], cycle: tuple[str, ...]) -> bool:
    return all(
        made.has_edge(node, cycle[(place + 1) % len(cycle)]) for place, node in enumerate(cycle)
    )


@given(graphs)
def test_components_are_those_of_networkx(made: nx.DiGraph[str]) -> None:
    expected = {frozenset(c) for c in nx.strongly_connected_components(made) if len(c) > 1}
    found = strongly_connected(made)
    assert {frozenset(members) for members in found} == expected
    assert list(found) == sorted(found)
    assert all(list(members) == sorted(members) for members in found)
    assert component_numbers(made).keys() == {node for members in found for node in members}


@given(graphs)
def test_the_shortest_cycle_is_the_first_of_the_shortest(made: nx.DiGraph[str]) -> None:
    rotated = []
    for cycle in nx.simple_cycles(made):
        least = cycle.index(min(cycle))
        rotated.append(tuple(cycle[least:] + cycle[:least]))
    expected = min(rotated, key=lambda cycle: (len(cycle), cycle), default=())
    assert shortest_cycle(made, made.nodes) == expected


@given(graphs)
def test_a_cycle_through_an_edge_is_a_shortest_one(made: nx.DiGraph[str]) -> None:
    for source, target in made.edges:
        cycle = cycle_through(made, source, target)
        if nx.has_path(made, target, source):
            assert cycle[:2] == (source, target)
            assert is_cycle(made, cycle)
            assert len(cycle) == nx.shortest_path_length(made, target, source) + 1
        else:
            assert cycle == ()


@given(graphs)
def test_levels_go_down_along_edges_and_are_as_low_as_they_can_be(made: nx.DiGraph[str]) -> None:
    height = levels(made)
    together = component_numbers(made)
    assert height.keys() == set(made.nodes)
    for node in made:
        outside = [
            height[other]
            for other in made.successors(node)
            if together.get(node, node) != together.get(other, other)
        ]
        assert all(level < height[node] for level in outside)
        members = [n for n in made if together.get(n, n) == together.get(node, node)]
        assert len({height[member] for member in members}) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a -> b -> c", {"a": 2, "b": 1, "c": 0}, id="chain"),
        pytest.param("a -> b -> a, b -> c", {"a": 1, "b": 1, "c": 0}, id="cycle-is-one"),
        pytest.param("a -> c, a -> b -> c", {"a": 2, "b": 1, "c": 0}, id="longest-way"),
        pytest.param("a", {"a": 0}, id="alone"),
    ],
)
def test_levels(text: str, expected: dict[str, int]) -> None:
    assert levels(graph(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a -> b -> d, a -> c -> d", ("a", "b", "d"), id="first-by-name"),
        pytest.param("a -> b -> c -> d, a -> d", ("a", "d"), id="shortest"),
        pytest.param("d -> a", (), id="wrong-way"),
        pytest.param("a -> b", (), id="not-there"),
    ],
)
def test_shortest_chain(text: str, expected: tuple[str, ...]) -> None:
    assert shortest_chain(graph(text), "a", "d") == expected


def test_the_component_s_cycle_stays_within_its_members() -> None:
    made = graph("a -> b -> c -> a, a -> x -> a")
    assert shortest_cycle(made, ["a", "b", "c"]) == ("a", "b", "c")
    assert shortest_cycle(made, made.nodes) == ("a", "x")
