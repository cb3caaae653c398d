"""The shape of one class body: what stays the same when locals, comments and layout change."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec

from analysis.extract.statement_text import Rendering, fingerprint, placed
from analysis.extract.syntax import (
    AnyFunction,
    arguments_of,
    type_parameters,
    without_docstring,
)

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMMON = 3
_RARE = 10


class MemberShape(msgspec.Struct, frozen=True, array_like=True):
    """One member. `exact` is equal for equal code, however its locals are called."""

    name: str
    kind: str
    """method, attribute or statement."""
    exact: int


class Said(msgspec.Struct, frozen=True, array_like=True):
    """How often a class has one statement; weight is small for what every class says."""

    weight: int
    count: int


class ClassShape(msgspec.Struct, frozen=True, array_like=True):
    """A class without its name, its docstrings and its annotations; empty if unreadable.

    `statements` by fingerprint: one a statement, all locals alike, so that an edit changes one of
    them and not all that follow.
    """

    members: tuple[MemberShape, ...] = ()
    statements: Mapping[int, Said] = {}
    substance: int = 0
    """The weight of all statements."""
    names: tuple[str, ...] = ()
    """Names that the body takes from its module (dotted where it says `module.name`), sorted."""

    @property
    def methods(self) -> tuple[MemberShape, ...]:
        return tuple(member for member in self.members if member.kind == "method")


def decode(data: bytes) -> str:
    """Source text as CPython would read it; what can't be decoded becomes a replacement mark."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except (SyntaxError, ValueError):
        encoding = "utf-8"
    try:
        return data.decode(encoding, "replace")
    except (LookupError, UnicodeError):
        return data.decode("latin-1")


def segment(source_lines: Sequence[str], line: int, end_line: int) -> str:
    """Lines `line`..`end_line` (from 1, inclusive) as a text that can be parsed alone."""
    lines = source_lines[max(line - 1, 0) : end_line]
    body = "\n".join(lines)
    # Dedenting would change strings that span lines; a block around them does not.
    return f"if 1:\n{body}\n" if lines and lines[0][:1] in (" ", "\t") else f"{body}\n"


def parse_quietly(text: str) -> ast.Module:
    """`ast.parse` without its warnings about the code of others; raises what it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What reading a hostile text may raise."""


# What is compared with each other is read together: its shape, and if it is found, its interface.
@lru_cache(maxsize=32)
def class_in(text: str) -> ast.ClassDef | None:
    """The first class in a text, to be read only; raises what parsing raises."""
    tree = parse_quietly(text)
    return next((node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)), None)


def read_class_shape(source_lines: Sequence[str], line: int, end_line: int) -> ClassShape:
    """The shape of the class statement that begins at `line`; total."""
    try:
        found = class_in(segment(source_lines, line, end_line))
        return ClassShape() if found is None else _shape(found)
    except UNREADABLE:
        return ClassShape()


def read_function_shape(source_lines: Sequence[str], line: int, end_line: int) -> ClassShape:
    """The shape of the function that begins at `line`, as of a class with no other member; total.

    Its own name is left out, so that it can be found again under another.
    """
    try:
        tree = parse_quietly(segment(source_lines, line, end_line))
        found = next((node for node in ast.walk(tree) if isinstance(node, _FUNCTIONS)), None)
        return ClassShape() if found is None else _of_members([_function(found)], found.name)
    except UNREADABLE:
        return ClassShape()


def read_value_shape(source_lines: Sequence[str], line: int, end_line: int) -> ClassShape:
    """The shape of what is assigned at `line`, whatever it is called; total."""
    try:
        tree = parse_quietly(segment(source_lines, line, end_line))
        kinds = ast.Assign | ast.AnnAssign
        found = next((node for node in ast.walk(tree) if isinstance(node, kinds)), None)
        if found is None or found.value is None:
            return ClassShape()
        value = ast.Expr(found.value)
        return _of_members([_attribute(value, "")], "")
    except UNREADABLE:
        return ClassShape()


