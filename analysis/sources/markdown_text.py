"""Text of a repository in Markdown: names are never markup."""

from __future__ import annotations

import re

from analysis.sources.printable import printable


def place(path: str, line: int | None) -> str:
    """`path:line` as code."""
    return code(path if line is None else f"{path}:{line}")


def code(text: str) -> str:
    """A code span that ends only where we end it."""
    shown = printable(text)
    fence = "`" * (_longest(shown) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def text(words: str) -> str:
    """Words in which every character that Markdown or HTML could read is a plain character.

    So is what some renderers read beyond that: `$` for formulas, `:name:` for pictures.
    """
    plain = re.sub(r"([\\`*_{}\[\]<>#|!~&@$])", r"\\\1", printable(words))
    # A word that begins like an item of a list is none.
    plain = re.sub(r"^([-+])(?=\s|$)", r"\\\1", plain)
    return re.sub(r"(?<!\w):(?=[\w/+-]+:)", r"\\:", plain)


def fenced(source: str, language: str) -> list[str]:
    """The lines of a block of code; its text stays as it is."""
    fence = "`" * max(3, _longest(source) + 1)
    return [f"{fence}{language}", *source.removesuffix("\n").split("\n"), fence]


def _longest(source: str) -> int:
    return max(map(len, re.findall("`+", source)), default=0)
