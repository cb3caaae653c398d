"""The shape of one class body: what stays the same when locals, comments and layout change."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from analysis.extract.statement_text import (
    Rendering,
    arguments_of,
    outer_names,
    placed,
    without_docstring,
)

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
    them and not all that follow. Fingerprints differ from process to process: none is stored.
    """

    members: tuple[MemberShape, ...] = ()
    statements: Mapping[int, Said] = {}
    substance: int = 0
    """The weight of all statements."""

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


def read_class_shape(source_lines: Sequence[str], line: int, end_line: int) -> ClassShape:
    """The shape of the class statement that begins at `line`; total."""
    try:
        found = _class_at(source_lines, line, end_line)
        return ClassShape() if found is None else _shape(found)
    except UNREADABLE:
        return ClassShape()


def read_class_names(source_lines: Sequence[str], line: int, end_line: int) -> tuple[str, ...]:
    """Names that the class statement which begins at `line` takes from its module; total.

    Dotted where it says `module.name`; sorted.
    """
    try:
        found = _class_at(source_lines, line, end_line)
        if found is None:
            return ()
        names: set[str] = set()
        for statement in without_docstring(found.body):
            names |= outer_names(statement)
        return tuple(sorted(names - {found.name}))
    except UNREADABLE:
        return ()


def similarity(one: ClassShape, other: ClassShape) -> float:
    """0..1: the share of statements (by weight) that both have."""
    ours, theirs = one.statements, other.statements
    total = one.substance + other.substance
    shared = 0
    for fingerprint in ours.keys() & theirs.keys():
        said = ours[fingerprint]
        shared += said.weight * min(said.count, theirs[fingerprint].count)
    return 2 * shared / total if total else 0.0


def same_code(one: ClassShape, other: ClassShape) -> bool:
    """The same members with the same code, in any order."""
    return bool(one.members) and _exact(one) == _exact(other)


def _exact(shape: ClassShape) -> Counter[tuple[str, int]]:
    return Counter((member.name, member.exact) for member in shape.members)


def _class_at(source_lines: Sequence[str], line: int, end_line: int) -> ast.ClassDef | None:
    tree = parse_quietly(segment(source_lines, line, end_line))
    return next((node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)), None)


def _shape(node: ast.ClassDef) -> ClassShape:
    members = []
    counts: Counter[str] = Counter()
    heads: Counter[str] = Counter()
    for statement in without_docstring(node.body):
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            member, head, texts = _method(statement, node.name)
            heads[head] += 1
            counts.update(texts)
        else:
            member, text = _attribute(statement, node.name)
            counts[text] += 1
        members.append(member)
    statements = {hash(text): Said(_weight(text), count) for text, count in counts.items()}
    statements |= {hash(head): Said(_COMMON, count) for head, count in heads.items()}
    substance = sum(said.weight * said.count for said in statements.values())
    return ClassShape(tuple(members), statements, substance)


def _method(
    node: ast.FunctionDef | ast.AsyncFunctionDef, class_name: str
) -> tuple[MemberShape, str, list[str]]:
    """The member, its head, and the texts of its statements."""
    rendering = Rendering()
    decorators = "\n".join(map(rendering.text, node.decorator_list))
    parameters = rendering.parameters(node.args)
    rendering.bind(node.returns)
    statements = list(rendering.block(node.body))
    template = "\n".join([parameters, *(text for _, text in statements)])
    said, numbers = placed(template, rendering.locals, class_name)
    decorated, _ = placed(decorators, (), class_name)
    head = f"{type(node).__name__} {node.name} [{decorated}]"
    depths = tuple(depth for depth, _ in statements)
    exact = hash((head, said, numbers, depths))
    named = [item.arg for item in arguments_of(node.args)]
    texts = [text for text in said.split("\n")[1:] if text]
    return MemberShape(node.name, "method", exact), f"{head} {named}", texts


def _attribute(node: ast.stmt, class_name: str) -> tuple[MemberShape, str]:
    text, _ = placed(Rendering().text(node), (), class_name)
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
    return MemberShape(name, kind, hash(text)), text


def _weight(text: str) -> int:
    """What every class says (`pass`, `return self`, `raise NotImplementedError`) counts little."""
    return _RARE if len(text) > 24 and "NotImplementedError" not in text else _COMMON
