"""Whether an edit leaves the classes, and all that is compared of them, as they were."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable
from itertools import permutations

from msgspec.structs import replace

from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class.dependence import Dependence
from analysis.extract.bodies import Unread
from analysis.extract.class_uses import ClassUse
from analysis.extract.facts import ClassFact, Timing
from analysis.findings import AnyFinding, DuplicateClass
from analysis.resolve.project import Internal, ResolvedImport, Target

_WORD = re.compile(r"\w+")


def is_unchanged(
    context: CodeContext, previous: CodeContext, found: Collection[AnyFinding]
) -> bool:
    """Whether the check would find in `context` what it has `found` in `previous`.

    It goes by the classes, their code, their importers and what their modules import. Names that
    it has followed through other modules are those that `resolve` compares before it keeps any.
    Of the files of `previous` it asks what the check has read of them: they may be there no more.
    """
    try:
        return _is_unchanged(context, previous, found)
    except Unread:
        return False


def _is_unchanged(
    context: CodeContext, previous: CodeContext, found: Collection[AnyFinding]
) -> bool:
    now, before = context.project, previous.project
    if now.modules is not before.modules or context.canonical_classes != previous.canonical_classes:
        return False
    changed = [module for module, file in now.facts.items() if file is not before.facts[module]]
    shown = {
        (place.module, place.class_)
        for finding in found
        if isinstance(finding, DuplicateClass)
        for place in finding.data.definitions
    }
    return all(
        _is_unchanged_in(context, previous, module)
        and _uses(context, module, shown) == _uses(previous, module, shown)
        for module in changed
    ) and _same_dependence(context, previous, changed, found)


def _same_dependence(
    context: CodeContext, previous: CodeContext, changed: list[str], found: Iterable[AnyFinding]
) -> bool:
    """Whether the modules of each finding stand on one another as they did."""
    now, before = (one.structure.graph.edges for one in (context, previous))
    if all(now.get(module) == before.get(module) for module in changed):
        return True
    new, old = (Dependence(one.structure.graph) for one in (context, previous))
    return all(
        new.stands_on(one, other) == old.stands_on(one, other)
        for finding in found
        if isinstance(finding, DuplicateClass)
        for one, other in permutations({place.module for place in finding.data.definitions}, 2)
    )


def _uses(
    context: CodeContext, module: str, shown: Container[tuple[str, str]]
) -> list[tuple[str, int, tuple[ClassUse, ...], tuple[ClassUse, ...]]]:
    """Where a module imports the classes of findings, and what it does with them."""
    names = [
        (found.fact.bound, found.fact.span.line)
        for found in context.project.by_importer[module]
        if isinstance(found.target, Internal)
        and (found.target.defined_in, found.target.defined_as) in shown
    ]
    facts = context.project.facts[module]
    names += [(c.qualname, c.line) for c in facts.classes if (module, c.qualname) in shown]
    if context.is_test(module):
        return [(name, line, (), ()) for name, line in names]
    path = context.path_of(module)
    bodies = context.bodies
    return [
        (name, line, bodies.class_questions(path, name), bodies.class_makes(path, name))
        for name, line in names
    ]


def _is_unchanged_in(context: CodeContext, previous: CodeContext, module: str) -> bool:
    new, old = context.project.facts[module], previous.project.facts[module]
    now, before = (one.project.by_importer[module] for one in (context, previous))
    if _in_place(new.classes) != _in_place(old.classes):
        return False
    if _classes_imported(now) != _classes_imported(before):
        return False
    if not new.classes:
        return True
    code = _code_of(context, module, new.classes)
    return new.docstring == old.docstring and _names_imported(now, code) == _names_imported(
        before, code
    )


def _in_place(classes: Iterable[ClassFact]) -> list[ClassFact]:
    """The classes as if each began at line 0: `_uses` compares the lines of those shown."""
    return [
        replace(
            fact,
            line=0,
            end_line=fact.end_line - fact.line,
            members=tuple(replace(one, line=one.line - fact.line) for one in fact.members),
        )
        for fact in classes
    ]


def _code_of(context: CodeContext, module: str, classes: Iterable[ClassFact]) -> str:
    path = context.path_of(module)
    return "\n".join(
        line for fact in classes for line in context.bodies.lines(path, fact.line, fact.end_line)
    )


def _classes_imported(imports: Iterable[ResolvedImport]) -> set[tuple[str | None, str]]:
    targets = (found.target for found in imports)
    return {
        (target.defined_in, target.defined_as)
        for target in targets
        if isinstance(target, Internal) and target.defined_as
    }


def _names_imported(
    imports: Iterable[ResolvedImport], code: str
) -> list[tuple[str, Target, Timing, str | None]]:
    """The imports that may bind a name in the code of the classes, in their order."""
    words = set(_WORD.findall(code))
    return [
        (found.fact.bound, found.target, found.fact.timing, found.fact.function)
        for found in imports
        if found.fact.bound in words
    ]
