"""Python values as source text, plain ASCII, one item a line where a line would be too long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

WIDTH = 100
Value = str | bool | None | Iterable["Value"] | Mapping[str, "Value"]


def literal(value: Value, indent: int = 0, lead: int = 0) -> str:
    """The value as it stands `indent` columns in, behind `lead` more."""
    match value:
        case Mapping():
            rows = [
                (f"{_text(key)}: ", literal(each, indent + 4, len(_text(key)) + 2))
                for key, each in value.items()
            ]
            return enclosed("{", [f"{key}{each}" for key, each in rows], "}", indent, lead)
        case str():
            return _text(value)
        case bool() | None:
            return str(value)
        case _:
            return enclosed("[", [literal(each, indent + 4) for each in value], "]", indent, lead)


def enclosed(opening: str, items: list[str], closing: str, indent: int, lead: int = 0) -> str:
    """Items between brackets, on one line where they fit."""
    flat = f"{opening}{', '.join(items)}{closing}"
    if indent + lead + len(flat) < WIDTH and "\n" not in flat:
        return flat
    pad = " " * indent
    return "\n".join([opening, *(f"{pad}    {item}," for item in items), f"{pad}{closing}"])


def _text(text: str) -> str:
    written = ascii(text)
    inner = written[1:-1]
    return written if '"' in inner or "\\" in inner else f'"{inner}"'
