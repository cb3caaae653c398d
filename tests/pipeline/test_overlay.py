"""What an overlay's analysis takes over from that of its base makes no difference to it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Analysis, MemoryTree, Options, OverlayTree, analyze, rule_of

PATHS = ("p/__init__.py", "p/a.py", "p/b.py", "p/q/__init__.py", "p/q/c.py", "top.py", "tests/t.py")
MODULES = ("p", "p.a", "p.b", "p.q", "p.q.c", "top", "p.none", "other", "qp.a")
NAMES = ("a", "b", "c", "q", "x", "K", "L", "go")
ONE = Options(jobs=1)

modules, names = st.sampled_from(MODULES), st.sampled_from(NAMES)
dots = st.sampled_from([".", "..", ".a", ".b", "..b", ".q", ".q.c"])
imports = st.one_of(
    st.builds("from {} import {}".format, modules, names),
    st.builds("from {} import {}".format, dots, names),
    st.builds("from {} import {} as {}".format, modules, names, names),
    st.builds("import {}".format, modules),
    st.builds("from {} import *".format, st.one_of(modules, dots)),
)
statements = st.one_of(
    imports,
    imports.map("def go():\n    {}".format),
    imports.map("try:\n    {}\nexcept ImportError:\n    x = None".format),
    imports.map("if TYPE_CHECKING:\n    {}".format),
    st.builds("{} = {}".format, names, names),
    st.builds("{} = 1".format, names),
    st.builds(
        "class {}({}):\n    def one(self): return {}\n    def two(self): return 2\n"
        "    def three(self): return [self.one() + self.two(), {}]".format,
        st.sampled_from(["K", "L"]),
        st.sampled_from(["object", "K", "x", "a.K"]),
        names,
        names,
    ),
    st.sampled_from(["__all__ = ['x', 'K']", "def __getattr__(name): ...", "del x", "1 +"]),
)
files = st.lists(statements, max_size=5).map("\n".join)
trees = st.dictionaries(st.sampled_from(PATHS), files, min_size=2).map(
    lambda chosen: {"pyproject.toml": "[project]\nname = 'p'\n", **chosen}
)
edits = st.dictionaries(
    st.sampled_from(PATHS), st.one_of(st.none(), files, files), min_size=1, max_size=2
)


def told(analysis: Analysis) -> dict[str, object]:
    """Everything that an analysis says."""
    project = analysis.structure.project
    return {
        "layout": project.layout,
        "imports": project.imports,
        "importers": project.importers_of_name,
        "classes": [
            (found.ref, found.path, found.fact, found.bases, found.uses)
            for found in project.classes
        ],
        "misspelt": project.misspelt,
        "edges": {**analysis.structure.graph.edges},
        "outcomes": analysis.execution.outcomes,
        "findings": msgspec.to_builtins(analysis.findings),
        "golden paths": analysis.golden_paths,
        "blind spots": analysis.blind_spots,
    }


@given(trees, edits, edits)
@settings(max_examples=250, deadline=None)
def test_an_overlay_is_analysed_as_if_nothing_were_known(
    tree: dict[str, str], first: dict[str, str | None], second: dict[str, str | None]
) -> None:
    base = MemoryTree(tree)
    before = analyze(base, ONE)
    told(before)
    for edit in (first, second):
        changed = {
            path: None if text is None else text.encode()
            for path, text in edit.items()
            if text is not None or path in tree
        }
        overlay = OverlayTree(base, changed)
        assert told(analyze(overlay, ONE, before)) == told(analyze(overlay, ONE))


def test_only_what_an_edit_touches_is_resolved_again() -> None:
    base = MemoryTree(
        {"p/__init__.py": "", "p/a.py": "x = 1\n", "p/b.py": "from p.a import x\n", "c.py": ""}
    )
    before = analyze(base, ONE)
    overlay = OverlayTree(base, {"c.py": b"from p.b import x\n"})
    after = analyze(overlay, ONE, before)
    old, new = before.structure.project, after.structure.project
    assert new.layout is old.layout
    assert new.by_importer["p.b"] is old.by_importer["p.b"]
    assert [found.depends_on for found in new.by_importer["c"]] == ["p.b"]


def test_a_name_that_comes_from_elsewhere_now_is_resolved_again() -> None:
    base = MemoryTree(
        {"p/__init__.py": "", "p/a.py": "x = 1\n", "p/b.py": "from p.a import x\n", "c.py": "x = 1"}
    )
    before = analyze(base, ONE)
    after = analyze(OverlayTree(base, {"p/a.py": b"from c import x\n"}), ONE, before)
    (found,) = after.structure.project.by_importer["p.b"]
    assert (found.target.module, getattr(found.target, "defined_in", None)) == ("p.a", "c")


STORE = '''"""{}"""
from p.engine import engine

class Store:
    def open(self, url, pool):
        self.engine = engine(url, pool_size=pool, echo=False)
        self.sessions = [self.engine.session() for _ in range(pool)]

    def check(self):
        for session in self.sessions:
            session.execute("SELECT 1")
        return len(self.sessions)

    def close(self):
        while self.sessions:
            self.sessions.pop().close()
        self.engine.dispose()
'''
STORES = {
    "p/__init__.py": "",
    "p/engine.py": "def engine(url, **options): ...\n",
    "p/other.py": "from p.engine import engine\n",
    "p/one.py": STORE.format("One."),
    "p/two.py": STORE.format("Two."),
    "p/user.py": "from p.one import Store\n",
    "p/idle.py": "import os\n",
}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("p/idle.py", "import sys\n", id="elsewhere"),
        pytest.param("p/idle.py", "from p.two import Store\n", id="another importer"),
        pytest.param("p/user.py", "from p.two import Store\n", id="importer of the other"),
        pytest.param("p/user.py", "", id="no importer"),
        pytest.param("p/two.py", STORE.format("Deprecated."), id="docstring of the module"),
        pytest.param("p/two.py", STORE.format("Two.") + "import os\n", id="import beside"),
        pytest.param("p/two.py", "\n" + STORE.format("Two."), id="lines moved"),
        pytest.param("p/two.py", STORE.format("Two.").replace("SELECT 1", "PING"), id="code"),
        pytest.param("p/two.py", STORE.format("Two.").replace("p.engine", "p.other"), id="same"),
        pytest.param("p/two.py", STORE.format("Two.").replace("p.engine", "sqlite"), id="outside"),
        pytest.param("p/two.py", STORE.format("Two.").replace("Store", "Depot"), id="renamed"),
        pytest.param("p/engine.py", "engine = 1\n", id="what it uses"),
        pytest.param("p/engine.py", "from p.other import engine\n", id="uses from elsewhere"),
    ],
)
def test_duplicates_after_an_edit(path: str, text: str) -> None:
    base = MemoryTree(STORES)
    before = analyze(base, ONE)
    assert "duplicate-class" in {rule_of(finding) for finding in before.findings}
    overlay = OverlayTree(base, {path: text.encode()})
    assert told(analyze(overlay, ONE, before)) == told(analyze(overlay, ONE))


def test_duplicates_that_an_edit_does_not_touch_are_kept() -> None:
    base = MemoryTree(STORES)
    before = analyze(base, ONE)
    after = analyze(OverlayTree(base, {"p/idle.py": b"import p.user\n"}), ONE, before)
    assert before.found is not None and after.found is not None
    assert after.found.duplicates is before.found.duplicates
