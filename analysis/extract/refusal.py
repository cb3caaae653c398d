"""What the compiler refuses although it parses: `return` outside of a function and the like.

Compiling costs as much as parsing, so words in the text decide what is compiled: a function that
holds none of them is left out, as is one where they plainly stand right.
"""

from __future__ import annotations
import __future__

import ast
import itertools
import re
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from analysis.extract.facts import Problem
from analysis.extract.lower import Lowering
from analysis.extract.match_patterns import may_hold_a_refused_match, nodes_inside
from analysis.extract.syntax import AnyFunction
from analysis.extract.words import Words

_FUTURES = frozenset(__future__.all_feature_names)

_DECLARATION = re.compile(rb"(?m)(?:^|[;:])[ \t\f]*(?:global|nonlocal)[ \t\f\\]")
_YIELD = re.compile(rb"\byield\b")
_MATCH = re.compile(rb"(?m)^[ \t]+match\b.*:")
_LAMBDA = re.compile(rb"\blambda\b([^:]*,[^:]*):")
_NAME = re.compile(rb"\w+")
_HANDLERS = (b"except:", b"except :", b"except*", b"except *")
_PLAIN_WALRUS = re.compile(
    rb"[ \t]*(?:if|elif|while)\b(?!.*\b(?:for|else|lambda)\b).*:[ \t]*(?:#.*)?"
)
"""A header in one line that holds no comprehension: nothing around a `:=` can forbid it there."""
_BEFORE_A_LONE_STAR = (
    *(b"=", b":", b";", b"return", b"yield", b" in", b")in", b"]in", b"\tin", b" for", b" as"),
)


def refused(tree: ast.Module, lowering: Lowering, words: Words) -> Problem | None:
    """The compiler's error, where the text gives a reason to ask for it."""
    if lowering.suspicious or _misplaced_future(tree, words) or b"__debug__" in words.text:
        return _compile(tree)
    functions = lowering.functions
    starts = [node.lineno for node in functions]
    suspects: set[int] = set()
    for line in _suspicious_lines(words):
        at = _enclosing(functions, starts, line)
        if at is None:
            return _compile(tree)
        suspects.add(at)
    for line in _match_lines(words):
        at = _enclosing(functions, starts, line)
        if at is None:
            return _compile(tree)
        if at not in suspects and may_hold_a_refused_match(functions[at]):
            suspects.add(at)
    nested = words.sorted_lines((b" def ", b"\tdef "))
    inside: dict[int, list[AnyFunction]] = {}
    for at, node in enumerate(functions):
        if _repeats_a_parameter(node.args):
            suspects.add(at)
        first = bisect_right(nested, node.lineno)
        if first < len(nested) and nested[first] <= (node.end_lineno or 0):
            inside[at] = list(_inside(node))
            if any(_repeats_a_parameter(inner.args) for inner in inside[at]):
                suspects.add(at)
    if b"await" in words.text or b"async" in words.text:
        distracting = words.sorted_lines((b"lambda", b" class ", b"\tclass "))
        for line in _awaits(words):
            at = _enclosing(functions, starts, line)
            if at is None:
                return _compile(tree)
            if at not in suspects and not _stands_right(
                functions[at], inside.get(at, ()), line, distracting
            ):
                suspects.add(at)
    if suspects:
        alone = ast.Module([functions[at] for at in sorted(suspects)], [])
        if _compile(alone, lowering.future_annotations) is not None:
            return _compile(tree)
    return None


def _suspicious_lines(words: Words) -> list[int]:
    """Where something stands that the compiler may refuse in any function."""
    text = words.text
    lines = words.sorted_lines(_HANDLERS) if b"except" in text else []
    if b"global" in text or b"nonlocal" in text:
        lines += [line for line, _ in words.matching(_DECLARATION)]
    if b"yield" in text:
        lines += [line for line, _ in words.matching(_YIELD)]
    if b":=" in text:
        lines += _walruses(words)
    if b"lambda" in text:
        lines += [
            line
            for line, match in words.matching(_LAMBDA)
            if len(names := _NAME.findall(match.group(1))) != len(set(names))
            or any(bracket in match.group(1) for bracket in (b"(", b"[", b"{"))
        ]
    if b"*" in text:
        lines += _stars(text)
    return lines


