"""The text of the pytest files: each stands alone, and asks a fresh interpreter."""

from __future__ import annotations

TOP = '''\
from pathlib import Path

import pytest

TOPS = #TOPS#
"""What the top of the repository has."""


def top():
    """The repository: where this is run, or where this file is, or above."""
    for start in (Path.cwd(), Path(__file__).resolve().parent):
        for folder in (start, *start.parents):
            if all((folder / name).exists() for name in TOPS):
                return folder
    pytest.fail("run this from inside of the repository")

'''

FRESH = '''
ROOTS = #ROOTS#
"""What stands on `sys.path`, relative to the top."""
SECONDS = 120


def fresh(program, *words):
    """Runs a program in an interpreter that has imported nothing; what it says on failure."""
    roots = os.pathsep.join(str(top() / root) for root in ROOTS)
    start = "import os, sys; sys.path[:1] = sys.argv.pop(1).split(os.pathsep)\\n"
    done = subprocess.run(
        [sys.executable, "-c", start + program, roots, *words],
        cwd=top(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    return "" if done.returncode == 0 else (done.stderr.strip() or f"exit {done.returncode}")

'''

UNDECIDED = '''
UNDECIDED = pytest.mark.xfail(strict=True, reason="nobody has decided yet how to mend it")
"""Take the mark away once it is mended: pytest says so then."""
'''

IMPORTS = '''\
"""Each of these modules can be imported first."""

import os
import subprocess
import sys
#TOP##FRESH##UNDECIDED#
MODULES = [
#ROWS#
]


@pytest.mark.parametrize("module", MODULES)
def test_imports_first(module):
    said = fresh("import importlib, sys; importlib.import_module(sys.argv[1])", module)
    assert not said, said
'''

NAMES = '''\
"""Nothing is asked for that is not there."""

import ast
import os
import subprocess
import sys
#TOP##FRESH##UNDECIDED#
ASKED = [
#ROWS#
]
"""A module, a name in it, and the files that ask for it with their packages."""
PROGRAM = """
import importlib
module, name = sys.argv[1:]
found = importlib.import_module(module)
if name and not hasattr(found, name):
    importlib.import_module(f"{module}.{name}")
"""


def is_at(asked, module):
    return asked == module or asked.startswith(f"{module}.")


def asks(node, package, module, name):
    """Whether an import statement wants the name, or the module where that is None."""
    if isinstance(node, ast.Import):
        return name is None and any(is_at(alias.name, module) for alias in node.names)
    if not isinstance(node, ast.ImportFrom):
        return False
    base = node.module or ""
    if node.level:
        parts = package.split(".")
        base = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [node.module])])
    names = {alias.name for alias in node.names}
    if name is None:
        return is_at(base, module) or any(is_at(f"{base}.{one}", module) for one in names)
    return base == module and name in names


def places(module, name, files):
    found = []
    for path, package in files.items():
        source = top() / path
        if source.is_file():
            statements = ast.walk(ast.parse(source.read_bytes()))
            asking = (node for node in statements if asks(node, package, module, name))
            found += [f"{path}:{node.lineno}" for node in asking]
    return found


@pytest.mark.parametrize(("module", "name", "files"), ASKED)
def test_what_is_asked_for_is_there(module, name, files):
    asking = places(module, name, files) if files is not None else [""]
    if asking:
        said = fresh(PROGRAM, module, name or "")
        assert not said, f"{', '.join(asking)}: {said}"
'''

CLASSES = '''\
"""A class is defined once: whoever imports it, from wherever, gets the same one."""

import os
import subprocess
import sys
#TOP##FRESH##UNDECIDED#
CLASSES = [
#ROWS#
]
"""A class, and the modules that have it."""
PROGRAM = """
import importlib
from functools import reduce
name, *modules = sys.argv[1:]
found = {}
for module in modules:
    try:
        held = importlib.import_module(module)
        found[module] = reduce(getattr, name.split("."), held)
    except (AttributeError, ModuleNotFoundError) as error:
        # Gone from there is as good as the same.
        if isinstance(error, ModuleNotFoundError) and error.name != module:
            raise
if not found:
    sys.exit(f"none of the modules has {name}")
first, *others = found
for other in others:
    if found[first] is not found[other]:
        sys.exit(f"{first}.{name} is not {other}.{name}")
"""


@pytest.mark.parametrize(("name", "modules"), CLASSES)
def test_one_definition(name, modules):
    said = fresh(PROGRAM, name, *modules)
    assert not said, said
'''

CYCLES = '''\
"""These modules do not import each other in a circle."""

import ast
import graphlib
#TOP##UNDECIDED#
CIRCLES = [
#ROWS#
]
"""Modules with their files and packages, and whether imports in functions count as well."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def running(node, deferred):
    """The import statements that run when the module is imported."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            yield child
        elif isinstance(child, FUNCTIONS) and not deferred:
            continue
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for other in child.orelse:
                yield from running(ast.Module([other], []), deferred)
        else:
            yield from running(child, deferred)


def imported(node, package, members):
    """The modules of the circle that a statement imports."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names} & set(members)
    base = node.module or ""
    if node.level:
        parts = package.split(".")
        base = ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [node.module])])
    found = set()
    for alias in node.names:
        inner = f"{base}.{alias.name}"
        found.add(inner if inner in members else base)
    return found & set(members)


@pytest.mark.parametrize(("members", "deferred"), CIRCLES)
def test_no_circle(members, deferred):
    graph = {}
    for module, (path, package) in members.items():
        source = top() / path
        statements = running(ast.parse(source.read_bytes()), deferred) if source.is_file() else ()
        found = {one for node in statements for one in imported(node, package, members)}
        graph[module] = sorted(found - {module})
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" -> ".join(error.args[1][::-1]))
'''

DOUBLES = '''\
"""A file is imported under one name: under two it runs twice, and has its classes twice."""

import os
import subprocess
import sys
#TOP##FRESH##UNDECIDED#
FILES = [
#ROWS#
]
"""The two names, and the modules that import the file."""
PROGRAM = """
import importlib
module, second, *importers = sys.argv[1:]
for importer in importers:
    importlib.import_module(importer)
if module in sys.modules and second in sys.modules:
    sys.exit(f"{module} is loaded as {second}, too")
"""


@pytest.mark.parametrize(("module", "second", "importers"), FILES)
def test_one_name(module, second, importers):
    said = fresh(PROGRAM, module, second, *importers)
    assert not said, said
'''

FILES = '''\
"""These files are Python."""

#TOP##UNDECIDED#
FILES = [
#ROWS#
]


@pytest.mark.parametrize("path", FILES)
def test_compiles(path):
    source = top() / path
    if source.exists():
        compile(source.read_bytes(), path, "exec")
'''
