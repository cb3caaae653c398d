from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Repo, Run

TANGLE = {
    "pkg/__init__.py": "",
    "pkg/top.py": "import pkg.mid.one\nclass Top(pkg.mid.one.Base): ...\n",
    "pkg/mid/__init__.py": "",
    "pkg/mid/one.py": "import pkg.low\nclass Base: ...\n",
    "pkg/mid/two.py": "def f():\n    import pkg.low\n",
    "pkg/low.py": "",
}


def graph(text: str) -> tuple[set[str], set[tuple[str, str]]]:
    found: dict[str, Any] = json.loads(text)
    return (
        {node["id"] for node in found["nodes"]},
        {(edge["source"], edge["target"]) for edge in found["edges"]},
    )


def test_every_format_has_every_module(repo: Repo, run: Run) -> None:
    folder = repo(TANGLE)
    for format in ("dot", "mermaid", "json", "graphml", "csv", "svg", "html"):
        said = run("graph", folder, "--kind", "module", "--format", format)
        assert (said.code, said.err) == (0, "")
        assert all(name in said.out for name in ("pkg.top", "pkg.mid.two", "pkg.low"))


def test_timing_leaves_only_what_runs_at_import(repo: Repo, run: Run) -> None:
    folder = repo(TANGLE)
    _, all_edges = graph(run("graph", folder, "--format", "json").out)
    _, early = graph(run("graph", folder, "--format", "json", "--timing", "import").out)
    assert all_edges - early == {("pkg.mid.two", "pkg.low")}
    assert ("pkg.mid.one", "pkg.low") in early


def test_focus_looks_as_far_as_depth(repo: Repo, run: Run) -> None:
    folder = repo(TANGLE)
    near, _ = graph(run("graph", folder, "--format", "json", "--focus", "pkg.top").out)
    assert near == {"pkg.top", "pkg.mid.one"}
    far, _ = graph(
        run("graph", folder, "--format", "json", "--focus", "pkg.top", "--depth", "2").out
    )
    assert far == {"pkg.top", "pkg.mid.one", "pkg.low"}


def test_focus_on_a_package_is_all_that_is_in_it(repo: Repo, run: Run) -> None:
    names, _ = graph(run("graph", repo(TANGLE), "--format", "json", "--focus", "pkg.mid").out)
    assert names == {"pkg.mid", "pkg.mid.one", "pkg.mid.two", "pkg.top", "pkg.low"}


def test_collapse_folds_modules_into_packages(repo: Repo, run: Run) -> None:
    names, edges = graph(run("graph", repo(TANGLE), "--format", "json", "--collapse", "2").out)
    assert names == {"pkg", "pkg.top", "pkg.mid", "pkg.low"}
    assert {("pkg.top", "pkg.mid"), ("pkg.mid", "pkg.low")} <= edges


def test_a_chain_is_the_shortest_way(repo: Repo, run: Run) -> None:
    said = run("graph", repo(TANGLE), "--format", "json", "--chain", "pkg.top", "pkg.low")
    assert graph(said.out) == (
        {"pkg.top", "pkg.mid.one", "pkg.low"},
        {("pkg.top", "pkg.mid.one"), ("pkg.mid.one", "pkg.low")},
    )


def test_no_chain_is_said_and_is_no_misuse(repo: Repo, run: Run) -> None:
    said = run("graph", repo(TANGLE), "--format", "json", "--chain", "pkg.low", "pkg.top")
    assert said.code == 0
    assert said.err == "plumbline: no chain leads from pkg.low to pkg.top\n"
    assert graph(said.out) == ({"pkg.low", "pkg.top"}, set())


def test_classes(repo: Repo, run: Run) -> None:
    said = run("graph", repo(TANGLE), "--kind", "class", "--format", "json")
    assert graph(said.out) == (
        {"pkg.top:Top", "pkg.mid.one:Base"},
        {("pkg.top:Top", "pkg.mid.one:Base")},
    )
    focused = run(
        "graph", repo(TANGLE, "b"), "--kind", "class", "--format", "json", "--focus", "pkg.top"
    )
    assert graph(focused.out)[0] == {"pkg.top:Top", "pkg.mid.one:Base"}


def test_output_goes_to_a_file(repo: Repo, run: Run, tmp_path: Path) -> None:
    said = run("graph", repo(TANGLE), "--output", tmp_path / "graph.dot")
    assert (said.code, said.out) == (0, "")
    assert (tmp_path / "graph.dot").read_text("utf-8").startswith("digraph ")


def test_a_table_has_nodes_or_statements(repo: Repo, run: Run) -> None:
    folder = repo(TANGLE)
    edges = run("graph", folder, "--format", "csv").out.splitlines()
    assert edges[0] == "source,target,kind,timing,guarded,path,line,names"
    assert "pkg.mid.two,pkg.low,imports,deferred,no,pkg/mid/two.py,2," in edges
    nodes = run("graph", folder, "--format", "csv", "--table", "nodes").out.splitlines()
    assert len(nodes) == 1 + 6
    said = run("graph", folder, "--format", "dot", "--table", "nodes")
    assert (said.code, said.err) == (2, "plumbline: --table is for --format csv\n")


def test_a_picture_shows_what_is_asked_for(repo: Repo, run: Run) -> None:
    folder = repo(TANGLE)
    whole = run("graph", folder, "--format", "svg").out
    assert "<title>pkg.mid.two</title>" in whole
    near = run("graph", folder, "--format", "svg", "--focus", "pkg.top").out
    assert "<title>pkg.mid.one</title>" in near
    assert "<title>pkg.mid.two</title>" not in near
    folded = run("graph", folder, "--format", "svg", "--collapse", "2", "--dark").out
    assert "<title>pkg.mid</title>" in folded
    assert "<title>pkg.mid.one</title>" not in folded
    chain = run("graph", folder, "--format", "svg", "--chain", "pkg.top", "pkg.low").out
    assert "<title>pkg.mid.one</title>" in chain
    assert "<title>pkg.mid.two</title>" not in chain
    early = run("graph", folder, "--format", "svg", "--timing", "import").out
    assert "inside a function" in whole
    assert "inside a function" not in early
    classes = run("graph", folder, "--format", "svg", "--kind", "class", "--focus", "pkg.top").out
    assert "<title>pkg.top:Top</title>" in classes


def test_a_picture_of_nothing_is_misuse(repo: Repo, run: Run) -> None:
    folder = repo(TANGLE)
    for words in (["--focus", "pkg.tip"], ["--chain", "pkg.top", "pkg.lov"]):
        said = run("graph", folder, "--format", "svg", *words)
        assert said.code == 2
        assert "did you mean" in said.err
    said = run("graph", folder, "--format", "svg", "--kind", "class", "--focus", "pkg.top:Tip")
    assert said.code == 2
    said = run("graph", folder, "--dark")
    assert (said.code, said.err) == (2, "plumbline: --dark is for --format svg\n")
