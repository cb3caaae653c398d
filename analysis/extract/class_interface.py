"""What a class offers, member by member, closely enough to compare it with another class."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import copy

import msgspec

from analysis.extract.class_shape import UNREADABLE, class_in, segment
from analysis.extract.statement_text import Rendering, fingerprint, placed

_KINDS = {
    "property": "property",
    "cached_property": "property",
    "classmethod": "classmethod",
    "staticmethod": "staticmethod",
}
_ACCESSORS = frozenset({"setter", "deleter", "getter"})


class Offer(msgspec.Struct, frozen=True, array_like=True):
    """One member. `signature` has names and defaults, no annotations; None for what is no call."""

    name: str
    kind: str
    """method, classmethod, staticmethod, property, attribute, instance attribute or class; with
    "async " before it, and for a property ", setter" and the like behind it."""
    line: int
    signature: str | None = None
    statements: tuple[int, ...] = ()
    """Fingerprints of what its body says, one a statement, whatever its locals are called."""


def read_interface(source_lines: Sequence[str], line: int, end_line: int) -> tuple[Offer, ...]:
    """The members of the class statement on these lines, in their order; total."""
    try:
        text = segment(source_lines, line, end_line)
        found = class_in(text)
        # A segment that is no block of its own begins one line late.
        return () if found is None else _interface(found, line - 1 - text.startswith("if 1:\n"))
    except UNREADABLE:
        return ()


def body_likeness(one: Offer, other: Offer) -> float:
    """0..1: the share of statements that both have; 1 where neither has any."""
    ours, theirs = Counter(one.statements), Counter(other.statements)
    total = len(one.statements) + len(other.statements)
    return 2 * (ours & theirs).total() / total if total else 1.0


def _interface(cls: ast.ClassDef, before: int) -> tuple[Offer, ...]:
    found: dict[str, Offer] = {}
    assigned: dict[str, int] = {}
    for statement in cls.body:
        for offer in _offers(statement, cls.name, before):
            known = found.get(offer.name)
            if known is not None and _is_accessor(statement):
                (accessor,) = _ACCESSORS.intersection(map(_last_word, _decorators(statement)))
                # Whatever the accessors are, they are one member.
                offer = Offer(
                    known.name,
                    f"{known.kind}, {accessor}",
                    known.line,
                    known.signature,
                    known.statements + offer.statements,
                )
            found[offer.name] = offer
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            for name, line in _assigned_to_self(statement):
                assigned.setdefault(name, line + before)
    instance = [
        Offer(name, "instance attribute", line)
        for name, line in assigned.items()
        if name not in found
    ]
    return (*found.values(), *instance)


def _offers(statement: ast.stmt, class_name: str, before: int) -> Iterator[Offer]:
    line = statement.lineno + before
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            said = _said(statement, class_name)
            words = [_last_word(decorator) for decorator in _decorators(statement)]
            kind = next((_KINDS[word] for word in words if word in _KINDS), "method")
            if isinstance(statement, ast.AsyncFunctionDef):
                kind = f"async {kind}"
            signature = None if kind == "property" else _signature(statement.args)
            yield Offer(statement.name, kind, line, signature, said)
        case ast.Assign(targets=targets):
            for target in targets:
                if isinstance(target, ast.Name):
                    yield Offer(target.id, "attribute", line, None, _said(statement, class_name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield Offer(name, "attribute", line, None, _said(statement, class_name))
        case ast.ClassDef(name=name):
            yield Offer(name, "class", line, None, _said(statement, class_name))


def _said(statement: ast.stmt, class_name: str) -> tuple[int, ...]:
    rendering = Rendering(statement, class_name)
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            rendering.parameters(statement.args)
            texts = [text for _, text in rendering.block(statement.body)]
            locals_ = rendering.locals
        case ast.ClassDef():
            texts = [text for _, text in rendering.block(statement.body)]
            locals_ = set()
        case ast.Assign(value=ast.expr() as value) | ast.AnnAssign(value=ast.expr() as value):
            texts, locals_ = [rendering.text(value)], rendering.locals
        case ast.AnnAssign(annotation=annotation):
            texts, locals_ = [rendering.text(annotation)], set()
        case _:
            texts, locals_ = [rendering.text(statement)], set()
    # All at once: no text has a line end of its own.
    said = placed("\n".join(texts), locals_, rendering.locals, class_name).text
    return tuple(map(fingerprint, said.split("\n"))) if texts else ()


def _decorators(statement: ast.stmt) -> list[ast.expr]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return statement.decorator_list
    return []


def _last_word(decorator: ast.expr) -> str:
    match decorator:
        case ast.Name(id=word) | ast.Attribute(attr=word):
            return word
        case ast.Call(func=function):
            return _last_word(function)
        case _:
            return ""


def _is_accessor(statement: ast.stmt) -> bool:
    return len(_ACCESSORS.intersection(map(_last_word, _decorators(statement)))) == 1


def _signature(args: ast.arguments) -> str:
    plain = copy(args)
    for field in ("posonlyargs", "args", "kwonlyargs"):
        setattr(plain, field, [ast.arg(each.arg) for each in getattr(args, field)])
    for field in ("vararg", "kwarg"):
        each = getattr(args, field)
        setattr(plain, field, each and ast.arg(each.arg))
    return f"({ast.unparse(plain)})"


def _assigned_to_self(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
) -> Iterator[tuple[str, int]]:
    first = [*function.args.posonlyargs, *function.args.args][:1]
    words = {_last_word(decorator) for decorator in function.decorator_list}
    if not first or words & {"staticmethod", "classmethod"}:
        return
    pending: list[ast.AST] = [*function.body]
    found = []
    while pending:
        statement = pending.pop()
        for field in _BLOCKS:
            pending += getattr(statement, field, ())
        targets = [part for field in _TARGETS for part in _listed(getattr(statement, field, None))]
        while targets:
            match targets.pop():
                case ast.Attribute(value=ast.Name(id=name), attr=attribute, lineno=line):
                    if name == first[0].arg:
                        found.append((line, attribute))
                case ast.Tuple(elts=parts) | ast.List(elts=parts):
                    targets += parts
    yield from ((name, line) for line, name in sorted(found))


_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
_TARGETS = ("targets", "target")


def _listed(value: object) -> list[object]:
    return [*value] if isinstance(value, list) else [value]
