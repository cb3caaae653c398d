"""What a class of the repository has, and what those who take it for another would miss."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from analysis.fixes.broken_sites import Asking
from analysis.fixes.name_use import When
from analysis.fixes.workbench import Workbench
from analysis.resolve.project import ClassRef

_OF_EVERY_CLASS = frozenset(dir(type)) | frozenset(dir(object))


def missed_at_import(
    bench: Workbench, module: str, name: str, places: Iterable[Asking]
) -> set[str]:
    """The attributes that importers take from the class while they are imported and that it lacks.

    Empty where it can't be told what the class has.
    """
    taken = {
        use.chain[0]
        for importer, one in places
        for use in bench.use(importer).uses.get(one.bound, ())
        if use.chain and use.when is When.IMPORT
    }
    if not taken:
        return set()
    had = attributes(bench, ClassRef(module, name))
    return taken - had if had is not None else set()


def attributes(bench: Workbench, ref: ClassRef) -> frozenset[str] | None:
    """Everything that the class has; None where that is not all written down."""
    found = set(_OF_EVERY_CLASS)
    pending, seen = [ref], {ref}
    while pending:
        each = pending.pop()
        resolved = bench.classes.get(each)
        node = _node(bench, each)
        if resolved is None or node is None or node.decorator_list or node.keywords:
            return None
        found |= {member.name for member in resolved.fact.members} | _bound_in(node)
        for base in resolved.bases:
            if base == "object":
                continue
            if not isinstance(base, ClassRef):
                return None
            if base not in seen:
                seen.add(base)
                pending.append(base)
    return frozenset(found)


def _node(bench: Workbench, ref: ClassRef) -> ast.ClassDef | None:
    """The class statement, where nothing is set on the class from outside of it."""
    source = bench.source(ref.module)
    if source is None:
        return None
    classes = [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and node.name == ref.qualname
    ]
    is_set = any(
        isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == ref.qualname
        for node in ast.walk(source.tree)
    )
    return classes[0] if len(classes) == 1 and not is_set else None


def _bound_in(node: ast.ClassDef) -> set[str]:
    """Every name that is stored anywhere in the class: more than it has, never less."""
    found: set[str] = set()
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=alias):
                found.add(alias or name.partition(".")[0])
    return found
