"""How alike two names are: in letters, in the slips between them, and in their style."""

from __future__ import annotations

from difflib import SequenceMatcher


def likeness(one: str, other: str) -> float:
    """How many letters two names share in order, 0..1, case set aside."""
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()


def slips(one: str, other: str) -> int:
    """How many letters were left out, added, changed or swapped (Damerau's distance)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            steps = [before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted)]
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                steps.append(last[j - 2] + 1)
            row.append(min(steps))
    return row[-1]


def same_style(one: str, other: str) -> bool:
    """Whether both are CONSTANTS, both Classes, or both functions, as PEP 8 writes them."""
    return _style(one) == _style(other)


def _style(name: str) -> str:
    bare = name.strip("_")
    if bare.isupper() and len(bare) > 1:
        return "constant"
    return "class" if bare[:1].isupper() else "function"
