"""Which file answers to which module name: cases of import roots and of precedence, and laws."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources.discover import discover
from analysis.sources.errors import SourceError
from analysis.sources.layout import Kind, Layout
from analysis.sources.tree import MemoryTree

PROJECT = "[project]\nname = 'x'\n"


def layout(*paths: str, roots: tuple[str, ...] = (), **texts: str) -> Layout:
    """The layout of empty files at `paths`."""
    return discover(MemoryTree({**dict.fromkeys(paths, ""), **texts}), roots)


def names(found: Layout) -> dict[str, str]:
    """Module name -> path, namespaces left out."""
    return {m.name: m.path for m in found.modules if m.kind is not Kind.NAMESPACE}


def kinds(found: Layout) -> dict[str, str]:
    return {module.name: module.kind.value for module in found.modules}


ROOTS = {
    "flat": (
        {"app.py": "", "pkg/__init__.py": "", "pkg/a.py": ""},
        (".",),
        {"app": "app.py", "pkg": "pkg/__init__.py", "pkg.a": "pkg/a.py"},
    ),
    "installed package": (
        {"django/__init__.py": "", "django/db/__init__.py": ""},
        (".",),
        {"django": "django/__init__.py", "django.db": "django/db/__init__.py"},
    ),
    "src layout, declared": (
        {
            "pyproject.toml": "[tool.setuptools.packages.find]\nwhere = ['src']",
            "src/pkg/__init__.py": "",
            "tests/test_a.py": "",
        },
        (".", "src"),
        {"pkg": "src/pkg/__init__.py", "tests.test_a": "tests/test_a.py"},
    ),
    "src layout, by its name": (
        {"src/pkg/__init__.py": "", "src/main.py": ""},
        (".", "src"),
        {"main": "src/main.py", "pkg": "src/pkg/__init__.py"},
    ),
    "a src that is spelled is no root": (
        {"src/pkg/__init__.py": "", "main.py": "from src.pkg import x"},
        (".",),
        {"main": "main.py", "src.pkg": "src/pkg/__init__.py"},
    ),
    "a src that is a package is no root": (
        {"src/__init__.py": "", "src/a.py": "import b", "src/b.py": ""},
        (".",),
        {"src": "src/__init__.py", "src.a": "src/a.py", "src.b": "src/b.py"},
    ),
    "projects in one repository": (
        {
            "packages/one/pyproject.toml": PROJECT,
            "packages/one/one/__init__.py": "",
            "packages/two/setup.py": "from setuptools import setup\nsetup(package_dir={'': 'src'})",
            "packages/two/src/two/__init__.py": "",
        },
        (".", "packages/one", "packages/two", "packages/two/src"),
        {
            "one": "packages/one/one/__init__.py",
            "setup": "packages/two/setup.py",
            "two": "packages/two/src/two/__init__.py",
        },
    ),
    "a folder's linter settings make no project": (
        {"tools/pyproject.toml": "[tool.ruff]\nline-length = 99", "tools/a.py": ""},
        (".",),
        {"tools.a": "tools/a.py"},
    ),
    "a project file inside a package makes no root": (
        {"pkg/__init__.py": "", "pkg/sub/setup.py": "", "pkg/sub/a.py": ""},
        (".",),
        {
            "pkg": "pkg/__init__.py",
            "pkg.sub.a": "pkg/sub/a.py",
            "pkg.sub.setup": "pkg/sub/setup.py",
        },
    ),
    "setup.cfg": (
        {
            "setup.cfg": (
                "[options]\npackage_dir =\n    = lib\n[options.packages.find]\nwhere = lib"
            ),
            "lib/pkg/__init__.py": "",
        },
        (".", "lib"),
        {"pkg": "lib/pkg/__init__.py"},
    ),
    "poetry": (
        {
            "pyproject.toml": "[tool.poetry]\npackages = [{include = 'pkg', from = 'code'}]",
            "code/pkg/__init__.py": "",
        },
        (".", "code"),
        {"pkg": "code/pkg/__init__.py"},
    ),
    "hatch": (
        {
            "pyproject.toml": "[tool.hatch.build.targets.wheel]\npackages = ['code/pkg']",
            "code/pkg/__init__.py": "",
        },
        (".", "code"),
        {"pkg": "code/pkg/__init__.py"},
    ),
    "pytest pythonpath": (
        {"pytest.ini": "[pytest]\npythonpath = . lib", "lib/a.py": "", "tests/test_a.py": ""},
        (".", "lib"),
        {"a": "lib/a.py", "tests.test_a": "tests/test_a.py"},
    ),
    "a declared root that is a package keeps its one name": (
        {
            "pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['pkg']",
            "pkg/__init__.py": "",
            "pkg/a.py": "",
        },
        (".",),
        {"pkg": "pkg/__init__.py", "pkg.a": "pkg/a.py"},
    ),
    "a root out of the tree is none": (
        {"pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['../..', '/']", "a.py": ""},
        (".",),
        {"a": "a.py"},
    ),
    "a script is run from its folder": (
        {"backend/manage.py": "", "backend/shop/__init__.py": "", "backend/shop/models.py": ""},
        (".", "backend"),
        {
            "manage": "backend/manage.py",
            "shop": "backend/shop/__init__.py",
            "shop.models": "backend/shop/models.py",
        },
    ),
    "imports presume a root": (
        {
            "backend/app/__init__.py": "",
            "backend/app/db.py": "",
            "backend/app/main.py": "from app.db import engine",
        },
        (".", "backend"),
        {
            "app": "backend/app/__init__.py",
            "app.db": "backend/app/db.py",
            "app.main": "backend/app/main.py",
        },
    ),
    "imports presume a root through folders that are no packages": (
        {"backend/app/db.py": "", "backend/app/main.py": "from app import db"},
        (".", "backend"),
        {"app.db": "backend/app/db.py", "app.main": "backend/app/main.py"},
    ),
    "imports spell their way from the top": (
        {
            "backend/app/__init__.py": "",
            "backend/app/db.py": "",
            "backend/app/main.py": "from backend.app.db import engine",
        },
        (".",),
        {
            "backend.app": "backend/app/__init__.py",
            "backend.app.db": "backend/app/db.py",
            "backend.app.main": "backend/app/main.py",
        },
    ),
    "a relative import needs a package above it": (
        {"tools/a.py": "from .b import x\nimport b", "tools/b.py": ""},
        (".",),
        {"tools.a": "tools/a.py", "tools.b": "tools/b.py"},
    ),
    "a folder may be called like a distribution": (
        {"docs/flask/conf.py": "import flask\nfrom flask import Flask"},
        (".",),
        {"docs.flask.conf": "docs/flask/conf.py"},
    ),
    "a package may be called like the distribution it adapts": (
        {
            "plugins/slack/__init__.py": "import slack",
            "plugins/slack/a.py": "from slack import Web",
        },
        (".",),
        {"plugins.slack": "plugins/slack/__init__.py", "plugins.slack.a": "plugins/slack/a.py"},
    ),
    "tests that import each other": (
        {"tests/help.py": "", "tests/test_a.py": "from help import x"},
        (".", "tests"),
        {"help": "tests/help.py", "test_a": "tests/test_a.py"},
    ),
    "a name that nobody can spell": (
        {"my-service/app/__init__.py": "", "my-service/run.py": ""},
        (".", "my-service"),
        {"app": "my-service/app/__init__.py", "run": "my-service/run.py"},
    ),
    "loose scripts below a name that nobody can spell": (
        {"01-intro/foo-bar.py": "", "v1.2/a.py": ""},
        (".",),
        {"01-intro.foo-bar": "01-intro/foo-bar.py", "v1-2.a": "v1.2/a.py"},
    ),
    "presumed roots that would hide each other are none": (
        {
            "x/a.py": "import main",
            "x/main.py": "",
            "y/b.py": "import main",
            "y/main.py": "",
        },
        (".",),
        {"x.a": "x/a.py", "x.main": "x/main.py", "y.b": "y/b.py", "y.main": "y/main.py"},
    ),
    "tests and examples come last": (
        {
            "examples/p/pyproject.toml": PROJECT,
            "examples/p/a.py": "",
            "tests/q/pyproject.toml": PROJECT,
            "tests/q/b.py": "",
            "zoo/pyproject.toml": PROJECT,
            "zoo/c.py": "",
        },
        (".", "zoo", "examples/p", "tests/q"),
        {"a": "examples/p/a.py", "b": "tests/q/b.py", "c": "zoo/c.py"},
    ),
    "a package at the top, by the name that its files import": (
        {
            "__init__.py": "",
            "console.py": "from .text import Text",
            "text.py": "",
            "sub/a.py": "from rich.console import Console",
        },
        ("..",),
        {
            "rich": "__init__.py",
            "rich.console": "console.py",
            "rich.sub.a": "sub/a.py",
            "rich.text": "text.py",
        },
    ),
    "a package at the top, by the name of its folder": (
        {"__init__.py": "from . import a", "a.py": ""},
        ("..",),
        {"memory": "__init__.py", "memory.a": "a.py"},
    ),
    "a stray __init__ at the top": (
        {"__init__.py": "", "main.py": "import shop", "shop.py": "", "test_shop.py": "import shop"},
        (".",),
        {
            "__init__": "__init__.py",
            "main": "main.py",
            "shop": "shop.py",
            "test_shop": "test_shop.py",
        },
    ),
    "a folder called like a required distribution": (
        {
            "requirements.txt": "SQLAlchemy>=2\nalembic==1.13  # migrations",
            "alembic/env.py": "from alembic import context",
        },
        (".",),
        {"alembic-folder.env": "alembic/env.py"},
    ),
    "a folder called like a required distribution, yet imported": (
        {
            "requirements.txt": "docker",
            "docker/build.py": "",
            "main.py": "from docker import build",
        },
        (".",),
        {"docker.build": "docker/build.py", "main": "main.py"},
    ),
    "each project has tests of its own": (
        {
            "tests/test_a.py": "",
            "sample/pyproject.toml": PROJECT,
            "sample/tests/__init__.py": "",
            "sample/tests/test_b.py": "",
        },
        (".", "sample"),
        {"tests.test_a": "tests/test_a.py"},
    ),
    "broken settings are no settings": (
        {"pyproject.toml": "[[[", "setup.cfg": "nonsense", "setup.py": "def (", "src/a.py": ""},
        (".", "src"),
        {"a": "src/a.py", "setup": "setup.py"},
    ),
}


@pytest.mark.parametrize("case", ROOTS.values(), ids=list(ROOTS))
def test_roots(case: tuple[dict[str, str], tuple[str, ...], dict[str, str]]) -> None:
    files, roots, modules = case
    found = discover(MemoryTree(files))
    assert found.roots == roots
    assert names(found) == modules


KINDS = {
    "package over module": (
        ("a/__init__.py", "a.py", "a/b.py"),
        {"a": "package", "a.b": "module"},
        ("a.py",),
    ),
    "extension over source": (
        ("a.cpython-311-x86_64-linux-gnu.so", "a.py", "b.cp311-win_amd64.pyd", "c.abi3.so"),
        {"a": "extension", "b": "extension", "c": "extension"},
        ("a.py",),
    ),
    "Cython source is built on installation": (
        ("p/a.pyx",),
        {"p": "namespace", "p.a": "extension"},
        (),
    ),
    "a shared library is no module": (("a.py", "libz.so.1", "libx.1.so"), {"a": "module"}, ()),
    "source over bytecode": (("a.py", "a.pyc"), {"a": "module"}, ()),
    "bytecode alone": (("a.pyc",), {"a": "bytecode"}, ()),
    "a package of bytecode": (("a/__init__.pyc",), {"a": "bytecode"}, ()),
    "a compiled package": (
        ("a/__init__.py", "a/__init__.abi3.so", "a/b.py"),
        {"a": "extension", "a.b": "module"},
        ("a/__init__.py",),
    ),
    "stub alone": (
        ("a.pyi", "p/__init__.pyi", "p/b.py"),
        {"a": "stub", "p": "namespace", "p.b": "module"},
        (),
    ),
    "stub beside source": (("a.py", "a.pyi"), {"a": "module"}, ()),
    "module over namespace": (("a.py", "a/b.py"), {"a": "module"}, ("a/b.py",)),
    "namespace": (("a/b.py",), {"a": "namespace", "a.b": "module"}, ()),
    "notebook": (
        ("n/a.ipynb", "n/a.py"),
        {"n": "namespace", "n.a": "module", "n.a-ipynb": "notebook"},
        (),
    ),
    "a folder called __init__.py": (
        ("p/__init__.py/a.py", "p/b.py"),
        {
            "p": "namespace",
            "p.__init__-py": "namespace",
            "p.__init__-py.a": "module",
            "p.b": "module",
        },
        (),
    ),
    "main": (
        ("p/__init__.py", "p/__main__.py", "__main__.py"),
        {"__main__": "module", "p": "package", "p.__main__": "module"},
        (),
    ),
    "two folders that read as one name": (
        ("a.b/x.py", "a-b/x.py", "a-b/y.py"),
        {"a-b": "namespace", "a-b.x": "module", "a-b.y": "module"},
        ("a.b/x.py",),
    ),
    "a hidden file of one suffix": ((".py", "a.py"), {"-py": "module", "a": "module"}, ()),
}


@pytest.mark.parametrize("case", KINDS.values(), ids=list(KINDS))
def test_precedence(case: tuple[tuple[str, ...], dict[str, str], tuple[str, ...]]) -> None:
    paths, expected, shadowed = case
    found = layout(*paths)
    assert kinds(found) == expected
    assert tuple(module.path for module in found.shadowed) == shadowed


def test_portions_of_a_namespace_merge_across_roots() -> None:
    found = layout("one/ns/a.py", "two/ns/b.py", roots=("one", "two"))
    assert names(found) == {"ns.a": "one/ns/a.py", "ns.b": "two/ns/b.py"}
    assert kinds(found)["ns"] == "namespace"


def test_the_first_of_two_regular_packages_wins_entirely() -> None:
    found = layout(
        "one/p/__init__.py", "one/p/a.py", "two/p/__init__.py", "two/p/b.py", roots=("one", "two")
    )
    assert names(found) == {"p": "one/p/__init__.py", "p.a": "one/p/a.py"}
    assert [(m.name, m.path) for m in found.shadowed] == [
        ("p", "two/p/__init__.py"),
        ("p.b", "two/p/b.py"),
    ]


def test_a_namespace_loses_to_a_regular_package_later_on_the_path() -> None:
    found = layout("one/p/a.py", "two/p/__init__.py", roots=("one", "two"))
    assert names(found) == {"p": "two/p/__init__.py"}
    assert [module.path for module in found.shadowed] == ["one/p/a.py"]


def test_a_folder_without_modules_is_kept_apart() -> None:
    tree = MemoryTree({"p/__init__.py": ""}, folders=("p/data/deep", "p/my-data"))
    found = discover(tree)
    assert kinds(found) == {"p": "package"}
    assert [(m.name, m.path) for m in found.bare] == [
        ("p.data", "p/data"),
        ("p.data.deep", "p/data/deep"),
    ]


def test_explicit_roots_are_exactly_those() -> None:
    found = layout("a.py", "src/pkg/__init__.py", roots=("./src/",))
    assert found.roots == ("src",)
    assert names(found) == {"pkg": "src/pkg/__init__.py"}


@pytest.mark.parametrize("root", ["absent", "..", "/", "a.py"])
def test_a_root_that_is_no_folder_here(root: str) -> None:
    with pytest.raises(SourceError, match="is no folder of this source"):
        layout("a.py", roots=(root,))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tests/a.py", True),
        ("pkg/test/a.py", True),
        ("test_a.py", True),
        ("pkg/a_test.py", True),
        ("conftest.py", True),
        ("pkg/tests.py", True),
        ("pkg/contest.py", False),
        ("latest/a.py", False),
        ("testing.py", False),
    ],
)
def test_tests_are_told_by_their_names(path: str, expected: bool) -> None:
    (module,) = (m for m in layout(path).modules if m.kind is Kind.MODULE)
    assert module.is_test is expected


def test_a_tree_deeper_than_the_stack() -> None:
    path = "/".join(["d"] * 3_000) + "/a.py"
    assert names(layout(path)) == {path[:-3].replace("/", "."): path}


parts = st.sampled_from(["a", "b", "src", "tests", "my-app", "v1.2", "__init__.py", "app"])
stems = st.sampled_from(
    ["__init__.py", "a.py", "b.py", "b.pyi", "b.so", "b.pyc", "setup.py", "app.py", "n.ipynb"]
)
texts = st.sampled_from(["", "import a", "from b import a", "from .a import b", "import app.b"])
files = st.dictionaries(
    st.tuples(st.lists(parts, max_size=4), stems).map(lambda at: "/".join([*at[0], at[1]])),
    texts,
    min_size=1,
    max_size=14,
).filter(lambda found: not any(f"{path}/" in other for path in found for other in found))


@given(files)
def test_every_source_file_has_one_place(found: dict[str, str]) -> None:
    result = discover(MemoryTree(found))
    placed = [
        module.path
        for module in (*result.modules, *result.shadowed)
        if module.kind is not Kind.NAMESPACE and module.path.endswith((".py", ".ipynb"))
    ]
    assert sorted(placed) == sorted(p for p in found if p.endswith((".py", ".ipynb")))


@given(files)
def test_names_are_unique_sorted_and_have_their_parents(found: dict[str, str]) -> None:
    listed = [module.name for module in discover(MemoryTree(found)).modules]
    assert listed == sorted(set(listed))
    for name in listed:
        assert all(part and not keyword.iskeyword(part) for part in name.split("."))
        assert "." not in name or name.rpartition(".")[0] in listed


@given(files, st.data())
def test_the_order_of_the_files_changes_nothing(found: dict[str, str], data: st.DataObject) -> None:
    shuffled = dict(data.draw(st.permutations(list(found.items()))))
    assert discover(MemoryTree(found)) == discover(MemoryTree(shuffled))
