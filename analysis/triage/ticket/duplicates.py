"""Sentences that say that a class exists more than once, or that two classes are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.triage.report import ClaimType
from analysis.triage.ticket.mentions import CLASS, MODULE, Named
from analysis.triage.ticket.value import Mention, Said, Sort, Told
from analysis.triage.ticket.words import THE, modules_of, number_in

_NUMBER = r"(?:two|both|three|four|five|six|seven|eight|nine|ten|\d{1,2}|multiple|several|many)"
_TWICE = (
    r"(?:twice|thrice|(?:two|three|four|five|\d) times|more than once|multiple times|"
    r"several times|again|in (?:two|three|four|both|several|multiple|\d|different) \w+|"
    r"independently)"
)
_COPIES = r"(?:classes|definitions?|copies|copy|versions?|implementations?|variants?)"
_DEFINED = (
    r"(?:defined|declared|implemented|exists?|lives?|redefined|duplicated|copied|found|present|"
    r"there|written|repeated|appears?)"
)
_CLASSES = rf"{THE}{CLASS}(?:(?:,| and| or|,? &|/) {THE}{CLASS}){{0,9}}"
_RULES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?P<names>{_CLASSES})[^.;]{{0,40}}?\b{_DEFINED} (?:\w+ )?{_TWICE}",
        rf"(?P<names>{_CLASSES}) (?:class |classes )?(?:is|are|was|got|has been) (?:\w+ "
        rf")?duplicated?",
        rf"(?P<names>{_CLASSES}) (?:\w+ )?duplicated\b",
        rf"(?P<names>{_CLASSES}) (?:is|are) (?:\w+ )?{_TWICE}",
        rf"(?P<names>{_CLASSES})[^.;]{{0,20}} (?:has|have) {_NUMBER} (?:\w+ )?{_COPIES}",
        rf"\b{_NUMBER} (?:\w+ )?(?P<names>{_CLASSES})(?:s\b| {_COPIES}\b)",
        rf"\b(?:there are|we have|found|exist) {_NUMBER} (?:\w+ )?(?P<names>{_CLASSES})",
        rf"\b{_NUMBER} (?:\w+ ){{0,2}}{_COPIES} (?:are |is )?(?:of|called|named) "
        rf"(?P<names>{_CLASSES})",
        r"\b(?:duplicated?|duplicates? of|duplicates?:|duplication of|doubled)[:;]? "
        rf"(?:(?:the )?{_COPIES} |(?:the )?class )?(?:of )?(?P<names>{_CLASSES})"
        rf"(?!'s)(?! (?!{_COPIES}\b|class\b|in\b|is\b|are\b|found\b|across\b|between\b|and\b|"
        rf"at\b)[a-z])",
        rf"{MODULE}[^.;]{{0,30}} {MODULE} (?:both |each )?(?:define|have|contain|declare|"
        rf"implement)s? "
        rf"(?:\w+ )?(?P<names>{_CLASSES})",
        rf"(?P<names>{_CLASSES}) (?:is )?(?:also )?{_DEFINED} (?:\w+ )?in (?:both )?{THE}{MODULE}"
        rf"[^.;]{{0,20}} (?:and|&) (?:\w+ ){{0,3}}{THE}{MODULE}",
        rf"(?:second|third|another) (?:{_COPIES}|class) (?:of |called |named "
        rf")?(?P<names>{_CLASSES})",
    )
)
_SAME = re.compile(
    r"\b(?:identical|byte (?:for|by) byte|(?:exact|verbatim|literal|1:1|one-to-one) cop(?:y|ies)|"
    r"exactly the same|the same (?:code|class|implementation)|copy[- ]?(?:and[- ])?past\w+|"
    r"word (?:for|by) word|line (?:for|by) line)\b",
    re.I,
)
_NOT_SAME = re.compile(
    r"\b(?:not|isn't|aren't|almost|nearly|never|no|neither|similar but)\b[^.;]{0,25}?"
    r"\b(?:identical|exact|same|cop(?:y|ies))\b",
    re.I,
)
_NEEDLESS = re.compile(
    r"\b(?:one|either|any|two) of (?:them|these|the (?:two|three|copies|classes)) can "
    r"(?:simply |just |safely |easily )?(?:be )?(?:deleted|removed|dropped|go)\b",
    re.I,
)
_COPY_OF = re.compile(
    rf"(?P<one>{THE}{CLASS})[^.;]{{0,60}}? is (?:just |only |simply )?an? (?:\w+ )?(?:copy|clone|"
    rf"duplicate|twin) of (?P<other>{THE}{CLASS})",
    re.I,
)
_ARE_SAME = re.compile(
    rf"(?P<one>{THE}{CLASS}) and (?P<other>{THE}{CLASS}) are (?:\w+ )?(?:identical|the same|"
    r"(?:exact )?copies|clones|duplicates)\b",
    re.I,
)
_DENIED = re.compile(r"\b(?:not|never|only once|just once)\b|n't\b", re.I)


def duplicates(sentence: Named, topic: tuple[Mention, ...], is_row: bool = False) -> Iterator[Told]:
    """Claims of classes that exist twice; `topic` are those that a heading says this of."""
    if not topic and not sentence.has(Sort.CLASS):
        return
    copied = _COPY_OF.search(sentence.shape) or _ARE_SAME.search(sentence.shape)
    if copied is not None:
        about = sentence.all_in(copied["one"]) + sentence.all_in(copied["other"])
        places = modules_of(sentence.all_in(sentence.shape))
        says = frozenset({Said.IDENTICAL})
        yield Told(ClaimType.DUPLICATE_CLASS, sentence.source, 0, about, places, says=says)
        return
    seen: set[Mention] = set()
    for rule in _RULES:
        for match in rule.finditer(sentence.shape):
            names = tuple(each for each in sentence.all_in(match["names"]) if each not in seen)
            if not names or _DENIED.search(match.group()):
                continue
            seen.update(names)
            count = number_in(match.group())
            yield from _each(sentence, names, _places(sentence, match), count)
    if not seen and is_row:
        names = tuple(each for each in _classes(sentence))
        yield from _each(sentence, names, modules_of(sentence.all_in(sentence.shape)))
        seen.update(names)
    if not seen and topic:
        first = re.match(rf"[^\w\ue000-\uf8ff]*{THE}({MODULE}|{CLASS})", sentence.shape)
        places = modules_of(sentence.all_in(sentence.shape))
        inside = tuple(each for each in _classes(sentence) if each.is_inside)
        if first is not None and (places or inside):
            places = (*places, *inside)
            yield Told(ClaimType.DUPLICATE_CLASS, sentence.source, 0, topic[:1], places)


def says_same(sentence: Named) -> bool:
    """Whether a sentence calls classes identical, or one of them needless."""
    shape = sentence.shape
    if _NEEDLESS.search(shape) is not None:
        return True
    return _SAME.search(shape) is not None and _NOT_SAME.search(shape) is None


def is_needless(sentence: Named) -> bool:
    """Whether it says that one can be deleted: a plan in form, and a claim all the same."""
    return _NEEDLESS.search(sentence.shape) is not None


def _classes(sentence: Named) -> tuple[Mention, ...]:
    every = sentence.all_in(sentence.shape)
    return tuple(each for each in every if each.sort is Sort.CLASS)


def _places(sentence: Named, match: re.Match[str]) -> tuple[Mention, ...]:
    """The modules from the match on, up to a clause of its own; else those before it."""
    shape = sentence.shape
    inside = sentence.all_in(match.group())
    end = re.search(
        rf"[;.](?!\w)|,? \b(?:and|but|while|which|this)\b (?!in\b|again\b|also\b|one\b|once\b|"
        rf"another\b|the other\b|{THE}{MODULE})",
        shape[match.end() :],
    )
    stop = match.end() + end.start() if end is not None else len(shape)
    after = modules_of(inside + sentence.all_in(shape[match.end() : stop]))
    return after or modules_of(sentence.all_in(shape[: match.start()]))


def _each(
    sentence: Named,
    names: tuple[Mention, ...],
    places: tuple[Mention, ...],
    count: int | None = None,
) -> Iterator[Told]:
    inside = [each for each in names if each.is_inside]
    by_name: dict[str | None, list[Mention]] = {}
    for each in names:
        by_name.setdefault(each.name, []).append(each)
    for same in by_name.values():
        where = places or tuple(each for each in inside if each in same)
        told = count if len(by_name) == 1 else None
        yield Told(ClaimType.DUPLICATE_CLASS, sentence.source, 0, (same[0],), where, count=told)
