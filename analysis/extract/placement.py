"""Whether what the compiler may refuse plainly stands right: judged on the tree of its statement.

A walk over one statement costs a hundredth of what compiling its function does.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from operator import attrgetter
from typing import Any

from analysis.extract.match_patterns import is_plain
from analysis.extract.syntax import AnyFunction, inside, repeats_a_parameter

DEEP = 20
"""Blocks in blocks, as an `elif` is one in that of the `if`."""
MOST_STEPS = 5_000
"""Into such depths, for all lines of a function; from there on it is cheaper to compile it."""

_line_of = attrgetter("lineno")
_line_of_case = attrgetter("pattern.lineno")
_DEFINITIONS = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef})
_LOOPS = frozenset({ast.For, ast.AsyncFor, ast.While})
_TRIES = frozenset({ast.Try, ast.TryStar})
_BLOCKS: dict[type[ast.AST], tuple[str, ...]] = {
    **dict.fromkeys((*_DEFINITIONS, ast.With, ast.AsyncWith, ast.ExceptHandler), ("body",)),
    **dict.fromkeys((*_LOOPS, ast.If), ("body", "orelse")),
    **dict.fromkeys(_TRIES, ("body", "handlers", "orelse", "finalbody")),
}
_TO_COMPILE = frozenset({ast.Global, ast.Nonlocal, ast.TryStar})
_PLAIN = frozenset({ast.Name, ast.Constant})
_MAY_UNPACK = frozenset({ast.Call, ast.Tuple, ast.List, ast.Set})
_COMPREHENSIONS = frozenset({ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp})

_OPEN, _IN_COMPREHENSION, _CLOSED = range(3)
"""What is around an expression: nothing that forbids, no `:=` and `yield`, no `await` either."""

_Scope = tuple[ast.AST | None, bool]
"""What a block belongs to: which definition, and whether a loop of that definition."""


class Placement:
    """Judges what stands on lines of one function; False is for where there is doubt."""

    def __init__(self, function: AnyFunction) -> None:
        self._function = function
        self._right: set[ast.AST] = set()
        self._right_inside: set[ast.AST] = set()
        """Whose expressions were judged: many lines of a long statement may be asked for."""
        self._steps = 0

    def statements_are_right(self, line: int) -> bool:
        for node, scope in self._standing_on(line):
            if node not in self._right:
                if not _is_right(node, scope):
                    return False
                self._right.add(node)
        return self._steps < MOST_STEPS

    def expressions_are_right(self, line: int) -> bool:
        for node, scope in self._standing_on(line):
            if node not in self._right_inside and not _ends_before(node, line):
                if not _has_right_expressions(node, scope):
                    return False
                self._right_inside.add(node)
        return self._steps < MOST_STEPS

    def awaits_are_right(self, line: int) -> bool:
        return self.statements_are_right(line) and self.expressions_are_right(line)

    def awaits_outside_lambdas_are_right(self, line: int) -> bool:
        """The same where no lambda is near: then it only matters where the line belongs."""
        return self._is_async(line) or self.awaits_are_right(line)

    def _is_async(self, line: int) -> bool:
        """Whether a line belongs to an `async def`, and to the head of no definition."""
        return all(
            scope[0].__class__ is ast.AsyncFunctionDef and node.__class__ not in _DEFINITIONS
            for node, scope in self._standing_on(line)
            if not _ends_before(node, line)
        )

    def _standing_on(self, line: int) -> list[tuple[Any, _Scope]]:
        """The statements and handlers around a line, from the outside to the inside."""
        found: list[tuple[Any, _Scope]] = []
        blocks: list[tuple[list[Any], _Scope]] = [([self._function], (None, False))]
        for block, scope in blocks:  # Which grow.
            at = bisect_right(block, line, key=_line_of)
            if at < len(block) and getattr(block[at], "decorator_list", None):
                at += 1  # The line may be that of a decorator.
            while at and line <= (node := block[at - 1]).end_lineno:
                at -= 1
                found.append((node, scope))
                kind = node.__class__
                if kind in _BLOCKS:
                    inside = (node, False) if kind in _DEFINITIONS else scope
                    for field in _BLOCKS[kind]:
                        if within := getattr(node, field):
                            loops = field == "body" and kind in _LOOPS
                            blocks.append((within, (scope[0], True) if loops else inside))
                elif kind is ast.Match:
                    case = bisect_right(node.cases, line, key=_line_of_case) - 1
                    if case >= 0:
                        blocks.append((node.cases[case].body, scope))
        self._steps += max(0, len(blocks) - DEEP)
        return found


def _ends_before(node: Any, line: int) -> bool:
    """Whether a line is behind the head of a compound statement."""
    body: list[Any] = getattr(node, "body", [])
    return bool(body) and body[0].lineno < line


def _is_right(node: Any, scope: _Scope) -> bool:
    """Of a statement or a handler, without its expressions and the blocks inside of it."""
    definition, in_loop = scope
    kind = node.__class__
    if kind is ast.Break or kind is ast.Continue:
        return in_loop
    if kind is ast.FunctionDef or kind is ast.AsyncFunctionDef:
        return not repeats_a_parameter(node.args)
    if kind is ast.Try:
        return all(handler.type is not None for handler in node.handlers[:-1])
    if kind is ast.Match:
        return is_plain(node)
    if kind is ast.AsyncFor or kind is ast.AsyncWith:
        return definition.__class__ is ast.AsyncFunctionDef
    return kind not in _TO_COMPILE


def _has_right_expressions(node: Any, scope: _Scope) -> bool:
    """Of a statement or a handler, without the blocks inside of it."""
    around = _CLOSED if node.__class__ in _DEFINITIONS else _OPEN
    pending: list[tuple[Any, int]] = []
    for part in inside(node):
        if isinstance(part, ast.match_case):
            pending += [(part.pattern, around), (part.guard, around)]
        elif not isinstance(part, ast.stmt | ast.ExceptHandler):
            is_annotation = isinstance(node, ast.AnnAssign) and part is node.annotation
            pending.append((part, _CLOSED if is_annotation else around))
    is_async = scope[0].__class__ is ast.AsyncFunctionDef
    may_yield = scope[0].__class__ is ast.FunctionDef
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
                parts = [item for item in parts if item.__class__ is not ast.Starred]
                parts += [item.value for item in starred]
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
