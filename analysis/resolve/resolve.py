"""`resolve(layout, facts) -> Project`: every import, name and base class, across files."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.extract.facts import FileFacts
from analysis.resolve.again import Memory, resolved_again
from analysis.resolve.class_names import NamesInClasses
from analysis.resolve.ground import Ground, survey
from analysis.resolve.names import Names
from analysis.resolve.project import Project
from analysis.resolve.targets import Targets
from analysis.sources.layout import Layout


def resolve(
    layout: Layout,
    facts: Mapping[str, FileFacts],
    declared: Mapping[str, frozenset[str]] | None = None,
    distributions: frozenset[str] = frozenset(),
    shadowed: Mapping[str, str] | None = None,
    previous: Project | None = None,
) -> Project:
    """`facts` by module name; of modules without source at most the `declared` names are known.

    `distributions` are the requirements that the repository names, normalised. What `previous`
    has looked up is kept where that can't make a difference.
    """
    declared, shadowed = declared or {}, shadowed or {}
    if previous is not None:
        again = resolved_again(previous, layout, facts, declared, distributions, shadowed)
        if again is not None:
            return again
    return resolved(survey(layout, facts, declared, distributions, shadowed))


def resolved(ground: Ground) -> Project:
    """Every import of all files, whatever an earlier run has found."""
    facts = ground.facts
    names = Names(ground.index, facts, ground.declared)
    targets = Targets(ground.index, names)
    in_classes = NamesInClasses(names, facts)
    by_importer = {
        module: targets.imports_of(module, facts[module].imports) for module in sorted(facts)
    }
    classes = [
        found
        for module in sorted(facts)
        for found in in_classes.classes_of(module, ground.modules[module].path)
    ]
    return Project(
        layout=ground.layout,
        modules=ground.modules,
        facts=facts,
        misspelt=ground.misspelt,
        shadowed=ground.shadowed,
        declared=ground.declared,
        distributions=ground.distributions,
        by_importer=by_importer,
        classes=tuple(classes),
        memory=Memory(names, targets),
    )
