"""Whether a function may run while modules are imported: followed by name, file by file."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from analysis.fixes.name_use import Function, Use, When
from analysis.fixes.source_text import SourceText
from analysis.fixes.workbench import Workbench

_MOST = 200
"""Names to follow; what is farther away is taken for something that runs later."""
_Place = tuple[str, str]
"""(module, name)"""


def may_run_at_import(bench: Workbench, module: str, function: Function) -> bool:
    """Whether module-level code calls it, or decorates with it, through whichever functions."""
    pending = list(_entry(bench, module, function))
    seen = set(pending)
    while pending and len(seen) <= _MOST:
        here, name = pending.pop()
        for user, use in _uses(bench, here, name):
            source = bench.source(user)
            if source is None or use.node is None:
                continue
            if use.when is When.IMPORT:
                if runs(source, use.node):
                    return True
            elif use.function is not None:
                for place in _entry(bench, user, use.function):
                    if place not in seen:
                        seen.add(place)
                        pending.append(place)
    return False


def _entry(bench: Workbench, module: str, function: Function) -> Iterator[_Place]:
    """The name that calls it: its own, of `__init__` that of the class; none of another method."""
    source = bench.source(module)
    holder = source.parent(function) if source is not None else None
    if not isinstance(holder, ast.ClassDef):
        yield (module, function.name)
    elif function.name in ("__init__", "__new__"):
        yield (module, holder.name)


def _uses(bench: Workbench, module: str, name: str) -> Iterator[tuple[str, Use]]:
    """Where a name of a module is used: there, by those who import it, and as an attribute."""
    pending = [(module, name)]
    seen = set(pending)
    while pending:
        here, bound = pending.pop()
        yield from ((here, use) for use in bench.use(here).uses.get(bound, ()))
        for other in bench.project.importers_of_name.get((here, bound), ()):
            for one in bench.imports(other):
                place = (other, one.bound)
                if (one.module, one.name) == (here, bound) and place not in seen:
                    seen.add(place)
                    pending.append(place)
        for other in bench.loaders.get(here, ()):
            for one in bench.imports(other):
                full = one.module if one.name is None else f"{one.module}.{one.name}"
                if full == here and (one.alias.asname or one.name or "." not in full):
                    for use in bench.use(other).uses.get(one.bound, ()):
                        if use.chain[:1] == (bound,):
                            yield (other, use)


def runs(source: SourceText, node: ast.expr) -> bool:
    """Whether an expression is called, or decorates something."""
    holder = source.parent(node)
    return (isinstance(holder, ast.Call) and holder.func is node) or decorates(source, node)


def decorates(source: SourceText, node: ast.expr) -> bool:
    """Whether an expression stands behind an `@`."""
    match source.parent(node):
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() as holder:
            return node in holder.decorator_list
    return False