def similarity(one: ClassShape, other: ClassShape) -> float:
    """0..1: the share of statements (by weight) that both have."""
    ours, theirs = one.statements, other.statements
    total = one.substance + other.substance
    shared = 0
    for common in ours.keys() & theirs.keys():
        said = ours[common]
        shared += said.weight * min(said.count, theirs[common].count)
    return 2 * shared / total if total else 0.0


def same_code(one: ClassShape, other: ClassShape) -> bool:
    """The same members with the same code, in any order."""
    return bool(one.members) and _exact(one) == _exact(other)


def _exact(shape: ClassShape) -> Counter[tuple[str, int]]:
    return Counter((member.name, member.exact) for member in shape.members)


class _Member(NamedTuple):
    shape: MemberShape
    texts: list[str]
    names: set[str]
    head: str | None = None


def _shape(node: ast.ClassDef) -> ClassShape:
    return _of_members(
        [
            _method(statement, node.name)
            if isinstance(statement, _FUNCTIONS)
            else _attribute(statement, node.name)
            for statement in without_docstring(node.body)
        ],
        node.name,
    )


def _of_members(found: Iterable[_Member], own_name: str) -> ClassShape:
    members = []
    counts: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    names: set[str] = set()
    for member in found:
        members.append(member.shape)
        counts.update(member.texts)
        names |= member.names
        if member.head is not None:
            heads[member.head] += 1
    statements = {fingerprint(text): Said(_weight(text), count) for text, count in counts.items()}
    statements |= {fingerprint(head): Said(_COMMON, count) for head, count in heads.items()}
    substance = sum(said.weight * said.count for said in statements.values())
    return ClassShape(tuple(members), statements, substance, tuple(sorted(names - {own_name})))


def _function(node: AnyFunction) -> _Member:
    name, node.name = node.name, "$"
    return _method(node, name)


def _method(node: AnyFunction, class_name: str) -> _Member:
    rendering = Rendering(node, class_name)
    decorators = "\n".join(map(rendering.text, node.decorator_list))
    parameters = rendering.parameters(node.args)
    rendering.leave_out(node.returns, *type_parameters(node))
    statements = rendering.block(node.body)
    template = "\n".join([parameters, *[text for _, text in statements]])
    inner = rendering.locals
    body = placed(template, inner, inner, class_name)
    decorated = placed(decorators, (), inner, class_name)
    head = f"{type(node).__name__} {node.name} [{decorated.text}]"
    depths = [depth for depth, _ in statements]
    exact = fingerprint(f"{head}\0{body.text}\0{body.numbers}{depths}")
    return _Member(
        MemberShape(node.name, "method", exact),
        [text for text in body.text.split("\n")[1:] if text],
        body.names | decorated.names | rendering.read_aside(inner),
        f"{head} {[item.arg for item in arguments_of(node.args)]}",
    )


def _attribute(node: ast.stmt, class_name: str) -> _Member:
    rendering = Rendering(node, class_name)
    template = rendering.text(node)
    # What a class body assigns is not local to the statement that assigns it.
    inner = () if isinstance(node, ast.Assign | ast.AnnAssign) else rendering.locals
    text, _, names = placed(template, (), inner, class_name)
    name = ""
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        name = node.target.id
        # The annotation of a field is what a dataclass is made of.
        text += ast.unparse(node.annotation)
    elif isinstance(node, ast.ClassDef):
        name = node.name
    kind = "attribute" if name else "statement"
    shape = MemberShape(name, kind, fingerprint(text))
    return _Member(shape, [text], names | rendering.read_aside(inner))


def _weight(text: str) -> int:
    """What every class says (`pass`, `return self`, `raise NotImplementedError`) counts little."""
    return _RARE if len(text) > 24 and "NotImplementedError" not in text else _COMMON
