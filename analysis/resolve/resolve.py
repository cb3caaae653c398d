"""`resolve(layout, facts) -> Project`: every import, name and base class, across files."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.extract.facts import FileFacts
from analysis.resolve.class_names import NamesInClasses
from analysis.resolve.index import ModuleIndex
from analysis.resolve.misspelt import misspelt
from analysis.resolve.names import Names
from analysis.resolve.project import ClassRef, Project, ResolvedClass, ResolvedImport
from analysis.resolve.targets import Targets
from analysis.sources.layout import Layout


def resolve(
    layout: Layout,
    facts: Mapping[str, FileFacts],
    declared: Mapping[str, frozenset[str]] | None = None,
    distributions: frozenset[str] = frozenset(),
    shadowed: Mapping[str, str] | None = None,
) -> Project:
    """`facts` by module name; of modules without source at most the `declared` names are known.

    `distributions` are the requirements that the repository names, normalised.
    """
    declared = declared or {}
    modules = {module.name: module for module in layout.modules}
    index = ModuleIndex(modules, layout.bare)
    names = Names(index, facts, declared)
    wrong = misspelt(index, names, facts, distributions)
    if wrong:
        index = ModuleIndex(modules, layout.bare, wrong)
        names = Names(index, facts, declared)
    targets = Targets(index, names)
    in_classes = NamesInClasses(names, facts)
    imports: list[ResolvedImport] = []
    classes: list[ResolvedClass] = []
    for module in sorted(facts):
        imports += targets.imports_of(module, facts[module].imports)
        path = modules[module].path
        classes += [
            ResolvedClass(ClassRef(module, fact.qualname), path, fact, in_classes)
            for fact in facts[module].classes
        ]
    return Project(
        layout=layout,
        modules=modules,
        facts=facts,
        imports=tuple(imports),
        classes=tuple(classes),
        importers_of_name=targets.importers_of_name(),
        misspelt=wrong,
        shadowed=shadowed or {},
        declared=declared,
    )
