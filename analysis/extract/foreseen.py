"""What tests, handlers and context managers say about the imports inside them."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from analysis.extract.names import dotted

IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


def static_truth(test: ast.expr) -> bool | str | None:
    """What the compiler or every run knows of a test: True, False, a well-known guard, or None."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.Name | ast.Attribute):
        name = test.id if isinstance(test, ast.Name) else test.attr
        return "type-checking" if name == "TYPE_CHECKING" else None
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = static_truth(test.operand)
        if isinstance(inner, bool):
            return not inner
        return "not type-checking" if inner == "type-checking" else None
    if (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
        and isinstance(test.ops[0], ast.Eq)
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value == "__main__"
    ):
        return "main"
    return None


def catches_import_error(handlers: Iterable[ast.ExceptHandler]) -> bool:
    for handler in handlers:
        if handler.type is None:
            return True
        types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if any(dotted(kind).rpartition(".")[2] in IMPORT_ERRORS for kind in types):
            return True
    return False


def foreseen(node: ast.With | ast.AsyncWith) -> tuple[bool, bool]:
    """(suppresses ImportError, expects ImportError as a test does)."""
    guarded = expected = False
    for item in node.items:
        call = item.context_expr
        if isinstance(call, ast.Call):
            name = dotted(call.func).rpartition(".")[2]
            caught = {
                dotted(kind).rpartition(".")[2]
                for argument in call.args
                for kind in (argument.elts if isinstance(argument, ast.Tuple) else [argument])
            }
            if caught & IMPORT_ERRORS:
                guarded |= name == "suppress"
                expected |= name in ("raises", "assertRaises", "assertRaisesRegex")
    return guarded, expected
