"""How a file orders its imports: their groups, their kinds, and what goes before what."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Sequence

from analysis.fixes.source_text import SourceText

STANDARD = "standard library"
_Order = Callable[[str, bool], tuple[bool, str]]


def leading_imports(source: SourceText) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """The imports at the top of the file, `__future__` left out, up to the first definition."""
    found: list[ast.Import | ast.ImportFrom] = []
    for node in source.tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            break
        if isinstance(node, (ast.Import, ast.ImportFrom)) and source.begins_line(node):
            if getattr(node, "module", None) != "__future__":
                found.append(node)
        elif found and not isinstance(node, (ast.If, ast.Try, ast.Import, ast.ImportFrom)):
            break
    return tuple(found)


def has_import_of(leading: Iterable[ast.stmt], module: str) -> bool:
    """Whether one of the statements is a from-import, with names, of the module as spelled."""
    return any(
        isinstance(node, ast.ImportFrom)
        and spelled_module(node) == module
        and node.names[0].name != "*"
        for node in leading
    )


def breaks_order(source: SourceText, statement: ast.ImportFrom, module: str) -> bool:
    """Whether a statement that stands in an ordered group would not be in order as `module`."""
    if kind_of(module) != kind_of(spelled_module(statement)):
        return False
    group = next(one for one in groups_of(source, leading_imports(source)) if statement in one)
    for key in (_plain_first, _by_module):
        before = [_key(node, key) for node in group]
        if before == sorted(before):
            now = [key(module, True) if node is statement else _key(node, key) for node in group]
            return now != sorted(now)
    return False


def groups_of(
    source: SourceText, nodes: Sequence[ast.Import | ast.ImportFrom]
) -> list[list[ast.Import | ast.ImportFrom]]:
    """Runs of imports without anything between them."""
    groups: list[list[ast.Import | ast.ImportFrom]] = []
    for node in nodes:
        last_line = groups[-1][-1].end_lineno if groups else None
        if last_line is not None and node.lineno == last_line + 1:
            groups[-1].append(node)
        else:
            groups.append([node])
    return groups


def of_kind(
    groups: list[list[ast.Import | ast.ImportFrom]], kind: str
) -> list[list[ast.Import | ast.ImportFrom]]:
    """The groups that have imports of a kind, else the first one of other packages."""
    own = [
        group for group in groups if any(kind_of(spelled_module(node)) == kind for node in group)
    ]
    if not own and kind not in (".", STANDARD):
        own = [group for group in groups if any(_is_elsewhere(node) for node in group)][:1]
    return own


def following_in(
    group: Sequence[ast.Import | ast.ImportFrom], module: str, is_from: bool
) -> ast.Import | ast.ImportFrom | None:
    """Which import of an ordered group a new one goes before; None: behind all of them."""
    for key in (_plain_first, _by_module):
        keys = [_key(node, key) for node in group]
        if keys == sorted(keys):
            mine = key(module, is_from)
            return next((node for node in group if _key(node, key) > mine), None)
    return None


def kind_of(module: str) -> str:
    """What kind of import it is; imports of one top-level package are a kind of their own."""
    if module.startswith("."):
        return "."
    top = module.partition(".")[0]
    return STANDARD if top in sys.stdlib_module_names else top


def spelled_module(node: ast.Import | ast.ImportFrom) -> str:
    if isinstance(node, ast.Import):
        return node.names[0].name
    return "." * node.level + (node.module or "")


def _key(node: ast.Import | ast.ImportFrom, key: _Order) -> tuple[bool, str]:
    return key(spelled_module(node), isinstance(node, ast.ImportFrom))


def _is_elsewhere(node: ast.Import | ast.ImportFrom) -> bool:
    return kind_of(spelled_module(node)) not in (".", STANDARD)


def _plain_first(module: str, is_from: bool) -> tuple[bool, str]:
    return (is_from, module.casefold())


def _by_module(module: str, is_from: bool) -> tuple[bool, str]:
    return (False, module.casefold())
