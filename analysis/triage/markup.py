"""Text of a repository, or of a ticket, inside of Markdown: it is never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from analysis.findings import Evidence
from analysis.sources.printable import printable

SHOWN = 12
# An underscore inside of a word is none of Markdown's.
_SPECIAL = re.compile(r"([\\`*{}\[\]<>#|~!&$@]|(?<![^\W_])_|_(?![^\W_]))")
_TICKS = re.compile(r"`+")


def plain(words: str) -> str:
    """Words that are shown as they are."""
    return _SPECIAL.sub(r"\\\1", printable(words))


def code(name: str) -> str:
    """A name, a path or a command, as code."""
    name = printable(name)
    fence = "`" * (_longest(name) + 1)
    pad = " " if name.startswith("`") or name.endswith("`") else ""
    return f"{fence}{pad}{name}{pad}{fence}"


def fenced(source: str, language: str) -> list[str]:
    """A block of code; its text stays as it is."""
    fence = "`" * max(3, _longest(source) + 1)
    return [f"{fence}{language}", *source.removesuffix("\n").split("\n"), fence]


def places(evidence: Sequence[Evidence]) -> Iterator[str]:
    """The evidence as a list; of more than a few it says how many."""
    for each in evidence[:SHOWN]:
        place = each.path if each.line is None else f"{each.path}:{each.line}"
        yield f"- {code(place)}: {plain(each.note)}"
    if len(evidence) > SHOWN:
        yield f"- and {len(evidence) - SHOWN} more places"


def listed(names: Iterable[str], shown: int = SHOWN) -> str:
    """Names in a row; of more than a few it says how many."""
    every = list(names)
    more = f" and {len(every) - shown} more" if len(every) > shown else ""
    return ", ".join(map(code, every[:shown])) + more


def counted(number: int, noun: str) -> str:
    """`1 module`, `2 modules`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _longest(text: str) -> int:
    return max((len(run) for run in _TICKS.findall(text)), default=0)
