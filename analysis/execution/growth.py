"""How large values may become: code that would not fit into memory is read, too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.execution.budget import BUDGET, CHEAP
from analysis.execution.values import UNKNOWN, Const, Items, Value

MOST_ITEMS = 200_000
"""Items of a list that are followed; of a longer one it is not known what else is in it."""
MOST_TEXT = 2**20
"""Characters of a text that is followed."""
CHARACTERS = 1_024
"""Characters for the price of a statement."""

# A width of five digits, or one that an argument decides.
_WIDE = re.compile(r"[0-9]{5}|\*|:[^}]*\{")


def concatenated(left: Items, right: Items) -> Items:
    """`left + right`."""
    if len(left.items) + len(right.items) > MOST_ITEMS:
        return Items(left.kind, list(left.items), True)
    return Items(left.kind, left.items + right.items, left.open_ or right.open_)


def add_items(items: list[Value], more: Items) -> bool:
    """Appends the items of another list; whether the result may hold others as well."""
    if len(items) + len(more.items) > MOST_ITEMS:
        return True
    BUDGET.spend(len(more.items) // CHEAP)
    items += more.items
    return more.open_


def joined(left: str, right: str) -> Value:
    """`left + right`."""
    return text_of(left + right) if len(left) + len(right) <= MOST_TEXT else UNKNOWN


def text_of(text: str) -> Const:
    """A text that the code makes, paid for."""
    BUDGET.spend(len(text) // CHARACTERS)
    return Const(text)


def may_swell(text: str, arguments: Sequence[object]) -> bool:
    """Whether filling the arguments into a text may give one that is too long."""
    places = text.count("%") + text.count("{")
    longest = max((len(value) for value in arguments if isinstance(value, str)), default=0)
    return len(text) + places * longest > MOST_TEXT or _WIDE.search(text) is not None


def swells(text: str, method: str, arguments: Sequence[object]) -> bool:
    """Whether a method of a text gives one that is too long."""
    match method, arguments:
        case "format", _:
            return may_swell(text, arguments)
        case "replace", [str(old), str(new), *_]:
            return len(text) + text.count(old) * len(new) > MOST_TEXT
        case "join", [list(parts)]:
            return sum(map(len, parts)) + len(text) * len(parts) > MOST_TEXT
        case _:
            return False
