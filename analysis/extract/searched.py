"""A search through one expression, in the order in which its lowering visits it."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def searched(expression: ast.expr) -> Iterator[ast.Call | ast.NamedExpr]:
    """The calls and the `:=` of an expression; what a format spec holds is left out."""
    pending: list[ast.expr | None] = [expression]
    while pending:
        node = pending.pop()
        if node is None:
            continue
        if isinstance(node, ast.Call | ast.NamedExpr):
            yield node
        pending += reversed(_parts(node))


def _parts(node: ast.expr) -> list[ast.expr | None]:
    if isinstance(node, ast.Constant | ast.Name):
        return []
    if isinstance(node, ast.NamedExpr):
        return [node.value]
    if isinstance(node, ast.Call):
        return [node.func, *node.args, *(word.value for word in node.keywords)]
    if isinstance(node, ast.Lambda):
        return [*node.args.defaults, *node.args.kw_defaults, node.body]
    if isinstance(node, ast.Dict):
        return [part for pair in zip(node.keys, node.values, strict=True) for part in pair]
    if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        elements = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        return [
            *(each.target for each in node.generators),
            *(each.iter for each in node.generators),
            *(condition for each in node.generators for condition in each.ifs),
            *elements,
        ]
    if isinstance(node, ast.IfExp):
        return [node.test, node.body, node.orelse]
    if isinstance(node, ast.JoinedStr):
        return [
            part.value if isinstance(part, ast.FormattedValue) else part for part in node.values
        ]
    return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
