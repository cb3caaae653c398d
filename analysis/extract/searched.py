"""A search through one expression, in the order in which its lowering visits it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from analysis.extract.names import dotted


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


def imported_by_call(node: ast.Call) -> tuple[str, int] | None:
    """(module, level) of `importlib.import_module("a.b")` and `__import__("a.b")`."""
    called = dotted(node.func).rpartition(".")[2]
    if called not in ("import_module", "__import__") or not node.args:
        return None
    first = node.args[0]
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
        return None
    module = first.value.lstrip(".")
    level = len(first.value) - len(module)
    if level and not (
        len(node.args) > 1
        and isinstance(node.args[1], ast.Name)
        and node.args[1].id == "__package__"
    ):
        return None
    return module, level


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
