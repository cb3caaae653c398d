"""Two states of a repository that are looked at together."""

from __future__ import annotations

import msgspec

from analysis import Analysis, Comparison
from views import parts
from views.words import Markup

BEFORE, AFTER = "before", "after"


class Sides(msgspec.Struct, frozen=True, kw_only=True):
    """A state before and one after. Equal keys, equal states.

    `open_side` is the one whose files open beside the page, "" where neither is that repository.
    """

    before_key: str
    after_key: str
    before: Analysis
    after: Analysis
    comparison: Comparison
    open_side: str = BEFORE

    def place(self, side: str, path: str, line: int, text: str | None = None) -> Markup:
        """A place on one side: a link where its file can be opened."""
        if side == self.open_side:
            return parts.place(path, line, text)
        return parts.joined(f"{path}:{line}" if text is None else text)
