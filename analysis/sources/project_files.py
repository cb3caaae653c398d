"""Where a project's own build and test settings say that its imports start."""

from __future__ import annotations

import ast
import posixpath
import re
import shlex

from analysis.sources.folders import join
from analysis.sources.settings_files import Table, read_ini, read_text, read_toml
from analysis.sources.tree import SourceTree

MARKERS = (
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "pytest.ini",
    "tox.ini",
    "manage.py",
)


def is_project(tree: SourceTree, folder: str, names: frozenset[str]) -> bool:
    """Whether a folder with these files is a project: built, installed or run on its own."""
    # `manage.py` is run as a script, so its folder is the first entry of sys.path.
    if "setup.py" in names or "manage.py" in names:
        return True
    if "pyproject.toml" in names:
        # A folder's own linter settings also live in a pyproject.toml, and make no project.
        table = read_toml(tree, join(folder, "pyproject.toml"))
        if "project" in table or "build-system" in table or table.table("tool", "poetry"):
            return True
    if "setup.cfg" in names:
        table = read_ini(tree, join(folder, "setup.cfg"))
        return "metadata" in table or "options" in table
    return False


def declared_roots(tree: SourceTree, folder: str, names: frozenset[str]) -> tuple[str, ...]:
    """The import roots that the settings in `folder` name, in their order, relative to the top."""
    found: list[str] = []
    if "pyproject.toml" in names:
        found += _pyproject(read_toml(tree, join(folder, "pyproject.toml")))
    if "setup.cfg" in names:
        table = read_ini(tree, join(folder, "setup.cfg"))
        found += _setup_cfg(table)
        found += _pytest_ini(table, "tool:pytest")
    if "setup.py" in names:
        found += _setup_py(read_text(tree, join(folder, "setup.py")))
    for name in ("pytest.ini", "tox.ini"):
        if name in names:
            found += _pytest_ini(read_ini(tree, join(folder, name)), "pytest")
    roots = (inside(folder, root) for root in found)
    return tuple(dict.fromkeys(root for root in roots if root is not None))


def inside(folder: str, path: str) -> str | None:
    """`path`, as written in `folder`, from the top ("." for the top); None where it leaves it."""
    joined = posixpath.normpath(posixpath.join(folder, path.strip().replace("\\", "/")))
    if posixpath.isabs(joined) or joined == ".." or joined.startswith("../"):
        return None
    return joined


def _pyproject(table: Table) -> list[str]:
    tool = table.table("tool")
    setuptools = tool.table("setuptools")
    found = _package_dirs(setuptools.table("package-dir").text_items())
    found += setuptools.table("packages", "find").texts("where")
    for package in tool.table("poetry").tables("packages"):
        found += package.texts("from")
    for target in ("wheel", "sdist"):
        build = tool.table("hatch", "build", "targets", target)
        found += [posixpath.dirname(path.rstrip("/")) or "." for path in build.texts("packages")]
        found += build.texts("sources")
    found += tool.table("hatch", "build").texts("sources")
    found += tool.table("pdm", "build").texts("package-dir")
    found += tool.table("uv", "build-backend").texts("module-root")
    found += tool.table("maturin").texts("python-source")
    found += tool.table("pytest", "ini_options").texts("pythonpath")
    found += tool.table("pytest").texts("pythonpath")
    return [root for root in found if "*" not in root]


def _setup_cfg(table: Table) -> list[str]:
    options = table.table("options")
    pairs = [
        (name.strip(), folder.strip())
        for name, _, folder in (
            line.partition("=") for line in (options.text("package_dir") or "").splitlines()
        )
    ]
    where = table.table("options.packages.find").text("where") or ""
    return _package_dirs(pairs) + [line.strip() for line in where.splitlines() if line.strip()]


def _pytest_ini(table: Table, section: str) -> list[str]:
    try:
        return shlex.split(table.table(section).text("pythonpath") or "")
    except ValueError:
        return []


def _package_dirs(
    pairs: list[tuple[str, str]] | tuple[tuple[str, str], ...],
) -> list[str]:
    """`{"": "src"}` names a root, and so does `{"pkg": "lib/pkg"}`: the folder above `pkg`."""
    found: list[str] = []
    for package, folder in pairs:
        parts = package.split(".") if package else []
        path = folder.strip("/").split("/")
        if not parts:
            found.append(folder)
        elif path[-len(parts) :] == parts:
            found.append("/".join(path[: -len(parts)]) or ".")
    return found


def _setup_py(text: str) -> list[str]:
    """What a `setup()` call says in plain literals; the script itself is never run."""
    if not re.search(r"package_dir|find_(namespace_)?packages", text):
        return []
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found: list[str] = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            found += _setup_call(node)
    return found


def _setup_call(call: ast.Call) -> list[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in ("find_packages", "find_namespace_packages"):
        where = [keyword.value for keyword in call.keywords if keyword.arg == "where"]
        return [text for node in (*call.args[:1], *where) if (text := _text(node))]
    for keyword in call.keywords:
        if keyword.arg == "package_dir" and isinstance(keyword.value, ast.Dict):
            pairs = [
                (package, folder)
                for key, value in zip(keyword.value.keys, keyword.value.values, strict=True)
                if (package := _text(key)) is not None and (folder := _text(value)) is not None
            ]
            return _package_dirs(pairs)
    return []


def _text(node: ast.expr | None) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None
