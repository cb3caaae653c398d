from __future__ import annotations

import pytest

from analysis.checks import find, prepare
from analysis.checks.context import CodeContext
from analysis.checks.ownership import owner_of
from analysis.execution.outcome import Fails
from analysis.extract.facts import Timing
from analysis.findings import Cut, ImportCycle, NameUse, Severity, gap_of, worth_of
from analysis.pipeline import Analysis, Options, analyze
from analysis.sources.tree import MemoryTree


def analysed(files: dict[str, str]) -> Analysis:
    return analyze(MemoryTree(files), Options())


def cycles(files: dict[str, str]) -> list[ImportCycle]:
    return [finding for finding in analysed(files).findings if isinstance(finding, ImportCycle)]


CRASHES = {"a.py": "from b import y\nx = 1\n", "b.py": "from a import x\ny = 1\n"}
DEPENDS = {"a.py": "x = 1\nfrom b import y\n", "b.py": "from a import x\ny = 1\n"}
SAFE = {"a.py": "import b\ndef f(): b.g()\n", "b.py": "import a\ndef g(): a.f()\n"}
DEFERRED = {"a.py": "import b\n", "b.py": "def g():\n    import a\n"}
TYPED = {
    "a.py": "import b\n",
    "b.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\n",
}
GUARDED = {
    "a.py": "from b import y\nx = 1\n",
    "b.py": "try:\n    from a import x\nexcept ImportError:\n    x = 0\ny = 1\n",
}
ONLY_CHILDREN = {"p/__init__.py": "from p.a import x\n", "p/a.py": "x = 1\n"}
THROUGH_INIT = {
    "q/__init__.py": "",
    "q/b.py": "import r.c\nname = 1\n",
    "r/__init__.py": "from q.b import name\n",
    "r/c.py": "",
}
CALLED = {
    "m.py": "def f():\n    from n import late\n    return late\n",
    "n.py": "import m\nm.f()\nlate = 1\n",
}
SUBMODULE = {
    "p/__init__.py": "",
    "p/c.py": "import p.d\nclass K(p.d.B): ...\n",
    "p/d.py": "from p.c import K\nclass B: ...\n",
}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            CRASHES, [(("a", "b"), "crashes", Severity.ERROR, Timing.IMPORT)], id="crashes"
        ),
        pytest.param(
            DEPENDS, [(("a", "b"), "depends-on-entry", Severity.ERROR, Timing.IMPORT)], id="depends"
        ),
        pytest.param(SAFE, [(("a", "b"), "safe", Severity.WARNING, Timing.IMPORT)], id="safe"),
        pytest.param(
            DEFERRED, [(("a", "b"), "safe", Severity.INFO, Timing.DEFERRED)], id="deferred"
        ),
        pytest.param(TYPED, [], id="type checking"),
        pytest.param(
            GUARDED,
            [(("a", "b"), "safe", Severity.WARNING, Timing.IMPORT)],
            id="the guard swallows the crash",
        ),
        pytest.param(ONLY_CHILDREN, [], id="a package and its own modules"),
        pytest.param(
            THROUGH_INIT,
            [(("q.b", "r"), "depends-on-entry", Severity.ERROR, Timing.IMPORT)],
            id="through a package on the way",
        ),
        pytest.param(
            CALLED,
            [(("m", "n"), "depends-on-entry", Severity.ERROR, Timing.IMPORT)],
            id="inside a function that is called at import",
        ),
        pytest.param(
            SUBMODULE,
            [(("p.c", "p.d"), "crashes", Severity.ERROR, Timing.IMPORT)],
            id="a submodule that is not set yet",
        ),
        pytest.param(
            {**SAFE, "c.py": "import a\n", "d.py": "import e\n", "e.py": "import d\n"},
            [
                (("a", "b"), "safe", Severity.WARNING, Timing.IMPORT),
                (("d", "e"), "safe", Severity.WARNING, Timing.IMPORT),
            ],
            id="one finding a component",
        ),
        pytest.param(
            {**SAFE, "b.py": SAFE["b.py"] + "def late():\n    import c\n", "c.py": "import a\n"},
            [
                (("a", "b"), "safe", Severity.WARNING, Timing.IMPORT),
                (("a", "b", "c"), "safe", Severity.INFO, Timing.DEFERRED),
            ],
            id="a larger component at run time",
        ),
        pytest.param({"a.py": "import a\n"}, [], id="itself"),
    ],
)
def test_components(files: dict[str, str], expected: list[object]) -> None:
    found = cycles(files)
    assert [(f.data.members, f.data.verdict, f.severity, f.data.timing) for f in found] == expected
    assert all(f.data.cut_is_minimum for f in found)


