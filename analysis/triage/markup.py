"""Evidence and names of a repository as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from analysis.findings import Evidence
from analysis.sources.markdown_text import code, place, text

SHOWN = 12


def places(evidence: Sequence[Evidence]) -> Iterator[str]:
    """The evidence as a list; of more than a few it says how many."""
    for each in evidence[:SHOWN]:
        yield f"- {place(each.path, each.line)}: {text(each.note)}"
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
