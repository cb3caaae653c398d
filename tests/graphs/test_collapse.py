"""A collapsed graph keeps every statement that crosses between its places."""

from __future__ import annotations

from analysis.extract.facts import Timing
from analysis.graphs.collapse import collapse_closed, collapse_to_depth
from analysis.graphs.module_graph import build_module_graph, edge_data
from tests.graphs.builders import import_of, project

GRAPH = build_module_graph(
    project(
        imports=[
            import_of("app.web.views", "core.db.models", 3, name="User"),
            import_of("app.web.urls", "core.db", 5, Timing.DEFERRED),
            import_of("app.web.urls", "app.web.views", 1),
            import_of("core.db.models", "core", 2, Timing.TYPE_CHECKING),
        ]
    )
)


def test_to_depth() -> None:
    graph = collapse_to_depth(GRAPH, 1)
    counts = {name: carried["modules"] for name, carried in graph.nodes(data=True)}
    assert counts == {"app": 4, "core": 3}
    assert list(graph.edges) == [("app", "core")]
    data = edge_data(graph, "app", "core")
    assert data.timing == Timing.IMPORT
    assert [(site.path, site.line) for site in data.sites] == [
        ("app/web/urls.py", 5),
        ("app/web/views.py", 3),
    ]


def test_a_depth_below_every_module_changes_nothing() -> None:
    graph = collapse_to_depth(GRAPH, 9)
    assert set(graph.edges) == set(GRAPH.edges)
    assert set(graph) == set(GRAPH)


def test_only_opened_packages_show_what_is_in_them() -> None:
    graph = collapse_closed(GRAPH, {"core", "app.web"})
    assert set(graph) == {"app", "core", "core.db"}
    assert set(graph.edges) == {("app", "core.db"), ("core.db", "core")}