@pytest.mark.parametrize(
    "files",
    [CRASHES, DEPENDS, SAFE, DEFERRED, GUARDED, THROUGH_INIT, CALLED, SUBMODULE],
    ids=["crashes", "depends", "safe", "deferred", "guarded", "init", "called", "submodule"],
)
def test_the_cycle_is_closed_and_written_where_it_says(files: dict[str, str]) -> None:
    for finding in cycles(files):
        ring = finding.data.cycle
        assert [edge.imported for edge in ring] == [edge.importer for edge in (*ring[1:], ring[0])]
        assert {edge.importer for edge in ring} <= set(finding.data.members)
        for edge in ring:
            line = files[edge.path].splitlines()[edge.line - 1]
            assert "import" in line
            assert edge.imported.rpartition(".")[2] in line.replace(".", " ").split()


@pytest.mark.parametrize(
    "files",
    [CRASHES, DEPENDS, THROUGH_INIT, CALLED, SUBMODULE],
    ids=["crashes", "depends", "init", "called", "submodule"],
)
def test_each_failure_has_its_owner(files: dict[str, str]) -> None:
    modules = [path[:-3].replace("/", ".") for path in files if "__init__" not in path]
    using = {f"use_{at}.py": f"import {module}\n" for at, module in enumerate(modules)}
    result = analysed({**files, **using})
    failing = {
        module: outcome.failure
        for module, outcome in result.execution.outcomes.items()
        if isinstance(outcome, Fails)
    }
    assert failing
    for module, failure in failing.items():
        (owner,) = [f for f in result.findings if f.key == owner_of(failure, result.findings)]
        assert isinstance(owner, ImportCycle)
        assert module in owner.blocked
        assert [entry for entry in owner.data.failing_entries if entry.module == module]
        assert (owner.locations[0].path, owner.locations[0].line) in {
            (other.path, other.line) for other in failing.values()
        }


def test_a_golden_path_that_fails_makes_it_a_crash() -> None:
    settings = {"pyproject.toml": '[tool.plumbline.golden_paths]\nmain = "b"\n'}
    assert [f.data.verdict for f in cycles(DEPENDS)] == ["depends-on-entry"]
    (found,) = cycles({**DEPENDS, **settings})
    assert (found.data.verdict, found.golden) == ("crashes", ("main",))


def cut_of(importing: str, rest: dict[str, str] | None = None) -> Cut:
    """The cut of a cycle in which only `a` can do without its import."""
    files = {"a.py": importing, "b.py": "import a\nclass K(a.Base): ...\n", **(rest or {})}
    (found,) = cycles(files)
    (cut,) = found.data.cut
    assert (cut.importer, cut.imported) == ("a", "b")
    return cut


BASE = "class Base: ...\n"


@pytest.mark.parametrize(
    ("importing", "deferrable", "words"),
    [
        pytest.param(
            f"{BASE}from b import K\ndef f(): return K()\n", True, "only functions", id="functions"
        ),
        pytest.param(f"{BASE}from b import K\n", True, "can go", id="unused"),
        pytest.param(
            f"from __future__ import annotations\n{BASE}from b import K\ndef f(k: K): ...\n",
            True,
            "only annotations",
            id="annotations that wait",
        ),
        pytest.param(
            f"{BASE}from b import K\ndef f(k: K): ...\n",
            False,
            "only annotations",
            id="annotations that run",
        ),
        pytest.param(f"{BASE}from b import K\nk = K()\n", False, "while the module", id="value"),
        pytest.param(
            f"{BASE}from b import K\ndef make(): return K()\nk = make()\n",
            False,
            "while the module",
            id="in a function that is called",
        ),
    ],
)
def test_what_a_cut_touches(importing: str, deferrable: bool, words: str) -> None:
    cut = cut_of(importing)
    assert cut.names == ("K",)
    assert cut.deferrable is deferrable
    assert words in cut.why


