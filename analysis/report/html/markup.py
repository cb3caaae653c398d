"""HTML as a value: what is no `Html` is text, and is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from analysis.sources.printable import printable

_EMPTY = frozenset({"meta", "input", "br", "hr"})


class Html(str):
    """Text that is HTML already. Only this file and `page` make it from other text."""

    __slots__ = ()


Child = str | Html | None


def tag(name: str, /, *inside: Child, **attributes: str | int | bool | None) -> Html:
    """An element. A child that is no `Html` is escaped; None is left out.

    `_` in the name of an attribute is `-`, one at its end is dropped; False and None leave the
    attribute out, True writes it without a value.
    """
    written = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{text(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _EMPTY:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(inside)}</{name}>")


def join(parts: Iterable[Child]) -> Html:
    """Several parts one after another."""
    return Html("".join(part if isinstance(part, Html) else text(part) for part in parts if part))


def text(words: str) -> Html:
    """Words of anybody's: no markup, no control characters, nothing that turns the line around."""
    return Html(escape(printable(words)))


def lines(source: str) -> list[str]:
    """Source text line by line, each of them on one line, with blanks for tabs."""
    return [printable(line.removesuffix("\r").expandtabs(4)) for line in source.split("\n")]


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
