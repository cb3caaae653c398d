"""Copies of a class as people make them: reformatted, with other names, edited."""

from __future__ import annotations

import ast
import copy
import random
import re
from collections.abc import Callable
from types import EllipsisType
from typing import NamedTuple

from analysis.extract.syntax import without_docstring

EDITED_SHARE = 0.25

_WORDS = ("item", "found", "entry", "chunk", "part", "piece", "thing", "inner", "given", "wanted")
_NEW_NAMES = (
    "{}Copy",
    "Legacy{}",
    "New{}",
    "{}2",
    "Simple{}",
    "My{}",
    "Gateway",
    "Orchard",
    "Tracker",
    "Blueprint",
)


class Copy(NamedTuple):
    """The text of a copy, and the name of its class."""

    text: str
    name: str


Maker = Callable[[str, str, random.Random], Copy]


def exact(text: str, name: str, chance: random.Random) -> Copy:
    """As it stands."""
    return Copy(text, name)


def reformatted(text: str, name: str, chance: random.Random) -> Copy:
    """Written anew: other layout and quotes, no docstrings, no comments but new ones."""
    tree = _without_docstrings(ast.parse(text))
    lines = []
    for line in ast.unparse(tree).splitlines():
        if line.lstrip().startswith(("def ", "async def ", "@")):
            indent = line[: len(line) - len(line.lstrip())]
            lines += ["", f"{indent}# {chance.choice(_WORDS)}: see the design"]
        lines.append(line)
    return Copy("\n".join(lines), name)


def with_other_locals(text: str, name: str, chance: random.Random) -> Copy:
    """Every parameter (but the first) and every local of every method under another name."""
    tree = ast.parse(text)
    for node in _class_of(tree).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            _rename_locals(node, chance)
    return Copy(ast.unparse(tree), name)


def under_another_name(text: str, name: str, chance: random.Random) -> Copy:
    """The same text, the class called otherwise."""
    new = chance.choice(_NEW_NAMES).format(name.lstrip("_"))
    return Copy(re.sub(rf"\b{re.escape(name)}\b", new, text), new)


def edited(text: str, name: str, chance: random.Random) -> Copy:
    """A quarter of the statements changed, removed, put in, or swapped with the next."""
    tree = ast.parse(text)
    places = _statements(_class_of(tree))
    picked = chance.sample(places, min(len(places), max(1, round(EDITED_SHARE * len(places)))))
    for block, statement in picked:
        _edit(block, statement, chance)
    return Copy(ast.unparse(ast.fix_missing_locations(tree)), name)


MAKERS: dict[str, Maker] = {
    "exact": exact,
    "reformatted": reformatted,
    "other locals": with_other_locals,
    "another name": under_another_name,
    "25 % edited": edited,
}


def _class_of(tree: ast.Module) -> ast.ClassDef:
    return next(node for node in tree.body if isinstance(node, ast.ClassDef))


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = without_docstring(node.body) or [ast.Pass()]
    return ast.fix_missing_locations(tree)


def _rename_locals(function: ast.FunctionDef | ast.AsyncFunctionDef, chance: random.Random) -> None:
    bound: dict[str, None] = {}
    kept: set[str] = set()
    for node in ast.walk(function):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                bound[name] = None
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                bound[name] = None
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                kept.update(names)
            case ast.MatchMapping(rest=str(name)) | ast.MatchStar(name=str(name)):
                kept.add(name)
    first = [*function.args.posonlyargs, *function.args.args][:1]
    kept |= {arg.arg for arg in first}
    new = {
        name: f"{chance.choice(_WORDS)}_{at}"
        for at, name in enumerate(name for name in bound if name not in kept)
    }
    for node in ast.walk(function):
        match node:
            case ast.Name():
                node.id = new.get(node.id, node.id)
            case ast.arg():
                node.arg = new.get(node.arg, node.arg)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                node.name = new.get(name, name)


Value = str | bytes | int | float | complex | EllipsisType | None
Place = tuple[list[ast.stmt], ast.stmt]


def _statements(cls: ast.ClassDef) -> list[Place]:
    """Every statement but definitions and docstrings, with the block it stands in."""
    found: list[Place] = []
    pending: list[ast.AST] = [cls]
    while pending:
        node = pending.pop()
        for field in ("body", "handlers", "cases", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if not isinstance(block, list):
                continue
            for child in block:
                pending.append(child)
                is_text = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
                defines = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                if isinstance(child, ast.stmt) and not defines and not is_text:
                    found.append((block, child))
    return found


def _edit(block: list[ast.stmt], statement: ast.stmt, chance: random.Random) -> None:
    """One natural edit of one statement."""
    at = next((at for at, other in enumerate(block) if other is statement), None)
    if at is None:
        return
    heads = _expressions(statement)
    kinds: list[str] = ["insert"]
    kinds += ["constant"] * any(isinstance(node, ast.Constant) for node in heads)
    kinds += ["call"] * any(isinstance(node, ast.Call) for node in heads)
    kinds += ["swap"] * (at + 1 < len(block))
    kinds += ["remove", "replace"] * (not hasattr(statement, "body"))
    kinds += ["attribute"] * any(isinstance(node, ast.Attribute) for node in heads)
    match chance.choice(kinds):
        case "constant":
            node = chance.choice([node for node in heads if isinstance(node, ast.Constant)])
            node.value = _another(node.value)
        case "call":
            call = chance.choice([node for node in heads if isinstance(node, ast.Call)])
            if chance.random() < 0.5:
                call.args = [*call.args, ast.Name("extra", ast.Load())]
            else:
                call.func = ast.Attribute(ast.Name("compat", ast.Load()), "call", ast.Load())
        case "attribute":
            read = chance.choice([node for node in heads if isinstance(node, ast.Attribute)])
            read.attr = f"{read.attr}_new"
        case "swap":
            block[at], block[at + 1] = block[at + 1], block[at]
        case "remove":
            block[at : at + 1] = [ast.Pass()] if len(block) == 1 else []
        case "replace":
            block[at] = _new_statement(chance)
        case _:
            block.insert(at, _new_statement(chance))


def _another(value: Value) -> Value:
    match value:
        case bool():
            return not value
        case int() | float() | complex():
            return value + 1
        case str():
            return f"{value} (new)"
        case None:
            return 0
        case _:
            return None


def _new_statement(chance: random.Random) -> ast.stmt:
    number = chance.randrange(1000)
    text = chance.choice(
        (
            f"logger.debug('step %s', {number})",
            f"self.counter_{number} = compute({number})",
            f"metrics.increment('calls', {number})",
            f"assert self.is_ready({number})",
        )
    )
    return copy.deepcopy(ast.parse(text).body[0])


def _expressions(statement: ast.stmt) -> list[ast.AST]:
    """Every node of the statement itself, of a compound one only those of its head."""
    found: list[ast.AST] = []
    pending: list[ast.AST] = [
        child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.expr)
    ]
    while pending:
        node = pending.pop()
        # The parts of an f-string are no constants of their own.
        if not isinstance(node, ast.JoinedStr):
            found.append(node)
            pending += ast.iter_child_nodes(node)
    return found
