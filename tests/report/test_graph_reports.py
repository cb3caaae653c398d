from __future__ import annotations

import json
import re

import networkx as nx
import pytest

from analysis.execution.outcome import Fails
from analysis.graphs.collapse import collapse_to_depth
from analysis.graphs.listing import along, graph_of, list_classes, list_modules, narrowed
from analysis.graphs.structure import Structure, build_structure
from analysis.report import dot, graph_json, mermaid
from tests.graphs.builders import class_of, execution, import_of, project, structure
from tests.report.made import OUTCOMES

FAILING = OUTCOMES["pkg.a"]
assert isinstance(FAILING, Fails)
MADE = structure(
    imports=["pkg.a -> pkg.b", "pkg.b -> pkg.c", "pkg.c -> pkg.b", "pkg.c ~> pkg.a"],
    classes=[
        class_of("pkg.a:Child", bases=["pkg.b:Parent"], uses=["pkg.c:Tool"]),
        class_of("pkg.b:Parent"),
        class_of("pkg.c:Tool"),
    ],
)
RUN = execution(MADE, {"pkg.a": FAILING})


def test_node_link_data_holds_every_attribute() -> None:
    found = json.loads(graph_json.render(list_modules(MADE, RUN)))
    assert found["nodes"][1] == {
        "id": "pkg.a",
        "path": "pkg/a.py",
        "kind": "module",
        "level": 1,
        "importers": 1,
        "outcome": "fails",
        "component": None,
    }
    assert found["nodes"][2]["component"] == found["nodes"][3]["component"] == 0
    assert found["edges"][0] == {
        "source": "pkg.a",
        "target": "pkg.b",
        "kind": "imports",
        "timing": "import",
        "guarded": False,
        "sites": [{"path": "pkg/a.py", "line": 1, "names": []}],
    }


def test_networkx_reads_its_own_format_back() -> None:
    read = nx.node_link_graph(json.loads(graph_json.render(list_modules(MADE, RUN))), edges="edges")
    assert read.is_directed()
    assert not read.is_multigraph()
    assert set(read.nodes) == set(MADE.modules.nodes)
    assert set(read.edges) == set(MADE.modules.edges)


def test_classes_are_named_with_their_module() -> None:
    found = json.loads(graph_json.render(list_classes(MADE, RUN)))
    assert [(node["id"], node["kind"], node["outcome"]) for node in found["nodes"]] == [
        ("pkg.a:Child", "class", "fails"),
        ("pkg.b:Parent", "class", "ok"),
        ("pkg.c:Tool", "class", "ok"),
    ]
    assert [(edge["source"], edge["target"], edge["kind"]) for edge in found["edges"]] == [
        ("pkg.a:Child", "pkg.b:Parent", "inherits"),
        ("pkg.a:Child", "pkg.c:Tool", "uses"),
    ]
    assert found["edges"][0]["sites"] == [{"path": "pkg/a.py", "line": 1, "names": ["Parent"]}]


def test_a_collapsed_package_has_the_worst_outcome_inside() -> None:
    folded = list_modules(MADE, RUN, collapse_to_depth(MADE.modules, 1))
    assert [(node.id, node.kind, node.outcome) for node in folded.nodes] == [
        ("pkg", "package", "fails")
    ]
    assert folded.edges == ()


def test_a_part_keeps_what_lies_within_it() -> None:
    part = narrowed(list_modules(MADE, RUN), {"pkg.b", "pkg.c"})
    assert [node.id for node in part.nodes] == ["pkg.b", "pkg.c"]
    assert [(edge.source, edge.target) for edge in part.edges] == [
        ("pkg.b", "pkg.c"),
        ("pkg.c", "pkg.b"),
    ]


def test_a_chain_keeps_only_its_own_steps() -> None:
    part = along(list_modules(MADE, RUN), [("pkg.a", "pkg.b", "pkg.c")])
    assert set(graph_of(part).edges) == {("pkg.a", "pkg.b"), ("pkg.b", "pkg.c")}


def test_dot() -> None:
    assert (
        dot.render(list_modules(MADE, RUN))
        == """\
digraph plumbline {
  rankdir=TB;
  node [shape=box, fontname="sans-serif"];
  "pkg" [label="pkg", tooltip="pkg/__init__.py", shape=folder];
  "pkg.a" [label="pkg.a (fails)", tooltip="pkg/a.py", color="#D55E00", penwidth=2];
  "pkg.b" [label="pkg.b", tooltip="pkg/b.py"];
  "pkg.c" [label="pkg.c", tooltip="pkg/c.py"];
  "pkg.a" -> "pkg.b" [style=solid, tooltip="pkg/a.py:1"];
  "pkg.b" -> "pkg.c" [style=solid, color="#D55E00", penwidth=2, tooltip="pkg/b.py:1"];
  "pkg.c" -> "pkg.a" [style=dashed, tooltip="pkg/c.py:1"];
  "pkg.c" -> "pkg.b" [style=solid, color="#D55E00", penwidth=2, tooltip="pkg/c.py:1"];
}
"""
    )


def test_mermaid() -> None:
    assert (
        mermaid.render(list_modules(MADE, RUN))
        == """\
flowchart TD
  n0["pkg"]
  n1["pkg.a (fails)"]
  n2["pkg.b"]
  n3["pkg.c"]
  n1 --> n2
  n2 ==> n3
  n3 -.->|deferred| n1
  n3 ==> n2
  classDef fails stroke:#D55E00,stroke-width:3px
  class n1 fails
"""
    )


def test_mermaid_says_inheritance_from_use() -> None:
    text = mermaid.render(list_classes(MADE, RUN))
    assert "n0 -->|inherits| n1\n" in text
    assert "n0 -->|uses| n2\n" in text


HOSTILE = [
    pytest.param("end", id="a keyword"),
    pytest.param("o", id="an arrow head"),
    pytest.param("x1", id="another arrow head"),
    pytest.param("<script>alert(1)</script>", id="markup"),
    pytest.param('a"]; click n0 "javascript:1', id="a way out of the label"),
    pytest.param("%%{init: {}}%%", id="a directive"),
    pytest.param("a\\", id="a backslash"),
    pytest.param("a\nb\x1b[2J", id="control characters"),
    pytest.param("`**bold**`", id="markdown"),
    pytest.param("#quot;", id="an entity"),
]


def hostile(name: str) -> Structure:
    """Two modules, one of them called `name`, that import each other."""
    made = project(["safe"], imports=[import_of("safe", name), import_of(name, "safe")])
    return build_structure(made)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_never_mermaid(name: str) -> None:
    made = hostile(name)
    lines = mermaid.render(list_modules(made, execution(made))).splitlines()
    assert lines[0] == "flowchart TD"
    for line in lines[1:]:
        assert re.fullmatch(
            r'  n\d+\["(?:[\w .:()/-]|#\d+;)*"\]|  n\d+ ==> n\d+', line, flags=re.ASCII
        ), line


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_never_dot(name: str) -> None:
    made = hostile(name)
    lines = dot.render(list_modules(made, execution(made))).splitlines()
    quoted = r'"(?:[^"\\\x00-\x1f]|\\\\|\\")*"'
    value = rf"(?:{quoted}|\w+)"
    attributes = rf"\[\w+={value}(?:, \w+={value})*\]"
    for line in lines[3:-1]:
        assert re.fullmatch(rf"  {quoted}(?: -> {quoted})? {attributes};", line), line
