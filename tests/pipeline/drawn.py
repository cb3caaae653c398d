"""Small trees whose files import each other, edits of them, and everything an analysis says."""

from __future__ import annotations

import msgspec
from hypothesis import strategies as st

from analysis import Analysis, Options

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
    st.builds("def ask(it): return isinstance(it, {})".format, names),
    st.builds("def make(): return {}()".format, names),
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
        "absent": analysis.execution.absent,
        "names": analysis.execution.names,
        "open modules": analysis.execution.open_modules,
        "findings": msgspec.to_builtins(analysis.findings),
        "golden paths": analysis.golden_paths,
        "blind spots": analysis.blind_spots,
    }


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
