"""`resolve(layout, facts) -> Project`: every import, name and base class, across files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from analysis.extract.facts import FileFacts, ImportFact, Timing
from analysis.resolve.index import BeyondTopLevel, ModuleIndex, lineage, missing_module_message
from analysis.resolve.misspelt import misspelt
from analysis.resolve.names import Elsewhere, Names, Nowhere, Open, Origin
from analysis.resolve.project import (
    ClassRef,
    External,
    Internal,
    Missing,
    Project,
    ResolvedClass,
    ResolvedImport,
    Target,
    Undecided,
)
from analysis.sources.layout import Kind, Layout


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
    imports = tuple(
        _resolve_import(index, names, module, fact)
        for module in sorted(facts)
        for fact in facts[module].imports
    )
    return Project(
        layout=layout,
        modules=modules,
        facts=facts,
        imports=imports,
        classes=tuple(_classes(index, names, facts)),
        importers_of_name=_importers_of_name(imports),
        misspelt=wrong,
        shadowed=shadowed or {},
        declared=declared,
    )


def _resolve_import(
    index: ModuleIndex, names: Names, importer: str, fact: ImportFact
) -> ResolvedImport:
    target = index.absolute(importer, fact.level, fact.module)
    if isinstance(target, BeyondTopLevel):
        dotted = "." * fact.level + fact.module
        missing = Missing("beyond-top-level", dotted, fact.name, target.message)
        return ResolvedImport(importer, fact, missing)
    if not index.is_ours(target):
        return ResolvedImport(importer, fact, External(target, fact.name))
    absent = index.missing_part(target)
    if absent is not None:
        reason, part = absent
        loads = tuple(name for name in lineage(target) if name in index)
        missing = Missing(reason, part, None, missing_module_message(reason, part))
        return ResolvedImport(importer, fact, missing, loads, loads[-1] if loads else None)
    if target not in index:
        # Below an extension module: nothing to read, nothing to say.
        return ResolvedImport(
            importer, fact, Undecided("inside an extension module", target, fact.name)
        )
    loads = tuple(lineage(target))
    if fact.name is None or fact.name == "*":
        return ResolvedImport(importer, fact, Internal(target, None, target), loads, target)
    resolved, depends_on = _resolve_name(index, names, target, fact.name)
    if depends_on not in loads:
        loads = (*loads, depends_on)
    return ResolvedImport(importer, fact, resolved, loads, depends_on)


def _resolve_name(index: ModuleIndex, names: Names, module: str, name: str) -> tuple[Target, str]:
    found = names.where(module, name)
    match found:
        case Origin(origin, None, _):
            submodule = f"{module}.{name}"
            return Internal(
                module, name, origin, None
            ), submodule if origin == submodule else module
        case Origin(origin, defined_as, _):
            return Internal(module, name, origin, defined_as), module
        case Elsewhere(_):
            return Internal(module, name), module
        case Open(reason):
            return Undecided(reason, module, name), module
        case Nowhere():
            where = " (unknown location)" if index.modules[module].kind is Kind.NAMESPACE else ""
            message = f"cannot import name {name!r} from {module!r}{where}"
            return Missing("missing-name", module, name, message), module


def _importers_of_name(
    imports: tuple[ResolvedImport, ...],
) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for resolved in imports:
        target = resolved.target
        if isinstance(target, Internal | Missing | Undecided) and target.name is not None:
            found[target.module, target.name].add(resolved.importer)
    return {key: tuple(sorted(importers)) for key, importers in found.items()}


def _classes(
    index: ModuleIndex, names: Names, facts: Mapping[str, FileFacts]
) -> Iterator[ResolvedClass]:
    known = {(module, fact.qualname) for module, file in facts.items() for fact in file.classes}
    for module in sorted(facts):
        file = facts[module]
        if not file.classes:
            continue
        visible = {
            fact.bound: fact
            for fact in file.imports
            if fact.function is None or fact.timing is not Timing.IMPORT
        }
        local = {fact.qualname for fact in file.classes}

        def find(
            dotted: str,
            module: str = module,
            visible: Mapping[str, ImportFact] = visible,
            local: set[str] = local,
        ) -> ClassRef | str:
            if dotted in local:
                return ClassRef(module, dotted)
            head, _, rest = dotted.partition(".")
            origin = names.where(module, head) if head in visible else Nowhere()
            if isinstance(origin, Elsewhere):
                return dotted
            while isinstance(origin, Origin) and origin.name is None and rest:
                head, _, rest = rest.partition(".")
                origin = names.where(origin.module, head)
            if isinstance(origin, Origin) and origin.name is not None:
                qualname = f"{origin.name}.{rest}" if rest else origin.name
                if (origin.module, qualname) in known:
                    return ClassRef(origin.module, qualname)
            return dotted

        for fact in file.classes:
            bases = tuple(find(base) for base in fact.bases if base)
            used = {find(name) for name in fact.mentions}
            own = ClassRef(module, fact.qualname)
            uses = sorted(
                ref for ref in used if isinstance(ref, ClassRef) and ref != own and ref not in bases
            )
            yield ResolvedClass(own, index.modules[module].path, fact, bases, tuple(uses))
