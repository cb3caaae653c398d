"""How alike two names are, and how near two modules."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

LIKE = 0.72
"""From here on a name may be another one mistyped or renamed."""
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


def likeness(one: str, other: str, least: float = 0.0) -> float:
    """0..1: how likely one name is the other mistyped or renamed.

    What is less than `least` may be said to be 0: that is seen long before the letters are matched.
    """
    if one == other:
        return 1.0
    left, right = one.strip("_").lower(), other.strip("_").lower()
    if not left or not right or min(len(left), len(right)) < 3:
        return 0.0
    length = len(left) + len(right)
    if 2 * min(len(left), len(right)) / length < 0.5:
        return 0.0
    ours = {word.lower() for word in _WORDS.findall(one)}
    theirs = {word.lower() for word in _WORDS.findall(other)}
    words = len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0
    contained = 0.8 if len(ours) > 1 and (ours < theirs or theirs < ours) else 0.0
    said = max(words, contained)
    if said < least and 2 * (Counter(left) & Counter(right)).total() / length < least:
        return 0.0
    letters = SequenceMatcher(None, min(left, right), max(left, right), autojunk=False).ratio()
    # `get_user` and `set_user` look alike and never are the same.
    opposite = 0.25 if _differ_in_verb(one, other) else 0.0
    return max(max(letters, said) - opposite, 0.0)


def _differ_in_verb(one: str, other: str) -> bool:
    ours = [word.lower() for word in _WORDS.findall(one)]
    theirs = [word.lower() for word in _WORDS.findall(other)]
    if len(ours) != len(theirs):
        return False
    pairs = [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b]
    if len(ours) < 2 or len(pairs) != 1:
        return False
    first, second = pairs[0]
    return SequenceMatcher(None, first, second, autojunk=False).ratio() < 0.7


def parts_of(module: str) -> list[str]:
    return module.split(".")


def nearness(one: str, other: str) -> float:
    """0..1: the share of leading segments of the shorter parent that both have."""
    left, right = parts_of(one), parts_of(other)
    shared = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        shared += 1
    return shared / max(len(left), len(right))


def shared_ending(one: str, other: str) -> int:
    shared = 0
    for a, b in zip(reversed(parts_of(one)), reversed(parts_of(other)), strict=False):
        if a != b:
            break
        shared += 1
    return shared
