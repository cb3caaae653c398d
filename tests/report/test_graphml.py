"""A graph as GraphML."""

from __future__ import annotations

import io

import networkx as nx
import pytest

from analysis.execution.outcome import Fails
from analysis.extract.facts import Timing
from analysis.graphs.listing import EdgeRow, Listing, NodeRow, list_modules
from analysis.report import graphml
from tests.graphs.builders import execution, structure
from tests.report.made import OUTCOMES

FAILING = OUTCOMES["pkg.a"]
assert isinstance(FAILING, Fails)
MADE = structure(imports=["pkg.a -> pkg.b", "pkg.b -> pkg.c", "pkg.c -> pkg.b", "pkg.c ~> pkg.a"])
LISTING = list_modules(MADE, execution(MADE, {"pkg.a": FAILING}))


def read(text: str) -> nx.DiGraph[str]:
    graph = nx.read_graphml(io.BytesIO(text.encode()))
    assert isinstance(graph, nx.DiGraph)
    return graph


def test_networkx_reads_it_back() -> None:
    graph = read(graphml.render(LISTING))
    assert graph.is_directed()
    assert set(graph.nodes) == set(MADE.modules.nodes)
    assert set(graph.edges) == set(MADE.modules.edges)
    assert graph.nodes["pkg.a"] == {
        "label": "pkg.a",
        "path": "pkg/a.py",
        "kind": "module",
        "level": 1,
        "importers": 1,
        "outcome": "fails",
    }
    assert graph.nodes["pkg.b"]["component"] == 0
    assert graph.edges["pkg.c", "pkg.a"] == {
        "kind": "imports",
        "timing": "deferred",
        "guarded": False,
        "imports": 1,
        "places": "pkg/c.py:1",
    }


def node(id: str) -> NodeRow:
    return NodeRow(id, f"{id}.py", "module", 0, 0, "ok", None)


@pytest.mark.parametrize(
    "name",
    ["<node/>", "a&b", '"', "]]>", "a\x00b", "\x1b[2J", "\ud800", "\uffff", "\u202e", "é", ""],
)
def test_any_name_is_valid_xml(name: str) -> None:
    listing = Listing(
        (node("other"), node(name)), (EdgeRow("other", name, "imports", Timing.IMPORT, False, ()),)
    )
    graph = read(graphml.render(listing))
    assert len(graph) == 2
    assert graph.number_of_edges() == 1


def test_names_that_are_written_alike_stay_apart() -> None:
    listing = Listing((node("a\x00"), node("a\\x00"), node("a\\x00 (2)")), ())
    assert set(read(graphml.render(listing)).nodes) == {"a\\x00", "a\\x00 (2)", "a\\x00 (2) (2)"}
