"""Makes a tree smaller for as long as it still shows what it is kept for."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator, Mapping

Sources = Mapping[str, str]


def shrink(files: Sources, shows: Callable[[Sources], bool]) -> dict[str, str]:
    """The smallest tree found by dropping files, statements and names; `shows` must hold for it."""
    best = dict(files)
    progress = True
    while progress:
        progress = False
        for smaller in _smaller(best):
            if shows(smaller):
                best, progress = dict(smaller), True
                break
    return best


def _smaller(files: Sources) -> Iterator[dict[str, str]]:
    for path in files:
        fewer = {other: text for other, text in files.items() if other != path}
        if fewer and not _orphans(path, fewer):
            yield fewer
    for path, text in files.items():
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        for edited in _edits(tree):
            try:
                yield {**files, path: ast.unparse(ast.fix_missing_locations(edited)) + "\n"}
            except (AttributeError, TypeError, ValueError):
                continue


def _orphans(path: str, files: Sources) -> bool:
    """Without `path` an import of the others would ask for something outside of the tree."""
    top = path.partition("/")[0].removesuffix(".py")
    gone = all(other.partition("/")[0].removesuffix(".py") != top for other in files)
    return gone and any(re.search(rf"\b{top}\b", text) for text in files.values())


def _edits(tree: ast.Module) -> Iterator[ast.Module]:
    """Copies of `tree` with one statement gone, replaced by its body, or shortened."""
    for number, node in enumerate(ast.walk(tree)):
        for field in ("body", "orelse", "finalbody", "handlers"):
            block = getattr(node, field, None)
            if not isinstance(block, list):
                continue
            for index in range(len(block)):
                yield from _block_edits(tree, number, field, index)
        for field in ("names", "decorator_list", "bases", "items"):
            listed = getattr(node, field, None)
            if isinstance(listed, list) and listed and not isinstance(listed[0], str):
                least = 0 if field in ("decorator_list", "bases") else 1
                for index in range(len(listed) if len(listed) > least else 0):
                    edited = copy.deepcopy(tree)
                    del getattr(_nth(edited, number), field)[index]
                    yield edited


def _block_edits(tree: ast.Module, number: int, field: str, index: int) -> Iterator[ast.Module]:
    edited = copy.deepcopy(tree)
    parent = _nth(edited, number)
    block = getattr(parent, field)
    removed = block[index]
    if isinstance(removed, ast.Pass) and len(block) == 1:
        return
    del block[index]
    if not block and field == "body" and not isinstance(parent, ast.Module):
        block.append(ast.Pass())
    if not (field == "handlers" and not block and not getattr(parent, "finalbody", None)):
        yield edited
    inner = getattr(removed, "body", None)
    if isinstance(inner, list) and not isinstance(removed, ast.FunctionDef | ast.ExceptHandler):
        lifted = copy.deepcopy(tree)
        target = getattr(_nth(lifted, number), field)
        target[index : index + 1] = inner
        yield lifted


def _nth(tree: ast.Module, number: int) -> ast.AST:
    return next(node for position, node in enumerate(ast.walk(tree)) if position == number)
