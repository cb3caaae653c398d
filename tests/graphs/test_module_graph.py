"""The module graph folds import statements into edges."""

from __future__ import annotations

from analysis.extract.facts import Timing
from analysis.graphs.module_graph import (
    EdgeData,
    Site,
    build_module_graph,
    edge_data,
    import_time_graph,
    runtime_graph,
)
from tests.graphs.builders import import_of, project


def test_every_module_is_a_node_and_packages_are_not_implied() -> None:
    graph = build_module_graph(project(["pkg.b", "pkg.a"]))
    assert list(graph) == ["pkg", "pkg.a", "pkg.b"]
    assert not graph.edges


def test_sites_are_merged_by_line_and_timing() -> None:
    graph = build_module_graph(
        project(
            imports=[
                import_of("a", "b", 4, name="y"),
                import_of("a", "b", 4, name="x"),
                import_of("a", "b", 9, Timing.DEFERRED),
                import_of("a", "b", 2, Timing.TYPE_CHECKING, name="T"),
            ]
        )
    )
    assert edge_data(graph, "a", "b") == EdgeData(
        Timing.IMPORT,
        False,
        (
            Site("a.py", 2, ("T",), Timing.TYPE_CHECKING),
            Site("a.py", 4, ("x", "y"), Timing.IMPORT),
            Site("a.py", 9, (), Timing.DEFERRED),
        ),
    )


def test_an_edge_is_guarded_when_all_of_its_sites_are() -> None:
    graph = build_module_graph(
        project(
            imports=[
                import_of("a", "b", 1, guarded=True),
                import_of("a", "b", 2),
                import_of("a", "c", 3, guarded=True),
            ]
        )
    )
    assert not edge_data(graph, "a", "b").guarded
    assert edge_data(graph, "a", "c").guarded


def test_a_module_that_imports_itself_has_no_edge() -> None:
    assert not build_module_graph(project(imports=["a -> a"])).edges


def test_graphs_by_time_keep_all_nodes() -> None:
    graph = build_module_graph(project(imports=["a -> b", "a ~> c", "a ?> d", "d -> a"]))
    assert set(import_time_graph(graph).edges) == {("a", "b"), ("d", "a")}
    assert set(runtime_graph(graph).edges) == {("a", "b"), ("a", "c"), ("d", "a")}
    assert set(import_time_graph(graph)) == set(graph)
