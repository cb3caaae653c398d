"""What a class statement says of itself, and which names of the file its text contains."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable

import msgspec

from analysis.extract.facts import ClassFact, ImportFact, Member
from analysis.extract.syntax import dotted
from analysis.extract.words import Words, mark_of

_WORDS = bytes(
    byte if chr(byte).isascii() and (chr(byte).isalnum() or byte == ord("_")) else ord(" ")
    for byte in range(256)
)
"""Turns everything that can't stand in an ASCII identifier into a blank."""


def class_fact(node: ast.ClassDef, scope: str, conditional: bool) -> ClassFact:
    return ClassFact(
        scope + node.name,
        tuple([dotted(base) for base in node.bases]),
        tuple([dotted(decorator) for decorator in node.decorator_list]),
        _members(node.body),
        node.lineno,
        node.end_lineno or node.lineno,
        conditional,
        docstring_of(node.body),
    )


def with_texts(
    words: Words, classes: list[ClassFact], imports: Iterable[ImportFact]
) -> tuple[ClassFact, ...]:
    """Adds to each top-level class what stands for its text, and which names this contains.

    Of the imported names and sibling classes: a search in the text, not a visit of every
    expression. The class graph says "may use".
    """
    if not classes:
        return ()
    known = {fact.bound for fact in imports if fact.name != "*"}
    known.update([fact.qualname for fact in classes])
    wanted = {name.encode(): name for name in known}
    found = []
    for fact in classes:
        if "." not in fact.qualname:
            begin, end = words.span(fact.line, fact.end_line)
            text = words.text[begin:end]
            # In this order: the other one would make a set of all words.
            mentioned = wanted.keys() & text.translate(_WORDS).split()
            mentions = sorted([wanted[word] for word in mentioned])
            fact = msgspec.structs.replace(fact, mentions=tuple(mentions), text=mark_of(text))
        found.append(fact)
    return tuple(found)


def docstring_of(body: list[ast.stmt]) -> str | None:
    """The docstring, with what can't be stored as UTF-8 replaced."""
    if not body:
        return None
    first = body[0]
    if type(first) is not ast.Expr or type(first.value) is not ast.Constant:
        return None
    text = first.value.value
    if not isinstance(text, str):
        return None
    text = inspect.cleandoc(text) if "\n" in text else text.expandtabs().lstrip()
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _members(body: Iterable[ast.stmt]) -> tuple[Member, ...]:
    members = []
    for statement in body:
        if isinstance(statement, ast.FunctionDef):
            members.append(
                Member(statement.name, "method", statement.lineno, _signature(statement.args))
            )
        elif isinstance(statement, ast.AsyncFunctionDef):
            members.append(
                Member(statement.name, "async method", statement.lineno, _signature(statement.args))
            )
        elif isinstance(statement, ast.Assign):
            members += [
                Member(target.id, "attribute", statement.lineno)
                for target in statement.targets
                if isinstance(target, ast.Name)
            ]
        elif isinstance(statement, ast.AnnAssign):
            if isinstance(statement.target, ast.Name):
                members.append(Member(statement.target.id, "attribute", statement.lineno))
        elif isinstance(statement, ast.ClassDef):
            members.append(Member(statement.name, "class", statement.lineno))
    return tuple(members)


def _signature(args: ast.arguments) -> str:
    if not (args.posonlyargs or args.vararg or args.kwonlyargs or args.kwarg or args.defaults):
        return f"({', '.join([arg.arg for arg in args.args])})"
    positional = [*args.posonlyargs, *args.args]
    first_default = len(positional) - len(args.defaults)
    parts = [
        arg.arg + ("=" if index >= first_default else "") for index, arg in enumerate(positional)
    ]
    if args.posonlyargs:
        parts.insert(len(args.posonlyargs), "/")
    if args.vararg:
        parts.append(f"*{args.vararg.arg}")
    elif args.kwonlyargs:
        parts.append("*")
    parts += [
        arg.arg + ("=" if default is not None else "")
        for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True)
    ]
    if args.kwarg:
        parts.append(f"**{args.kwarg.arg}")
    return f"({', '.join(parts)})"
