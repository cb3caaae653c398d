"""`resolved_again(...)`: the project of an overlay, from that of the tree that it lies over."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

import msgspec

from analysis.extract.facts import FileFacts
from analysis.resolve.class_names import NamesInClasses
from analysis.resolve.misspelt import SHORTEST
from analysis.resolve.names import Names
from analysis.resolve.project import Project, ResolvedClass, ResolvedImport, named
from analysis.resolve.targets import Targets
from analysis.sources.layout import Layout


class Memory(msgspec.Struct, frozen=True):
    """What `resolve` looked up for a project."""

    names: Names
    targets: Targets


def resolved_again(
    previous: Project,
    layout: Layout,
    facts: Mapping[str, FileFacts],
    declared: Mapping[str, frozenset[str]],
    distributions: frozenset[str],
    shadowed: Mapping[str, str],
) -> Project | None:
    """None where the edits change what a name means that some other module asks for.

    Otherwise only the modules with other facts are resolved: an answer depends on the names that
    were asked for on its way, and each of these still has the answer that it had.
    """
    memory = previous.memory
    if (
        not isinstance(memory, Memory)
        or layout is not previous.layout
        or facts.keys() != previous.facts.keys()
        or declared != previous.declared
        or distributions != previous.distributions
    ):
        return None
    before = previous.facts
    changed = {module for module, file in facts.items() if file is not before[module]}
    names = memory.names.over(facts, changed)
    targets = memory.targets.over(names)
    for module in changed:
        old, new = before[module], facts[module]
        # A star import looks at the exports; names that look like ours, at what is asked of them.
        if old.exports != new.exports or _foreign(targets, previous, old) != _foreign(
            targets, previous, new
        ):
            return None
    if not names.answer_like(memory.names, changed):
        return None
    by_importer = dict(previous.by_importer)
    for module in sorted(changed):
        by_importer[module] = targets.imports_of(module, facts[module].imports)
    if names.is_entangled:
        return None
    project = Project(
        layout=layout,
        modules=previous.modules,
        facts=facts,
        by_importer=by_importer,
        classes=_classes(previous, facts, changed, NamesInClasses(names, facts)),
        misspelt=previous.misspelt,
        shadowed=shadowed,
        declared=declared,
        distributions=distributions,
        memory=Memory(names, targets),
    )
    if (known := vars(previous).get("importers_of_name")) is not None:
        # Somebody has asked: they will again, and little of the answer is another one.
        vars(project)["importers_of_name"] = _importers_of_name(
            known, previous.by_importer, by_importer, changed
        )
    return project


def _foreign(targets: Targets, project: Project, file: FileFacts) -> set[tuple[str, str | None]]:
    """What may take part in the question whether a name from outside is one of ours, misspelt."""
    found = set()
    for fact in file.imports:
        top = fact.module.partition(".")[0]
        if (
            not fact.level
            and len(top) >= SHORTEST
            and top not in sys.stdlib_module_names
            and (top in project.misspelt or not targets.is_ours(top))
        ):
            found.add((fact.module, fact.name))
    return found


def _classes(
    previous: Project,
    facts: Mapping[str, FileFacts],
    changed: AbstractSet[str],
    names: NamesInClasses,
) -> tuple[ResolvedClass, ...]:
    kept = [
        ResolvedClass(found.ref, found.path, found.fact, names)
        for found in previous.classes
        if found.ref.module not in changed
    ]
    made = [
        found
        for module in sorted(changed)
        for found in names.classes_of(module, previous.modules[module].path)
    ]
    # Those of one module stay in the order of their lines: the sort is stable.
    return tuple(sorted([*kept, *made], key=lambda found: found.ref.module))


def _importers_of_name(
    known: Mapping[tuple[str, str], tuple[str, ...]],
    old: Mapping[str, Iterable[ResolvedImport]],
    by_importer: Mapping[str, Iterable[ResolvedImport]],
    changed: Iterable[str],
) -> Mapping[tuple[str, str], tuple[str, ...]]:
    found = dict(known)
    for module in changed:
        before, now = named(old[module]), named(by_importer[module])
        for key in before - now:
            rest = tuple(importer for importer in found[key] if importer != module)
            if rest:
                found[key] = rest
            else:
                del found[key]
        for key in now - before:
            found[key] = tuple(sorted((*found.get(key, ()), module)))
    return found
