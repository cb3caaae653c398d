"""Where a file asks for the type of something, or makes one: isinstance, except, case, a call."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import msgspec

from analysis.extract.class_shape import UNREADABLE, parse_quietly
from analysis.extract.syntax import walk

_CHECKS = frozenset({"isinstance", "issubclass"})
MAKES = frozenset({"call", "raise"})
"""Kinds that hand out an instance; the others ask whether something is one."""


class ClassUse(msgspec.Struct, frozen=True, array_like=True):
    """One use of a class by a name of its module."""

    kind: str
    """isinstance, issubclass, except, case, call, raise."""
    line: int


def read_class_uses(text: str, name: str) -> tuple[ClassUse, ...]:
    """The uses of `name` in a file, by line; total.

    `list[name]` and the like are no use: only what runs is.
    """
    if not _may_use(text, name):
        return ()
    try:
        tree = parse_quietly(text)
    except UNREADABLE:
        return ()
    found = {use for node in walk(tree) for use in _uses(node, name)}
    return tuple(sorted(found, key=lambda use: (use.line, use.kind)))


def _may_use(text: str, name: str) -> bool:
    """A search that spares nearly every file the parse."""
    if name not in text:
        return False
    word = re.escape(name)
    pattern = rf"\b(?:isinstance|issubclass|except|case|raise)\b[^:]*?\b{word}\b|\b{word}\("
    return re.search(pattern, text) is not None


def _uses(node: ast.AST, name: str) -> Iterator[ClassUse]:
    match node:
        case ast.Call(func=ast.Name(id=called), args=[_, classes]) if called in _CHECKS:
            if _is_among(classes, name):
                yield ClassUse(called, node.lineno)
        case ast.Call(func=ast.Name(id=called)) if called == name:
            yield ClassUse("call", node.lineno)
        case ast.ExceptHandler(type=ast.expr() as classes):
            if _is_among(classes, name):
                yield ClassUse("except", node.lineno)
        case ast.Raise(exc=ast.Name(id=raised)) if raised == name:
            yield ClassUse("raise", node.lineno)
        case ast.MatchClass(cls=ast.Name(id=matched)) if matched == name:
            yield ClassUse("case", node.lineno)


def _is_among(classes: ast.expr, name: str) -> bool:
    match classes:
        case ast.Name(id=found):
            return found == name
        case ast.Tuple(elts=elements):
            return any(_is_among(element, name) for element in elements)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _is_among(left, name) or _is_among(right, name)
        case _:
            return False
