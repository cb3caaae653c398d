"""Where a file asks for the type of something, or makes one: isinstance, except, case, a call."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

import msgspec

from analysis.extract.class_shape import UNREADABLE, parse_quietly
from analysis.extract.syntax import walk

_CHECKS = frozenset({"isinstance", "issubclass"})
_QUESTION = re.compile(r"\b(?:isinstance|issubclass)\s*\(|\b(?:except|case)\b")
_MAKING = re.compile(r"\s*\(")
_RAISING = re.compile(r"\braise\s+")


class ClassUse(msgspec.Struct, frozen=True, array_like=True):
    """One use of a class by a name of its module."""

    kind: str
    """isinstance, issubclass, except, case, call, raise."""
    line: int


def class_questions(text: str, name: str) -> tuple[ClassUse, ...]:
    """Where a file asks whether something is a `name`, by line; total."""
    # A search that spares nearly every file the parse; no colon stands between the two words.
    asks = any(_QUESTION.search(text, text.rfind(":", 0, at) + 1, at) for at in _places(text, name))
    return _found(text, name, _question) if asks else ()


def class_makes(text: str, name: str) -> tuple[ClassUse, ...]:
    """Where a file makes or raises a `name`, by line; total."""
    makes = any(
        _MAKING.match(text, at + len(name))
        or _RAISING.fullmatch(text, max(text.rfind("raise", 0, at), 0), at)
        for at in _places(text, name)
    )
    return _found(text, name, _making) if makes else ()


def _places(text: str, name: str) -> Iterator[int]:
    """Where a text has the name as a word of its own."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (_is_word(text[max(at - 1, 0) : at]) or _is_word(text[end : end + 1])):
            yield at
        at = text.find(name, at + 1)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _found(
    text: str, name: str, kind_of: Callable[[ast.AST, str], str | None]
) -> tuple[ClassUse, ...]:
    try:
        tree = parse_quietly(text)
    except UNREADABLE:
        return ()
    found = set()
    for node in walk(tree):
        kind = kind_of(node, name)
        if kind is not None:
            found.add(ClassUse(kind, getattr(node, "lineno", 1)))
    return tuple(sorted(found, key=lambda use: (use.line, use.kind)))


def _question(node: ast.AST, name: str) -> str | None:
    match node:
        case ast.Call(func=ast.Name(id=called), args=[_, classes]) if called in _CHECKS:
            return called if _is_among(classes, name) else None
        case ast.ExceptHandler(type=ast.expr() as classes) if _is_among(classes, name):
            return "except"
        case ast.MatchClass(cls=ast.Name(id=matched)) if matched == name:
            return "case"
    return None


def _making(node: ast.AST, name: str) -> str | None:
    match node:
        case ast.Call(func=ast.Name(id=called)) if called == name:
            return "call"
        case ast.Raise(exc=ast.Name(id=raised)) if raised == name:
            return "raise"
    return None


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
