"""Parts of syntax trees: parameters, blocks, dotted names, and the nodes inside of a node."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef

_PLAIN = frozenset({ast.Name, ast.Constant})
_LEAVES = frozenset({"ctx", "type_comment", "kind", "op", "ops", "attr", "id", "arg", "asname"})


def arguments_of(node: ast.arguments) -> list[ast.arg]:
    """All parameters, those without a default first."""
    extra = [item for item in (node.vararg, node.kwarg) if item]
    return [*node.posonlyargs, *node.args, *node.kwonlyargs, *extra]


def repeats_a_parameter(node: ast.arguments) -> bool:
    """Whether two have one name."""
    names = [arg.arg for arg in node.args]
    if node.posonlyargs or node.kwonlyargs or node.vararg or node.kwarg:
        names = [arg.arg for arg in arguments_of(node)]
    return len(names) > 1 and len(names) != len(set(names))


def is_plain_annotation(node: ast.expr) -> bool:
    """Whether it is made of names, constants, subscripts and `|`."""
    match node:
        case ast.Name() | ast.Constant():
            return True
        case ast.Attribute(value=value):
            return is_plain_annotation(value)
        case ast.Subscript(value=value, slice=index):
            return is_plain_annotation(value) and is_plain_annotation(index)
        case ast.BinOp(left=left, right=right):
            return is_plain_annotation(left) and is_plain_annotation(right)
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return all(map(is_plain_annotation, items))
        case _:
            return False


def type_parameters(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
) -> Sequence[ast.AST]:
    """What stands in brackets after the name, from Python 3.12 on."""
    found: Sequence[ast.AST] = getattr(node, "type_params", ())
    return found


def without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    """A block without the string that begins it."""
    match body:
        case [ast.Expr(value=ast.Constant(value=str())), *rest]:
            return rest
        case _:
            return body


def dotted(node: ast.expr) -> str:
    """`a.b.c` as written; a call or subscript stands for what it is applied to; else ""."""
    parts: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Name):
            parts.append(node.id)
            return ".".join(reversed(parts))
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            return ""


class _Fields(dict[type, tuple[str, ...]]):
    """The fields of a node that hold nodes; `ast.walk` spends its time on all the others."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        fields = () if kind in _PLAIN else getattr(kind, "_fields", ())
        found = self[kind] = tuple(field for field in fields if field not in _LEAVES)
        return found


_FIELDS = _Fields()


def inside(node: ast.AST) -> list[ast.AST]:
    """The nodes right inside of a node, but for operators and contexts."""
    found: list[ast.AST] = []
    for field in _FIELDS[node.__class__]:
        value = getattr(node, field)
        if value.__class__ is list:
            found += [part for part in value if isinstance(part, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all inside of it, but for operators and contexts; in no order to rely on."""
    pending = [node]
    while pending:
        item = pending.pop()
        yield item
        pending += inside(item)
