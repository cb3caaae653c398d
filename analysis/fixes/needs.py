"""What the importers of a missing name need it to be, as far as their code shows."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterable, Iterator

from analysis.fixes.import_calls import decorates, may_run_at_import, runs
from analysis.fixes.import_statements import ImportedName
from analysis.fixes.name_use import Use, When
from analysis.fixes.source_text import SourceText
from analysis.fixes.workbench import Workbench


class Need(enum.Enum):
    """The more a name has to do while modules are imported, the later it stands here."""

    FUNCTION = "function"
    CLASS = "class"
    EXCEPTION = "exception"
    TYPE_VARIABLE = "type variable"
    DECORATOR_MAKER = "decorator maker"
    """Called for a decorator: `@name(...)`."""
    INERT = "inert"
    """Called, subscripted or asked for attributes while a module is imported."""


_ORDER = list(Need)
_AT_IMPORT = (When.IMPORT, When.ANNOTATION)


def need_of(bench: Workbench, name: str, places: Iterable[tuple[str, ImportedName]]) -> Need:
    """The least that serves every use of `name` by those who import it, at any remove."""
    needs = [_by_spelling(name)]
    pending = [(importer, one.bound) for importer, one in places]
    seen = set(pending)
    while pending:
        module, bound = pending.pop()
        needs += _needs_in(bench, module, bound)
        for other in bench.project.importers_of_name.get((module, bound), ()):
            for one in bench.imports(other):
                if (one.module, one.name) == (module, bound) and (other, one.bound) not in seen:
                    seen.add((other, one.bound))
                    pending.append((other, one.bound))
    return max(needs, key=_ORDER.index)


def is_called(bench: Workbench, places: Iterable[tuple[str, ImportedName]]) -> bool:
    """Whether an importer calls the name, or decorates with it."""
    for importer, one in places:
        source = bench.source(importer)
        for use in bench.use(importer).uses.get(one.bound, ()):
            if source is None or use.node is None or use.chain:
                continue
            if runs(source, use.node):
                return True
    return False


def attributes_of(bench: Workbench, module: str, importers: Iterable[str]) -> set[str]:
    """The names that importers take from a module through the module object."""
    found = set()
    for importer in sorted(set(importers)):
        for one in bench.imports(importer):
            full = one.module if one.name is None else f"{one.module}.{one.name}"
            if full != module:
                continue
            plain = one.name is None and one.alias.asname is None
            below = tuple(module.split(".")[1:]) if plain else ()
            for use in bench.use(importer).uses.get(one.bound, ()):
                if use.chain[: len(below)] == below and len(use.chain) > len(below):
                    found.add(use.chain[len(below)])
    return found


def _by_spelling(name: str) -> Need:
    if name.isupper() and len(name) > 1:
        return Need.INERT
    bare = name.lstrip("_")
    return Need.CLASS if bare[:1].isupper() else Need.FUNCTION


def _needs_in(bench: Workbench, module: str, bound: str) -> Iterator[Need]:
    source = bench.source(module)
    if source is None:
        return
    asked: set[str] = set()
    for use in bench.use(module).uses.get(bound, ()):
        if use.node is None:
            continue
        yield from _need(source, use, use.node)
        # What a function of the module calls may have to serve while others are imported.
        if use.when is When.LATER and use.function is not None and _is_called(source, use):
            if use.function.name not in asked and may_run_at_import(bench, module, use.function):
                yield Need.INERT
            asked.add(use.function.name)


def _is_called(source: SourceText, use: Use) -> bool:
    holder = source.parent(use.node) if use.node is not None else None
    return isinstance(holder, ast.Call) and holder.func is use.node and not use.chain


def _need(source: SourceText, use: Use, node: ast.expr) -> Iterator[Need]:
    holder = source.parent(node)
    at_import = use.when in _AT_IMPORT
    match holder:
        case ast.ClassDef() if node in holder.bases and not use.chain:
            yield Need.CLASS
        case ast.ExceptHandler():
            yield Need.EXCEPTION
        case ast.Tuple() if isinstance(source.parent(holder), ast.ExceptHandler):
            yield Need.EXCEPTION
        case ast.Raise():
            yield Need.EXCEPTION
        case ast.Call(func=called) if called is node and isinstance(
            source.parent(holder), ast.Raise
        ):
            yield Need.EXCEPTION
        case ast.Call(func=ast.Name(id="isinstance" | "issubclass")):
            yield Need.CLASS
        case ast.Call(func=called) if (
            called is node and not use.chain and decorates(source, holder)
        ):
            yield Need.DECORATOR_MAKER
        case _ if at_import and _in_generic(source, node):
            yield Need.TYPE_VARIABLE
        case ast.Assign() | ast.AnnAssign() | ast.keyword() | ast.Tuple() | ast.List() | ast.Dict():
            # To hand it on is no use of it yet.
            if use.chain and at_import:
                yield Need.INERT
        case ast.Call(func=called) if called is not node and not use.chain:
            return
        case _ if at_import and use.when is When.IMPORT:
            yield Need.INERT
        case ast.Subscript() | ast.BinOp() if at_import:
            yield Need.INERT
        case _ if at_import and use.chain:
            yield Need.INERT


def _in_generic(source: SourceText, node: ast.expr) -> bool:
    holder = source.parent(node)
    if isinstance(holder, ast.Tuple):
        holder = source.parent(holder)
    if not isinstance(holder, ast.Subscript):
        return False
    value = holder.value
    name = value.id if isinstance(value, ast.Name) else getattr(value, "attr", "")
    return name in ("Generic", "Protocol")
