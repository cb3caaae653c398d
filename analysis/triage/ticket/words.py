"""Pieces of patterns that the rules share. They read the shape of a text, see `mentions`."""

from __future__ import annotations

import re

from analysis.triage.ticket.mentions import ANY, MODULE
from analysis.triage.ticket.value import Mention, Sort

KIND = r"(?:(?:the|a|an|any|its|this|that|our|old|new|whole|required|public|python) ){0,2}"
SORTS = (
    r"(?:(?:function|method|class|name|symbol|constant|variable|attribute|helper|definition|"
    r"import|object|module|file|package|modules|files|packages|classes|functions|script|factory|"
    r"scripts|names|symbols|called|named|of|for)[\s:]+){0,3}"
)
THE = KIND + SORTS
BETWEEN = r"\s*(?:,\s*and|,|&|\+|/|\band\b|\bor\b|\bnor\b|\bwith\b|\bto\b|<->|;)\s*"
ARROW = r"\s*(?:<?-{1,3}>|<?={1,2}>|→|↔|⇒|⇄|⟷|⟶|=>|>>?)\s*"
TWO_WAY = re.compile(r"<-{1,3}>|<=>|↔|⇄|⟷")
ITEMS = rf"{THE}{ANY}(?:(?:{BETWEEN})(?:both |also )?{THE}{ANY}){{0,40}}"
MODULES = rf"{THE}{MODULE}(?:(?:{BETWEEN})(?:both |also )?{THE}{MODULE}){{0,40}}"
CHAIN = re.compile(rf"{ANY}(?:\)?{ARROW}\(?{ANY}){{1,60}}")
NOT = r"(?:can ?not|can't|could not|couldn't|unable to|impossible to|not able to|not possible to)"
CIRCULAR = (
    r"(?:circular(?:ly|ity)?|cyclic(?:al)?|cycles?|circles?|(?:import|dependency) loops?|"
    r"import rings?)"
)
DENIES = re.compile(
    rf"\b(?:no|not|none|never|without|any|isn't|aren't|nor|neither|zero)\b[^,;:.]{{0,30}}{CIRCULAR}"
    rf"|{CIRCULAR}[^,;.]{{0,40}}\b(?:gone|does not exist|doesn't exist|free)\b|\bnone between\b",
    re.I,
)
ERROR = r"(?:\w*(?:Import|ModuleNotFound|Name|Attribute|Syntax|Type|Circular\w*)Error|exception)"
NUMBERS = {
    "two": 2, "both": 2, "twice": 2, "three": 3, "thrice": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip


def modules_of(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Those that can stand for a module, each once."""
    return distinct(tuple(each for each in mentions if each.as_module and each.sort != Sort.CLASS))


def distinct(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Each once, the first of those that mean the same."""
    found: dict[object, Mention] = {}
    for each in mentions:
        found.setdefault(each.modules or each.text, each)
    return tuple(found.values())


def number_in(words: str) -> int | None:
    """How many: "two", "3 times"."""
    for word in re.findall(r"[a-z]+|\b\d{1,2}\b", words.lower()):
        if word in NUMBERS:
            return NUMBERS[word]
        if word.isdigit() and int(word) > 1:
            return int(word)
    return None