def test_an_import_for_what_running_it_does_is_not_put_off() -> None:
    files = {"a.py": "import b\n", "b.py": "import a\nclass K(a.Base): ...\n"}
    (found,) = cycles({**files, "a.py": BASE + files["a.py"]})
    (cut,) = found.data.cut
    assert (cut.importer, cut.deferrable) == ("a", False)
    assert "what running it does" in cut.why


def test_a_name_that_others_take_from_here_is_not_put_off() -> None:
    user = {"user.py": "from a import K\n"}
    cut = cut_of(f"{BASE}from b import K\ndef f(): return K()\n", user)
    assert not cut.deferrable
    assert "passes K on" in cut.why


def test_past_a_package_that_passes_names_on() -> None:
    files = {
        "p/__init__.py": "from p.low import helper\nfrom p.high import Service\n",
        "p/low.py": "def helper(): ...\n",
        "p/high.py": "from p import helper\nclass Service: ...\nhelper()\n",
    }
    (found,) = cycles(files)
    (cut,) = found.data.cut
    assert (cut.importer, cut.imported, cut.names) == ("p.high", "p", ("helper",))
    assert "defined in p.low" in cut.why


def test_the_key_outlives_edits_and_order() -> None:
    moved = {"b.py": "\n\n" + CRASHES["b.py"], "a.py": "import os\n" + CRASHES["a.py"]}
    assert [f.key for f in cycles(CRASHES)] == [f.key for f in cycles(moved)]


@pytest.mark.parametrize(
    ("importing", "use", "at_import"),
    [
        pytest.param("class A(b.K): ...\n", NameUse.BASE, True, id="base"),
        pytest.param("@b.K\ndef f(): ...\n", NameUse.DECORATOR, True, id="decorator"),
        pytest.param("k = b.K()\n", NameUse.VALUE, True, id="value"),
        pytest.param("def f(k: b.K): ...\n", NameUse.ANNOTATION, True, id="annotation that runs"),
        pytest.param("def f(k: 'b.K'): ...\n", NameUse.ANNOTATION, False, id="quoted"),
        pytest.param("def f(): return b.K()\n", NameUse.FUNCTION, False, id="function"),
        pytest.param("", NameUse.EFFECT, True, id="effect"),
    ],
)
def test_what_crosses_and_when_it_is_used(importing: str, use: NameUse, at_import: bool) -> None:
    # Two bases cross the other way: that import is dearer, whatever this one is used for.
    other = "from a import Base, More\nclass K(Base, More): ...\n"
    (found,) = cycles({"a.py": f"{BASE}class More: ...\nimport b\n{importing}", "b.py": other})
    (cut,) = found.data.cut
    assert cut.importer == "a"
    (name,) = cut.crossing
    assert (name.use, name.at_import, cut.at_import) == (use, at_import, at_import)


def test_a_name_that_is_passed_on_says_to_whom() -> None:
    files = {"user.py": "from a import K\n", "other.py": "from a import K\n"}
    (name,) = cut_of(f"{BASE}from b import K\n", files).crossing
    assert (name.name, name.use, name.at_import) == ("K", NameUse.REEXPORT, True)
    assert name.reexported_to == ("other", "user")


def test_every_statement_of_a_cut_is_listed() -> None:
    importing = (
        f"{BASE}from b import K\nfrom b import (\n    L,\n)\ndef f():\n    import b\n    return K\n"
    )
    files = {"a.py": importing, "b.py": "import a\nclass K(a.Base): ...\nL = 1\n"}
    (found,) = cycles(files)
    (cut,) = found.data.cut
    assert [(site.path, site.line, site.timing) for site in cut.sites] == [
        ("a.py", 2, Timing.IMPORT),
        ("a.py", 3, Timing.IMPORT),
        ("a.py", 7, Timing.DEFERRED),
    ]
    assert [(edge.importer, edge.imported, edge.line) for edge in cut.cycle] == [
        ("a", "b", 2),
        ("b", "a", 1),
    ]


