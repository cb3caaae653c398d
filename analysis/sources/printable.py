"""Text from a repository, made safe to print: no terminal escapes, no reordering, no new lines."""

from __future__ import annotations

import unicodedata

# Control, format (bidirectional overrides among them), surrogate, private, line, paragraph.
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def printable(text: str) -> str:
    """`text` on one line, each character that could steer a terminal written as its escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if unicodedata.category(character) not in _UNSAFE_CATEGORIES:
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
