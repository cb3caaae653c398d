"""Components and blocks of a plain adjacency are those of networkx; so are the import edges."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from analysis.extract.facts import Timing
from analysis.graphs.adjacency import adjacency, blocks, components, reversed_, within
from analysis.graphs.import_graph import import_graph
from analysis.graphs.module_graph import (
    build_module_graph,
    edge_data,
    import_time_graph,
    runtime_graph,
)
from tests.graphs.builders import project

nodes = st.integers(0, 9)
pairs = st.lists(st.tuples(nodes, nodes).filter(lambda e: e[0] != e[1]), max_size=30, unique=True)
names = st.sampled_from(["a", "a.b", "a.c", "d", "e.f"])
imports = st.lists(
    st.tuples(names, st.sampled_from(["->", "~>", "?>"]), names).map(" ".join), max_size=12
)


@given(pairs)
def test_components_are_those_of_networkx(edges: list[tuple[int, int]]) -> None:
    graph = adjacency(edges, range(10))
    expected: nx.DiGraph[int] = nx.DiGraph(edges)
    expected.add_nodes_from(range(10))
    found = list(components(graph))
    assert sorted(map(sorted, found)) == sorted(
        map(sorted, nx.strongly_connected_components(expected))
    )
    assert sorted(map(sorted, components(expected))) == sorted(map(sorted, found))


@given(pairs)
def test_components_that_are_led_to_come_first(edges: list[tuple[int, int]]) -> None:
    graph = adjacency(edges)
    place = {node: at for at, members in enumerate(components(graph)) for node in members}
    assert all(place[target] <= place[source] for source, target in edges)


def test_a_long_chain_needs_no_deep_stack() -> None:
    ring = list(range(50_000))
    edges = [*pairwise(ring), (ring[-1], ring[0])]
    assert [len(members) for members in components(adjacency(edges))] == [len(ring)]
    assert [len(block) for block in blocks(adjacency(edges))] == [len(ring)]


@given(pairs)
def test_blocks_are_those_of_networkx(edges: list[tuple[int, int]]) -> None:
    graph = nx.Graph(edges)
    # The stubs say that each block is a list of sets; it is a set of nodes.
    expected = sorted(sorted(block) for block in nx.biconnected_components(graph))
    found = sorted(sorted(block) for block in blocks(adjacency(edges)))
    assert found == expected  # type: ignore[comparison-overlap]


@given(pairs, st.sets(nodes))
def test_a_part_has_the_edges_among_its_nodes(
    edges: list[tuple[int, int]], members: set[int]
) -> None:
    part = within(adjacency(edges, range(10)), members)
    assert part.keys() == members
    assert {(u, v) for u in part for v in part[u]} == {e for e in edges if members >= set(e)}
    turned = reversed_(part)
    assert {(v, u) for u in turned for v in turned[u]} == {(u, v) for u in part for v in part[u]}


@given(imports)
def test_import_edges_are_those_of_the_module_graph(lines: list[str]) -> None:
    made = project(["a", "z"], lines)
    plain, graph = import_graph(made), build_module_graph(made)
    edges = plain.edges
    assert edges.keys() == set(graph)
    assert {(u, v, timing) for u, row in edges.items() for v, timing in row.items()} == {
        (u, v, edge_data(graph, u, v).timing) for u, v in graph.edges
    }
    for part, drawn in (
        (plain.at_import, import_time_graph(graph)),
        (plain.at_runtime, runtime_graph(graph)),
    ):
        assert {node: sorted(row) for node, row in part.items()} == {
            node: sorted(drawn.successors(node)) for node in drawn
        }


def test_the_earliest_statement_says_when() -> None:
    graph = import_graph(project(imports=["a ?> b", "a -> b", "a ~> b", "c ~> b", "c ?> b"]))
    assert graph.edges["a"] == {"b": Timing.IMPORT}
    assert graph.edges["c"] == {"b": Timing.DEFERRED}
