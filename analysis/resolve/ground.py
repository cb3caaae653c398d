"""The ground that importing stands on: the modules that there are, and what each file says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import msgspec

from analysis.extract.facts import FileFacts
from analysis.resolve.index import BeyondTopLevel, ModuleIndex
from analysis.resolve.misspelt import misspelt
from analysis.resolve.names import Names
from analysis.sources.layout import Layout, ModuleFile


class Ground(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Every file's facts, by module name, before any import is resolved.

    `facts` has no entry for namespaces, extensions and bytecode: there is no source to read.
    """

    layout: Layout
    modules: Mapping[str, ModuleFile]
    facts: Mapping[str, FileFacts]
    misspelt: frozenset[str] = frozenset()
    """Top-level names that are no module, and can only mean a package of the repository."""
    shadowed: Mapping[str, str] = {}
    """Standard library modules that import one whose place a file of the repository takes."""
    declared: Mapping[str, frozenset[str]] = {}
    """For compiled modules: the names that the source or the stub beside them binds."""
    distributions: frozenset[str] = frozenset()
    """The requirements that the repository names, normalised."""

    @cached_property
    def index(self) -> ModuleIndex:
        """Looks up what the import system finds."""
        return ModuleIndex(self.modules, self.layout.bare, self.misspelt, self.layout.excluded)


def survey(
    layout: Layout,
    facts: Mapping[str, FileFacts],
    declared: Mapping[str, frozenset[str]],
    distributions: frozenset[str],
    shadowed: Mapping[str, str],
) -> Ground:
    """`facts` by module name; of modules without source at most the `declared` names are known."""
    modules = {module.name: module for module in layout.modules}
    index = ModuleIndex(modules, layout.bare, excluded=layout.excluded)
    wrong = misspelt(index, Names(index, facts, declared), facts, distributions)
    return Ground(
        layout=layout,
        modules=modules,
        facts=facts,
        misspelt=wrong,
        shadowed=shadowed,
        declared=declared,
        distributions=distributions,
    )


def missing_modules(index: ModuleIndex, facts: Mapping[str, FileFacts]) -> set[str]:
    """The modules that files ask for and the repository would have, if they were there.

    Of a dotted name the first part that is missing.
    """
    names: set[str | BeyondTopLevel] = set()
    for module, file in facts.items():
        relative = set()
        for fact in file.imports:
            if fact.level:
                relative.add((fact.level, fact.module))
            else:
                names.add(fact.module)
        names.update(index.absolute(module, *each) for each in relative)
    found = set()
    for name in names:
        if isinstance(name, str) and index.is_ours(name):
            reason, part = index.missing_part(name) or ("", "")
            if reason == "missing-module":
                found.add(part)
    return found
