"""What stands above a sentence: headings, lines that lead to a list, items with items below."""

from __future__ import annotations

import enum
import re

import msgspec

from analysis.triage.ticket.mentions import Named
from analysis.triage.ticket.tone import silences
from analysis.triage.ticket.value import Mention, Sort
from analysis.triage.ticket.words import CIRCULAR

LEAD = 50
ITEM = 100
"""Levels below all headings; items by how deep they are indented."""


class Topic(enum.StrEnum):
    """What a list below a heading is a list of."""

    MISSING = "missing"
    DUPLICATE = "duplicate"
    CYCLE = "cycle"
    IMPORT = "import"
    IMPACT = "impact"


_TOPICS = (
    (Topic.CYCLE, re.compile(rf"\b{CIRCULAR}\b|\bmutual\b", re.I)),
    (Topic.DUPLICATE, re.compile(r"\bduplicat|\bdefined twice|\bcopies\b|\bdoubled?\b", re.I)),
    (
        Topic.IMPORT,
        re.compile(
            r"\b(?:can ?not|can't|fail(?:s|ing)? to|unable to|do not|don't|not) (?:be )?"
            r"(?:import|load)|\bbroken (?:imports?|modules?|files?)\b|\bimport errors?\b|\bimport "
            r"failures?\b|"
            r"\bstatus of .{0,20}\bimports?\b",
            re.I,
        ),
    ),
    (Topic.MISSING, re.compile(r"\b(?:missing|undefined|lost|gone|not found|absent)\b", re.I)),
    (
        Topic.IMPACT,
        re.compile(r"\b(?:impact|blocked|consequences?|affected|blast radius|what breaks)\b", re.I),
    ),
)


class _Level(msgspec.Struct, frozen=True):
    level: int
    topic: Topic | None
    mentions: tuple[Mention, ...]
    silent: bool


class Above:
    """The levels above the sentence that is being read."""

    def __init__(self) -> None:
        self._levels: list[_Level] = []

    def close(self, level: int) -> None:
        """What is at this level, or deeper, ends."""
        while self._levels and self._levels[-1].level >= level:
            self._levels.pop()

    def open(self, level: int, named: Named, silent: bool = False) -> None:
        """A heading, a lead or an item begins."""
        self.close(level)
        topic = next((topic for topic, sign in _TOPICS if sign.search(named.shape)), None)
        silent = silent or silences(named.shape, is_title=level <= 1) or self.silent
        mentions = named.all_in(named.shape)
        self._levels.append(_Level(level, topic, mentions, silent))

    @property
    def silent(self) -> bool:
        """Whether nothing here tells how things are."""
        return bool(self._levels) and self._levels[-1].silent

    @property
    def topic(self) -> Topic | None:
        return next((each.topic for each in reversed(self._levels) if each.topic), None)

    def named(self, sorts: tuple[Sort, ...]) -> tuple[Mention, ...]:
        """The mentions of some sorts in the nearest level that has any, up to the topic."""
        for each in reversed(self._levels):
            found = tuple(mention for mention in each.mentions if mention.sort in sorts)
            if found:
                return found
            if each.topic is not None:
                break
        return ()
