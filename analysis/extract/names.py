"""Names as an expression writes them."""

from __future__ import annotations

import ast


def dotted(node: ast.expr) -> str:
    """`a.b.c` as written; a call or subscript stands for what it is applied to; else ""."""
    if type(node) is ast.Name:
        return node.id
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
