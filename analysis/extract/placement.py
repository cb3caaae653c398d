"""Whether what the compiler may refuse plainly stands right: judged on the tree of its statement.

A walk over one statement costs a hundredth of what compiling its function does.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from analysis.extract.match_patterns import is_plain
from analysis.extract.syntax import AnyFunction, inside, repeats_a_parameter

_line_of = attrgetter("lineno")
_BLOCKS = ("body", "orelse", "finalbody", "handlers")
_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_PLAIN = frozenset({ast.Name, ast.Constant})
_MAY_UNPACK = frozenset({ast.Call, ast.Tuple, ast.List, ast.Set})
_COMPREHENSIONS = frozenset({ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp})

_OPEN, _IN_COMPREHENSION, _CLOSED = range(3)
"""What is around an expression: nothing that forbids, no `:=` and `yield`, no `await` either."""

_Standing = tuple[Any, ast.AST | None]
"""A statement or handler, and the definition whose body it is in."""


class Placement:
    """Judges what stands on lines of one function; False is for where there is doubt."""

    def __init__(self, function: AnyFunction) -> None:
        self._function = function
        self._right: set[ast.AST] = set()
        """Whose expressions were judged: a long statement may have many lines that are asked for."""

    def statements_are_right(self, line: int) -> bool:
        return all(_is_right(node, scope) for node, scope in self._standing_on(line))

    def expressions_are_right(self, line: int) -> bool:
        for node, scope in self._standing_on(line):
            if node not in self._right and not _ends_before(node, line):
                if not _has_right_expressions(node, scope):
                    return False
                self._right.add(node)
        return True

    def _standing_on(self, line: int) -> Iterator[_Standing]:
        """The statements around a line, from the outside to the inside."""
        blocks: list[tuple[list[Any], ast.AST | None]] = [([self._function], None)]
        while blocks:
            block, scope = blocks.pop()
            at = bisect_right(block, line, key=_line_of)
            if at < len(block) and getattr(block[at], "decorator_list", None):
                at += 1  # The line may be that of a decorator.
            while at and line <= block[at - 1].end_lineno:
                at -= 1
                node = block[at]
                yield node, scope
                within = node if isinstance(node, _DEFINITIONS) else scope
                for field in _BLOCKS:
                    if inner := getattr(node, field, None):
                        blocks.append((inner, within))
                for case in getattr(node, "cases", ()):
                    blocks.append((case.body, within))


def _ends_before(node: Any, line: int) -> bool:
    """Whether a line is behind the head of a compound statement."""
    body = getattr(node, "body", None)
    return bool(body) and body[0].lineno < line


def _is_right(node: Any, scope: ast.AST | None) -> bool:
    """Of a statement or a handler, without its expressions and the blocks inside of it."""
    match node:
        case ast.Global() | ast.Nonlocal() | ast.TryStar():
            return False
        case ast.Try():
            return all(handler.type is not None for handler in node.handlers[:-1])
        case ast.Match():
            return is_plain(node)
        case ast.AsyncFor() | ast.AsyncWith():
            return isinstance(scope, ast.AsyncFunctionDef)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return not repeats_a_parameter(node.args)
        case _:
            return True


def _has_right_expressions(node: Any, scope: ast.AST | None) -> bool:
    """Of a statement or a handler, without the blocks inside of it."""
    around = _CLOSED if isinstance(node, _DEFINITIONS) else _OPEN
    pending: list[tuple[Any, int]] = []
    for part in inside(node):
        if isinstance(part, ast.match_case):
            pending += [(part.pattern, around), (part.guard, around)]
        elif not isinstance(part, ast.stmt | ast.ExceptHandler):
            is_annotation = isinstance(node, ast.AnnAssign) and part is node.annotation
            pending.append((part, _CLOSED if is_annotation else around))
    is_async = isinstance(scope, ast.AsyncFunctionDef)
    may_yield = isinstance(scope, ast.FunctionDef)
    while pending:
        part, around = pending.pop()
        kind = part.__class__
        if kind in _PLAIN or part is None:
            continue
        parts = inside(part)
        if kind in _MAY_UNPACK:
            starred = [item for item in parts if item.__class__ is ast.Starred]
            if starred:
                if len(starred) > 1 and isinstance(getattr(part, "ctx", None), ast.Store):
                    return False
                parts = [item.value if item in starred else item for item in parts]
        elif kind in _COMPREHENSIONS:
            around = max(around, _IN_COMPREHENSION)
        elif kind is ast.NamedExpr:
            if around:
                return False
        elif kind is ast.Lambda:
            if repeats_a_parameter(part.args):
                return False
            around = _CLOSED
        elif kind is ast.Await or (kind is ast.comprehension and part.is_async):
            if around == _CLOSED or not is_async:
                return False
        elif kind is ast.Yield or kind is ast.YieldFrom:
            if around or not may_yield:
                return False
        elif kind is ast.Starred:
            return False
        pending += [(item, around) for item in parts]
    return True
