"""Elements of an SVG document as text: the one place where anything is escaped."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape as _escape
from xml.sax.saxutils import quoteattr

from analysis.sources.printable import printable

# What no XML document may hold, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDE = 0.62
"""How wide a letter is beside its height, on average and in a common font: a little too much."""


def element(tag: str, inside: str = "", /, **attributes: str | float | None) -> str:
    """An element; `_` in the name of an attribute is `-`, and one that is None is left out."""
    written = "".join(
        f" {name.rstrip('_').replace('_', '-')}={quoteattr(_value(value))}"
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>"


def words(text: str) -> str:
    """Text of anybody's as the content of an element."""
    return _escape(_UNWRITABLE.sub("\ufffd", printable(text)))


def label(
    text: str,
    x: float,
    y: float,
    size: float,
    fill: str,
    *,
    weight: int = 400,
    italic: bool = False,
    anchor: str | None = "middle",
) -> str:
    """One line of text around the height `y`."""
    return element(
        "text",
        words(text),
        # Not `dominant-baseline`: half of the programs that read SVG do not know it.
        x=x,
        y=y + size * 0.35,
        fill=fill,
        font_size=size,
        font_weight=weight,
        font_style="italic" if italic else None,
        text_anchor=anchor,
    )


def width_of(text: str, size: float) -> float:
    """About how wide a text will be. There is no font to ask: that is whose who opens the file."""
    return sum(1.0 if ord(letter) > 0x2E7F else _WIDE for letter in text) * size


def fitted(text: str, size: float, least: float, room: float) -> tuple[str, float]:
    """A text that fits, and its size: first smaller letters, then fewer."""
    width = width_of(text, size)
    if width <= room:
        return text, size
    smaller = max(least, size * room / width)
    if width_of(text, smaller) <= room:
        return text, smaller
    most = max(0, int(room / (smaller * _WIDE)) - 1)
    return f"{text[:most]}…", smaller


def number(value: float) -> str:
    """At most one digit behind the point, and none where it says nothing."""
    return f"{value:.1f}".removesuffix(".0").replace("-0", "0", int(abs(value) < 0.05))


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return _UNWRITABLE.sub("\ufffd", printable(value))
    return number(value)
