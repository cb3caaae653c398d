"""Every use of a module-level name written otherwise, and names that a file has free."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from analysis.fixes.edits import TextEdit
from analysis.fixes.name_use import Use
from analysis.fixes.source_text import SourceText


def rewritten(source: SourceText, uses: Iterable[Use], text: str) -> tuple[TextEdit, ...] | None:
    """`text` in place of the name in each use; None where one can't be reached (in quotes)."""
    edits = []
    for use in uses:
        node = use.node
        while isinstance(node, ast.Attribute):
            node = node.value
        # Inside of an f-string Python 3.11 does not say where a name stands.
        if not isinstance(node, ast.Name) or source.of(node) != use.name:
            return None
        edits.append(source.edit(source.start(node), source.end(node), text))
    return tuple(edits)


def free_name(source: SourceText, wanted: Iterable[str]) -> str | None:
    """The first of them that stands for nothing in the file, at any depth."""
    taken = names_in(source.tree)
    return next((name for name in wanted if name.isidentifier() and name not in taken), None)


def names_in(tree: ast.AST) -> set[str]:
    """Every name that code of the tree reads or binds, attributes left out."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=name) | ast.ExceptHandler(name=str() as name):
                found.add(name)
            case ast.alias(name=name, asname=alias):
                found.add(alias or name.partition(".")[0])
            case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                found.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                found.update(names)
            case ast.Constant(value=str() as text) if text.isidentifier():
                # A quoted annotation, or an entry of `__all__`.
                found.add(text)
    return found
