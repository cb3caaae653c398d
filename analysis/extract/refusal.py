"""What the compiler refuses although it parses: `return` outside of a function and the like.

Compiling costs as much as parsing, so little is compiled. Of what is outside of functions, the
lowering says whether there is reason to ask. In functions, words in the text do: where one of
them does not plainly stand right, its function is compiled.
"""

from __future__ import annotations
import __future__

import ast
import re
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import filterfalse

from analysis.extract.facts import Problem
from analysis.extract.lower import Lowering
from analysis.extract.placement import Placement
from analysis.extract.syntax import AnyFunction
from analysis.extract.words import Words

_FUTURES = frozenset(__future__.all_feature_names)

# Each begins with a plain word: `re` finds that ten times faster than a choice or a boundary.
# What is before the word is asked behind it. No search goes far: a hostile file has many words.
_STATEMENTS = [
    re.compile(word)
    for word in (
        rb"global\b",
        rb"nonlocal\b",
        rb"break\b",
        rb"continue\b",
        rb"except(?:[ \t\f]|\\\n)*[:*]",
        rb"match\b(?:[^:\n]{0,500}:|[^:\n]{500})",
    )
]
_DEF = re.compile(rb"def\b")
_EXPRESSIONS = [
    re.compile(word) for word in (rb"yield\b", rb"lambda\b(?:[^:,=]{0,500}[,=]|[^:,=]{500})")
]
_WALRUS = re.compile(rb":=")
_PLAIN_WALRUS = re.compile(
    rb"[ \t]*(?:if|elif|while)\b(?!.*\b(?:for|else|lambda)\b).*:[ \t]*(?:#.*)?\n?"
)
"""A header in one line that holds no comprehension: nothing around a `:=` can forbid it there."""
_STAR = re.compile(rb"\*(?<!\*\*)(?![*,)=])")
_BEFORE_A_LONE_STAR = (
    *(b"\n", b"=", b":", b";", b",", b"{", b"return", b"yield", b"in", b"for", b"as"),
)
_AWAITS = (re.compile(rb"await\b"), re.compile(rb"async\b(?![ \t]+def\b)"))
_LAMBDA = re.compile(rb"lambda\b")
_NESTED = (_DEF, _LAMBDA, re.compile(rb"class\b(?<!\wclass)"))


def refused(tree: ast.Module, lowering: Lowering, words: Words) -> Problem | None:
    """The compiler's error, where there is reason to ask for it."""
    if _misplaced_future(tree, words) or b"__debug__" in words.text:
        return _compile(tree)
    functions = lowering.functions
    suspects = lowering.suspects | _suspects(functions, words)
    if lowering.suspicious:
        with _without_bodies(node for at, node in enumerate(functions) if at not in suspects):
            problem = _compile(tree)
    elif suspects:
        alone = ast.Module([functions[at] for at in sorted(suspects)], [])
        problem = _compile(alone, lowering.future_annotations)
    else:
        return None
    # Of several errors the compiler tells the first.
    return _compile(tree) if problem is not None else None


def _suspects(functions: list[AnyFunction], words: Words) -> set[int]:
    """The positions of functions in which something does not plainly stand right."""
    if not functions:
        return set()
    found = set[int]()
    starts = [node.lineno for node in functions]
    placements: dict[int, Placement] = {}

    def judge(lines: Iterable[int], is_right: Callable[[Placement, int], bool]) -> None:
        for line in lines:
            at = bisect_right(starts, line) - 1
            if at >= 0 and at not in found and line <= (functions[at].end_lineno or 0):
                if at not in placements:
                    placements[at] = Placement(functions[at])
                if not is_right(placements[at], line):
                    found.add(at)

    text = words.text
    begin, end = words.span(starts[0], functions[-1].end_lineno or 0)
    for pattern in _STATEMENTS:
        if first := pattern.search(text, begin, end):
            judge(words.lines(pattern, first.start(), end), Placement.statements_are_right)
    if len(_DEF.findall(text, begin, end)) > len(functions):  # One is inside of another.
        # Of the outer ones the parameters are lowered, and judged there.
        inner = filterfalse(set(starts).__contains__, words.lines(_DEF, begin, end))
        judge(inner, Placement.statements_are_right)
    for pattern in _EXPRESSIONS:
        if first := pattern.search(text, begin, end):
            judge(words.lines(pattern, first.start(), end), Placement.expressions_are_right)
    judge(_walruses(words, begin, end), Placement.expressions_are_right)
    judge(_stars(words, begin, end), Placement.expressions_are_right)
    for pattern in _AWAITS:
        if pattern.search(text, begin, end):
            for node in functions:
                judge(*_awaits(pattern, node, words))
    return found


def _walruses(words: Words, begin: int, end: int) -> Iterator[int]:
    """The lines with a `:=` that a comprehension may be around."""
    for line in words.lines(_WALRUS, begin, end):
        if not _PLAIN_WALRUS.fullmatch(words.text, *words.span(line, line)):
            yield line


def _stars(words: Words, begin: int, end: int) -> Iterator[int]:
    """The lines on which a starred expression may stand alone, or as the second of a target."""
    for match in _STAR.finditer(words.text, begin, end):
        at = match.start()
        before = words.text[max(at - 80, 0) : at].rstrip(b" \t\f\\")
        if not before or before.endswith(_BEFORE_A_LONE_STAR):
            yield words.line_at(at)


def _awaits(
    pattern: re.Pattern[bytes], node: AnyFunction, words: Words
) -> tuple[Iterable[int], Callable[[Placement, int], bool]]:
    """The lines on which an `await` may belong to no `async def`, and how to judge them."""
    text = words.text
    begin, end = words.span(node.lineno, node.end_lineno or 0)
    if not pattern.search(text, begin, end):
        return (), Placement.awaits_are_right
    body = node.body[0].lineno
    if isinstance(node, ast.AsyncFunctionDef) and node.lineno < body:
        behind, _ = words.span(body, body)
        if not any(word.search(text, behind, end) for word in _NESTED):
            end = behind
    if _LAMBDA.search(text, begin, end):
        return words.lines(pattern, begin, end), Placement.awaits_are_right
    return words.lines(pattern, begin, end), Placement.awaits_outside_lambdas_are_right


@contextmanager
def _without_bodies(functions: Iterable[AnyFunction]) -> Iterator[None]:
    """What is in them is plainly right, and what is around them does not depend on it."""
    kept = [(node, node.body) for node in functions]
    nothing: list[ast.stmt] = [ast.Pass(lineno=1, col_offset=0, end_lineno=1, end_col_offset=4)]
    try:
        for node, _ in kept:
            node.body = nothing
        yield
    finally:
        for node, body in kept:
            node.body = body


def _misplaced_future(tree: ast.Module, words: Words) -> bool:
    """Whether a `from __future__` stands elsewhere than first, or asks for what there is not."""
    if b"__future__" not in words.text:
        return False
    plain = 0
    for position, node in enumerate(tree.body):
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            if not _FUTURES.issuperset([alias.name for alias in node.names]):
                return True
            plain += 1
        elif position or not isinstance(node, ast.Expr):
            break
    return words.text.count(b"__future__") > plain


def _compile(tree: ast.Module, future_annotations: bool = False) -> Problem | None:
    """The code object is thrown away; compiling runs nothing."""
    flags = __future__.annotations.compiler_flag if future_annotations else 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(tree, "<file>", "exec", flags, dont_inherit=True)
    except SyntaxError as error:
        return Problem(type(error).__name__, str(error.msg), error.lineno)
    except (ValueError, RecursionError, MemoryError):
        return None
    return None
