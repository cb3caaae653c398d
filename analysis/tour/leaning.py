"""Who leans on whom: importers counted where a name is defined, not where it is passed on."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from analysis.extract.facts import Timing
from analysis.resolve.project import ClassRef, Internal, Project
from analysis.sources.layout import Kind

_TEST_SUPPORT = frozenset({"conftest", "test", "testing", "tests", "test_support", "testutils"})


class Leaning(msgspec.Struct, frozen=True):
    """Of every module that is no test: who uses it, and what it uses, tests left aside.

    A name that a package passes on counts for the module that defines it. `heirs` have a class
    whose base is defined there. Imports for the type checker alone don't count.
    """

    users: Mapping[str, frozenset[str]]
    uses: Mapping[str, frozenset[str]]
    heirs: Mapping[str, frozenset[str]]


def is_for_tests(name: str, project: Project) -> bool:
    """Whether a module is a test, or written for tests to use."""
    return project.modules[name].is_test or not _TEST_SUPPORT.isdisjoint(name.split("."))


def leaning(project: Project) -> Leaning:
    """Who leans on whom in a project."""
    kinds = (Kind.MODULE, Kind.PACKAGE)
    ours = [
        name
        for name, file in project.modules.items()
        if file.kind in kinds and name in project.facts and not is_for_tests(name, project)
    ]
    users: dict[str, set[str]] = {name: set() for name in ours}
    uses: dict[str, set[str]] = {name: set() for name in ours}
    heirs: dict[str, set[str]] = {name: set() for name in ours}
    for importer in ours:
        for resolved in project.by_importer.get(importer, ()):
            target = resolved.target
            if resolved.fact.timing is Timing.TYPE_CHECKING or not isinstance(target, Internal):
                continue
            used = target.defined_in or resolved.depends_on
            if used in users and used != importer:
                users[used].add(importer)
                uses[importer].add(used)
    for resolved_class in project.classes:
        heir = resolved_class.ref.module
        if heir not in heirs:
            continue
        for base in resolved_class.bases:
            # `class Book(models.Model)`: the import says nothing about the module of `Model`.
            if isinstance(base, ClassRef) and base.module in heirs and base.module != heir:
                heirs[base.module].add(heir)
                users[base.module].add(heir)
                uses[heir].add(base.module)
    return Leaning(_frozen(users), _frozen(uses), _frozen(heirs))


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(inside) for name, inside in sorted(sets.items())}
