"""The commands that a repository installs, and the module behind each."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterator

from analysis.sources.folders import is_test_path
from analysis.sources.settings_files import Table, read_ini, read_text, read_toml
from analysis.sources.tree import SourceTree

GROUPS = ("console_scripts", "gui_scripts")
_REFERENCE = re.compile(r"\s*([^\s:=\[\]]+)\s*(?::[^\[]*)?(?:\[[^\]]*\])?\s*")
_LINE = re.compile(r"\s*([^=]+?)\s*=\s*(.+?)\s*")


def console_scripts(tree: SourceTree) -> tuple[tuple[str, str], ...]:
    """(command, module) pairs, sorted; those of projects that only serve tests are left out."""
    found: set[tuple[str, str]] = set()
    for path in tree.paths():
        folder, _, name = path.rpartition("/")
        if name == "pyproject.toml":
            pairs = _pyproject(read_toml(tree, path))
        elif name == "setup.cfg":
            pairs = _groups(read_ini(tree, path).table("options.entry_points"))
        elif name == "setup.py":
            pairs = _setup_py(read_text(tree, path))
        elif name == "entry_points.txt" and folder.endswith(".dist-info"):
            pairs = _metadata(read_ini(tree, path))
        else:
            continue
        if not is_test_path(path):
            found.update(
                (command, match[1])
                for command, reference in pairs
                if command and (match := _REFERENCE.fullmatch(reference))
            )
    return tuple(sorted(found))


def _pyproject(table: Table) -> Iterator[tuple[str, str]]:
    project = table.table("project")
    yield from project.table("scripts").text_items()
    yield from project.table("gui-scripts").text_items()
    scripts = table.table("tool", "poetry", "scripts")
    yield from scripts.text_items()
    for command in scripts.names():
        reference = scripts.table(command).text("reference") or scripts.table(command).text(
            "callable"
        )
        if reference is not None:
            yield command, reference


def _groups(table: Table) -> Iterator[tuple[str, str]]:
    """`command = module:function` lines, below the names of the groups."""
    for group in GROUPS:
        for line in (table.text(group) or "").splitlines():
            match = _LINE.fullmatch(line)
            if match:
                yield match[1], match[2]


def _metadata(table: Table) -> Iterator[tuple[str, str]]:
    for group in GROUPS:
        yield from table.table(group).text_items()


def _setup_py(text: str) -> Iterator[tuple[str, str]]:
    """What `setup(entry_points=…)` says in plain literals; the script itself is never run."""
    if not any(group in text for group in GROUPS):
        return
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg == "entry_points":
            try:
                written: object = ast.literal_eval(node.value)
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                continue
            yield from _groups(_written(written))


def _written(value: object) -> Table:
    """The groups of an `entry_points` argument: a dict of lines, or the text of an INI file."""
    if isinstance(value, dict):
        return Table(
            {
                group: "\n".join(line for line in lines if isinstance(line, str))
                if isinstance(lines, list | tuple)
                else lines
                for group, lines in value.items()
            }
        )
    if not isinstance(value, str):
        return Table()
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    try:
        parser.read_string(value)
    except (configparser.Error, ValueError):
        return Table()
    return Table(
        {
            group: "\n".join(f"{name} = {reference}" for name, reference in parser.items(group))
            for group in parser.sections()
        }
    )
