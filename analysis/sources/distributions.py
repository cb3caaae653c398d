"""Which distributions a repository declares that it needs, from every file that may say so."""

from __future__ import annotations

import re

from analysis.sources.settings_files import Table, read_ini, read_text, read_toml
from analysis.sources.tree import SourceTree

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_QUOTED = re.compile(
    r"""["']([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]"']*\])?\s*(?:[<>=!~;][^"']*)?["']"""
)


def declared_distributions(tree: SourceTree) -> frozenset[str]:
    """The names of requirements, lower case with "_" for "-" and ".": close to import names."""
    found: set[str] = set()
    for path in tree.paths():
        name = path.rpartition("/")[2]
        if name.endswith(".txt"):
            found.update(_requirements(read_text(tree, path).splitlines()))
        elif name == "pyproject.toml":
            found.update(_pyproject(read_toml(tree, path)))
        elif name == "setup.cfg":
            found.update(_setup_cfg(read_ini(tree, path)))
        elif name == "setup.py":
            text = read_text(tree, path)
            at = text.find("install_requires")
            if at >= 0:
                found.update(_QUOTED.findall(text[at : at + 20_000]))
        elif name == "Pipfile":
            table = read_toml(tree, path)
            found.update(table.table("packages").names())
            found.update(table.table("dev-packages").names())
    return frozenset(re.sub(r"[-_.]+", "_", name).lower() for name in found)


def _requirements(lines: list[str] | tuple[str, ...]) -> list[str]:
    matches = (_NAME.match(line) for line in lines)
    return [match[1] for match in matches if match]


def _pyproject(table: Table) -> list[str]:
    project = table.table("project")
    found = _requirements(project.texts("dependencies"))
    for extras in (project.table("optional-dependencies"), table.table("dependency-groups")):
        for extra in extras.names():
            found += _requirements(extras.texts(extra))
    poetry = table.table("tool", "poetry")
    found += poetry.table("dependencies").names()
    for group in poetry.table("group").names():
        found += poetry.table("group", group, "dependencies").names()
    return found


def _setup_cfg(table: Table) -> list[str]:
    found = _requirements((table.table("options").text("install_requires") or "").splitlines())
    extras = table.table("options.extras_require")
    for _, text in extras.text_items():
        found += _requirements(text.splitlines())
    return found
