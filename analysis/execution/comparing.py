"""What comparisons and slices of known values give, and which tests can be relied on."""

from __future__ import annotations

from collections.abc import Callable

from analysis.execution.interpreter import Interpreter
from analysis.execution.values import (
    UNKNOWN,
    Bound,
    Class,
    Const,
    Dict,
    Error,
    External,
    Function,
    Instance,
    Items,
    Maybe,
    Module,
    Namespace,
    Scope,
    Value,
    Wrapped,
    plain,
)
from analysis.extract import program as ir

_ORDER: dict[str, Callable[[object, object], bool]] = {
    "<": lambda a, b: a < b,  # type: ignore[operator]
    "<=": lambda a, b: a <= b,  # type: ignore[operator]
    ">": lambda a, b: a > b,  # type: ignore[operator]
    ">=": lambda a, b: a >= b,  # type: ignore[operator]
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def compare(operator: str, left: Value, right: Value, interpreter: Interpreter) -> bool | None:
    """The answer of one comparison, None when it can't be told."""
    if operator in ("is", "is not", "==", "!=") and (_is_none(left) or _is_none(right)):
        other = right if _is_none(left) else left
        if _is_none(other):
            return operator in ("is", "==")
        if isinstance(
            other,
            Const | Items | Dict | Module | Function | Class | Bound | Wrapped | Error | Instance,
        ):
            return operator in ("is not", "!=")
        return None
    if operator in ("in", "not in"):
        inside = _contains(left, right, interpreter)
        return inside if inside is None or operator == "in" else not inside
    one, other_value = _python(left), _python(right)
    if one is not None and other_value is not None:
        if operator in ("is", "is not") and isinstance(one, bool) and isinstance(other_value, bool):
            return (one is other_value) is (operator == "is")
        function = _ORDER.get(operator)
        if function is not None:
            try:
                return function(one, other_value)
            except TypeError:
                return None
    if operator in ("is", "is not") and isinstance(left, Module) and isinstance(right, Module):
        return (left.state is right.state) is (operator == "is")
    return None


def _is_none(value: Value) -> bool:
    return isinstance(value, Const) and value.value is None


def _python(value: Value) -> str | int | bool | tuple[object, ...] | None:
    if isinstance(value, Const):
        return value.value
    if isinstance(value, Items) and not value.open_ and value.kind in ("tuple", "version"):
        parts = [plain(item) for item in value.items]
        if all(isinstance(part, Const) for part in parts):
            return tuple(part.value for part in parts)  # type: ignore[attr-defined]
    return None


def _contains(item: Value, container: Value, interpreter: Interpreter) -> bool | None:
    if not isinstance(item, Const):
        return None
    if isinstance(container, Items):
        parts = [plain(part) for part in container.items]
        if any(isinstance(part, Const) and part.value == item.value for part in parts):
            return True
        if container.open_ or not all(isinstance(part, Const) for part in parts):
            return None
        return False
    if isinstance(container, Dict):
        return True if item.value in container.items else None if container.open_ else False
    if isinstance(container, Const) and isinstance(container.value, str):
        return isinstance(item.value, str) and item.value in container.value
    if isinstance(container, Namespace) and isinstance(item.value, str):
        found = container.state.names.get(item.value)
        if isinstance(found, Maybe):
            return None
        return found is not None or (None if container.state.open_ else False)
    if isinstance(container, External) and container.path == "sys.modules":
        if not isinstance(item.value, str) or not interpreter.index.is_ours(item.value):
            return None
        return interpreter.look_up(item.value) is not None
    return None


def is_firm(node: ir.Expression, scope: Scope) -> bool:
    """Whether a decided test rests on what can't change behind our back.

    Lists, dicts and attributes of objects can be filled by code that is not followed.
    """
    match node:
        case ir.Name(name, _):
            value = scope.names.get(name) or scope.module.names.get(name)
            return not isinstance(value, Items | Dict | Instance) or (
                isinstance(value, Items) and value.kind in ("tuple", "version")
            )
        case ir.Constant():
            return True
        case ir.Attribute(ir.Name(name, _), _, _):
            value = scope.names.get(name) or scope.module.names.get(name)
            return isinstance(value, External | Module)
        case ir.Not(value):
            return is_firm(value, scope)
        case ir.Compare(left, _, comparators):
            return is_firm(left, scope) and all(is_firm(part, scope) for part in comparators)
        case ir.Boolean(_, values):
            return all(is_firm(part, scope) for part in values)
        case ir.Sequence("tuple", items):
            return all(is_firm(item, scope) for item in items)
        case ir.Subscript(value, index, _):
            return is_firm(value, scope) and is_firm(index, scope)
    return False


def is_number(value: Value) -> bool:
    return isinstance(value, Const) and isinstance(value.value, int)


def is_zero(value: Value) -> bool:
    return isinstance(value, Const) and value.value == 0 and value.value is not False


def sliced(owner: Value, index: Items) -> Value:
    """`owner[a:b:c]` where all of it is known."""
    parts = [plain(part) for part in index.items]
    bounds: list[int | None] = []
    for part in parts:
        if not isinstance(part, Const) or isinstance(part.value, str):
            return UNKNOWN
        bounds.append(part.value)
    cut = slice(*bounds)
    try:
        if isinstance(owner, Const) and isinstance(owner.value, str):
            return Const(owner.value[cut])
        if isinstance(owner, Items) and not owner.open_:
            return Items(owner.kind, owner.items[cut])
    except ValueError:
        return UNKNOWN
    return UNKNOWN
