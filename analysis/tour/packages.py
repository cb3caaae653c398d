"""A repository in a few dozen packages, the foundations first, each with a line about it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from analysis.extract.facts import Timing
from analysis.graphs.levelling import rows_of
from analysis.pipeline import Analysis
from analysis.resolve.project import Project
from analysis.sources.layout import Kind
from analysis.tour.leaning import Leaning, is_for_tests
from analysis.tour.words import first_sentence

MOST = 40
SHARE = 12
"""A package with less than this part of the modules is not taken apart."""
LOOSE = ""
"""The modules at the top that lie in no package."""


class PackageLine(msgspec.Struct, frozen=True):
    """A package as a newcomer sees it; `name` is `LOOSE` for the modules outside of any.

    `level` counts from 0, the foundations. `says` is its docstring's first sentence, or that of
    `said_by`, its most used module. `modules` are its own: those of packages listed beside it are
    theirs. `leaning` are the packages that import it, those with the most imports first, and
    `users` the modules in them.
    """

    name: str
    level: int
    says: str
    said_by: str
    modules: tuple[str, ...]
    leaning: tuple[str, ...]
    users: int


def sections(names: Iterable[str]) -> dict[str, str]:
    """Module -> the package that stands for it: at most `MOST`, the largest taken apart first."""
    modules = sorted(names)
    size: dict[str, int] = {}
    inner: dict[str, set[str]] = {}
    for name in modules:
        package = name.rpartition(".")[0]
        while package:
            size[package] = size.get(package, 0) + 1
            package = package.rpartition(".")[0]
    for package in size:
        around = package.rpartition(".")[0]
        if around:
            inner.setdefault(around, set()).add(package)
    found = {package for package in size if "." not in package}
    shut = set(found)
    while True:
        fitting = [
            package
            for package in shut
            if package in inner
            and size[package] * SHARE >= len(modules)
            and len(found) + len(inner[package]) <= MOST
        ]
        if not fitting:
            break
        widest = min(fitting, key=lambda package: (-size[package], package))
        shut.remove(widest)
        shut |= inner[widest]
        found |= inner[widest]
    return {name: _section(name, found) for name in modules}


def packages_of(analysis: Analysis, leaning: Leaning) -> tuple[PackageLine, ...]:
    """The packages of a repository by level, tests left out; by name where levels are the same."""
    project = analysis.structure.project
    home = sections(name for name in project.modules if not is_for_tests(name, project))
    imports: dict[tuple[str, str], int] = {}
    users: dict[str, set[str]] = {}
    for importer, row in analysis.structure.graph.edges.items():
        source = home.get(importer)
        if source is None:
            continue
        used = set()
        for imported, timing in row.items():
            target = home.get(imported, source)
            if target == source or timing is Timing.TYPE_CHECKING:
                continue
            used.add(target)
            if timing is Timing.IMPORT:
                imports[source, target] = imports.get((source, target), 0) + 1
        for target in used:
            users.setdefault(target, set()).add(importer)
    modules: dict[str, list[str]] = {}
    for name, section in home.items():
        modules.setdefault(section, []).append(name)
    kept = {name: held for name, held in modules.items() if not _is_idle(name, held, project)}
    weights = {
        edge: count for edge, count in imports.items() if edge[0] in kept and edge[1] in kept
    }
    levels = rows_of(kept, weights).rows
    lines = []
    for level, names in enumerate(levels):
        for name in sorted(names):
            said_by, says = _about(name, kept[name], project, leaning)
            leans = sorted(
                (source for source, target in weights if target == name),
                key=lambda source: (-weights[source, name], source),
            )
            lines.append(
                PackageLine(
                    *(name, level, says, said_by, tuple(kept[name]), tuple(leans)),
                    len(users.get(name, ())),
                )
            )
    return tuple(lines)


def _section(name: str, found: set[str]) -> str:
    while name and name not in found:
        name = name.rpartition(".")[0]
    return name or LOOSE


def _is_idle(section: str, modules: list[str], project: Project) -> bool:
    """Whether there is nothing but an empty `__init__`, or a folder."""
    if modules != [section]:
        return False
    facts = project.facts.get(section)
    is_folder = project.modules[section].kind is Kind.NAMESPACE
    return is_folder or (facts is not None and not facts.bindings and not facts.imports)


def _about(section: str, modules: list[str], project: Project, leaning: Leaning) -> tuple[str, str]:
    """Who says something about a package, and what."""
    ranked: list[str] = sorted(modules, key=lambda name: (-_users(name, leaning), name))
    for name in [section, *ranked] if section in modules else ranked:
        facts = project.facts.get(name)
        says = first_sentence(facts.docstring if facts else None)
        if says:
            return name, says
    return "", ""


def _users(name: str, leaning: Leaning) -> int:
    return len(leaning.users.get(name, ()))