def ring(*modules: str) -> dict[str, list[str]]:
    return {one: [other] for one, other in zip(modules, (*modules[1:], modules[0]), strict=True)}


def files_of(graph: dict[str, list[str]]) -> dict[str, str]:
    return {
        f"{module}.py": "".join(f"import {other}\n" for other in others)
        for module, others in graph.items()
    }


def test_what_each_import_of_a_cut_is_worth_alone() -> None:
    # Two rings that share `hub`, and a pair inside of the second.
    graph = ring("hub", "a", "b") | {"c": ["d"], "d": ["hub", "c"]}
    graph["hub"].append("c")
    (found,) = cycles(files_of(graph))
    data = found.data
    worth = {f"{cut.importer}>{cut.imported}": (cut.leaves, cut.short_cycles) for cut in data.cut}
    assert data.cut_is_minimum
    assert (data.cut_at_least, data.short_cycles) == (len(data.cut), 3)
    assert worth == {"hub>a": ((3,), 1), "c>d": ((3,), 2)}
    assert gap_of(data) == "2 imports; no fewer can do"
    assert worth_of(data.cut[0], data) == "2 modules leave the cycle, 3 stay"


def test_the_boundary_folds_what_holds_no_member() -> None:
    files = {
        "app/__init__.py": "",
        "app/a.py": "import app.b\nimport low.paths\n",
        "app/b.py": "import app.a\nimport low.names\n",
        "app/main.py": "\nimport app.a\nimport app.b\n",
        "low/__init__.py": "",
        "low/paths.py": "",
        "low/names.py": "",
        "web/__init__.py": "",
        "web/one.py": "import app.a\n",
        "web/two.py": "import app.a\n",
    }
    (found,) = cycles(files)
    boundary = found.data.boundary
    assert (boundary.importer_modules, boundary.imported_modules) == (3, 2)
    assert [(each.name, each.modules, each.imports) for each in boundary.importers] == [
        ("app.main", 1, 2),
        ("web", 2, 2),
    ]
    (below,) = boundary.imported
    assert (below.name, below.modules, below.members) == ("low", 2, ("app.a", "app.b"))
    first = boundary.importers[0].first
    assert (first.importer, first.imported, first.path, first.line) == (
        "app.main",
        "app.a",
        "app/main.py",
        2,
    )


def test_an_edge_that_only_runs_a_package_is_told_apart() -> None:
    (found,) = cycles(THROUGH_INIT)
    (through,) = found.data.through_packages
    assert (through.importer, through.imported, through.line) == ("q.b", "r", 1)
    assert [f.data.through_packages for f in cycles(SAFE)] == [()]


def test_runtime_coupling_is_called_so() -> None:
    (found,) = cycles(DEFERRED)
    assert found.title.startswith("Runtime coupling of 2 modules")
    assert "once their functions run" in found.message
    (cut,) = found.data.cut
    assert not cut.at_import


@pytest.mark.parametrize(
    "files", [CRASHES, DEPENDS, SAFE, DEFERRED, TYPED, THROUGH_INIT, CALLED, SUBMODULE]
)
def test_what_is_prepared_before_the_execution_changes_no_finding(files: dict[str, str]) -> None:
    found = analysed(files).found
    assert found is not None
    context = found.context
    code = CodeContext(structure=context.structure, bodies=context.bodies)
    assert find(context, prepared=prepare(code)).findings == find(context).findings


def test_a_failure_that_joins_components_needs_them_untangled_again() -> None:
    files = {
        **{f"{name}/__init__.py": "" for name in "qr"},
        "q/__init__.py": "from q import a\n",
        "q/a.py": "import q.b, r.c\nname = 1\n",
        "q/b.py": "import q.a\n",
        "r/__init__.py": "from q.a import name\n",
        "r/c.py": "",
    }
    found = analysed(files).found
    assert found is not None
    ahead = prepare(found.context)
    after = [f for f in find(found.context, prepared=ahead).findings if isinstance(f, ImportCycle)]
    assert after == [f for f in find(found.context).findings if isinstance(f, ImportCycle)]
    assert {item.members for item in ahead} != {item.data.members for item in after}
