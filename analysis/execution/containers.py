"""What the methods of dicts and strings give, where their content is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.execution.growth import swells, text_of
from analysis.execution.values import (
    NONE,
    UNKNOWN,
    Const,
    Dict,
    Items,
    Value,
    escape,
    plain,
)

STRING_METHODS = frozenset(
    {"split", "rsplit", "partition", "rpartition", "strip", "lstrip", "rstrip", "replace"}
    | {"removeprefix", "removesuffix", "lower", "upper", "startswith", "endswith", "join"}
    | {"format", "title", "isidentifier", "capitalize"}
)


def keyed(values: Mapping[str, Value]) -> dict[str | int | bool | None, Value]:
    found: dict[str | int | bool | None, Value] = {}
    found.update(values.items())
    return found


def dict_method(
    owner: Dict, name: str, arguments: Sequence[Value], keywords: Mapping[str, Value]
) -> Value:
    first = plain(arguments[0]) if arguments else None
    if name in ("get", "pop", "setdefault") and isinstance(first, Const):
        found = owner.items.get(first.value)
        default = plain(arguments[1]) if len(arguments) > 1 else NONE
        if name == "pop":
            owner.changing()
            owner.items.pop(first.value, None)
        elif name == "setdefault" and found is None:
            owner.changing()
            owner.items[first.value] = default
        if found is not None:
            return plain(found)
        return UNKNOWN if owner.open_ else default
    if name == "keys":
        return Items("list", [Const(key) for key in owner.items], owner.open_)
    if name == "values":
        return Items("list", list(owner.items.values()), owner.open_)
    if name == "items":
        pairs: list[Value] = [
            Items("tuple", [Const(key), value]) for key, value in owner.items.items()
        ]
        return Items("list", pairs, owner.open_)
    if name == "update":
        owner.changing()
        if isinstance(first, Dict):
            owner.items |= first.items
            owner.open_ |= first.open_
        elif arguments:
            owner.open_ = True
        owner.items.update(keywords.items())
        return NONE
    if name == "copy":
        return Dict(dict(owner.items), owner.open_)
    escape(owner)
    return UNKNOWN


def string_method(text: str, name: str, arguments: Sequence[Value]) -> Value:
    values: list[object] = []
    for argument in map(plain, arguments):
        if isinstance(argument, Const):
            values.append(argument.value)
        elif name == "join" and isinstance(argument, Items) and not argument.open_:
            parts = [plain(item) for item in argument.items]
            if not all(isinstance(part, Const) and isinstance(part.value, str) for part in parts):
                return UNKNOWN
            values.append([part.value for part in parts])  # type: ignore[attr-defined]
        else:
            return UNKNOWN
    if swells(text, name, values):
        return UNKNOWN
    try:
        result = getattr(text, name)(*values)
    except (TypeError, ValueError, IndexError, KeyError):
        return UNKNOWN
    if isinstance(result, str):
        return text_of(result)
    if isinstance(result, int):
        return Const(result)
    if isinstance(result, tuple | list):
        return Items(type(result).__name__, [Const(part) for part in result])
    return UNKNOWN