def _awaits(words: Words) -> Iterator[int]:
    """The lines with an `await`, or with an `async` that begins no function."""
    for word, right in ((b"await", b"\0"), (b"async", b" def ")):
        for line, after in words.followed(word):
            if not (after.startswith((right, b"_")) or after[:1].isalnum()):
                yield line


def _match_lines(words: Words) -> list[int]:
    text = words.text
    if b" match " in text or b"\tmatch " in text or b" match(" in text:
        return [line for line, _ in words.matching(_MATCH)]
    return []


def _walruses(words: Words) -> list[int]:
    """The lines with a `:=` that a comprehension may enclose."""
    pieces = words.text.split(b":=")
    return [
        line
        for line, before, after in zip(words.lines(b":="), pieces, pieces[1:], strict=False)
        if not _PLAIN_WALRUS.fullmatch(
            before.rpartition(b"\n")[2] + b":=" + after.partition(b"\n")[0]
        )
    ]


def _stars(text: bytes) -> list[int]:
    """Where a starred expression may stand alone, or as the second one of a target."""
    lines = []
    pieces = (b"\n" + text).split(b"*")
    line = 0
    for before, after in itertools.pairwise(pieces):
        line += before.count(b"\n")
        if not before or not after or after[0] in b",)=":
            continue  # one half of `**`, or no expression at all
        left = before.rstrip(b" \t\\")
        if (
            left.endswith(_BEFORE_A_LONE_STAR)
            or left[-1:] == b"\n"
            or (
                left.rstrip().endswith(b",")
                and b"=" not in before
                and before.count(b"(") == before.count(b")")
                and before.count(b"[") == before.count(b"]")
            )
        ):
            lines.append(line)
    return lines


def _enclosing(functions: list[AnyFunction], starts: list[int], line: int) -> int | None:
    at = bisect_right(starts, line) - 1
    return at if at >= 0 and line <= (functions[at].end_lineno or 0) else None


def _stands_right(
    function: AnyFunction, inside: Iterable[AnyFunction], line: int, distracting: list[int]
) -> bool:
    """Whether an `await` on this line plainly belongs to an `async def`."""
    last = function.end_lineno or 0
    if (at := bisect_left(distracting, function.lineno)) < len(distracting) and (
        distracting[at] <= last
    ):
        return False
    innermost = function
    for inner in inside:
        if inner.lineno >= innermost.lineno and line <= (inner.end_lineno or 0):
            first = min([inner.lineno, *(each.lineno for each in inner.decorator_list)])
            if first <= line:
                innermost = inner
    body = innermost.body[0]
    # A body that starts deep in its line may stand behind its own header.
    return (
        isinstance(innermost, ast.AsyncFunctionDef)
        and innermost.lineno < body.lineno <= line
        and body.col_offset <= innermost.col_offset + 8
    )


def _inside(function: AnyFunction) -> Iterator[AnyFunction]:
    """The functions inside a function."""
    return (node for node in nodes_inside(function) if isinstance(node, AnyFunction))


def _repeats_a_parameter(args: ast.arguments) -> bool:
    names = [arg.arg for arg in args.args]
    if args.posonlyargs or args.kwonlyargs or args.vararg or args.kwarg:
        every = (*args.posonlyargs, *args.kwonlyargs, args.vararg, args.kwarg)
        names += [arg.arg for arg in every if arg is not None]
    return len(names) > 1 and len(names) != len(set(names))


def _misplaced_future(tree: ast.Module, words: Words) -> bool:
    """Whether a `from __future__` stands elsewhere than first, or asks for what there is not."""
    if b"__future__" not in words.text:
        return False
    first, plain = True, 0
    for position, node in enumerate(tree.body):
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            if not first or not _FUTURES.issuperset(alias.name for alias in node.names):
                return True
            plain += 1
        elif position or not isinstance(node, ast.Expr):
            first = False
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
