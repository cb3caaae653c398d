"""The index."""

from __future__ import annotations

from shop.search.ranking import rank


class Index:
    """Texts by number."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def find(self, word: str) -> list[str]:
        return rank([number for number, text in self.texts.items() if word in text])
