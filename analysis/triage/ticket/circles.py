"""Sentences that say that modules import each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.triage.report import ClaimType
from analysis.triage.ticket.mentions import ANY, MODULE, Named
from analysis.triage.ticket.value import Mention, Said, Sort, Told
from analysis.triage.ticket.words import (
    CHAIN,
    CIRCULAR,
    DENIES,
    ITEMS,
    THE,
    TWO_WAY,
    distinct,
)

_SPEAKS = re.compile(rf"\b{CIRCULAR}\b", re.I)
_MUTUAL = r"(?:each other|one another|mutually|in a circle|circularly|vice versa)"
_RULES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{CIRCULAR}\b(?:[^\w\ue000-\uf8ff]+\w+){{0,4}}?[^\w\ue000-\uf8ff]+(?:between|among|of|"
        rf"involving|in|with|from|through|"
        rf"across|at)[^\w\ue000-\uf8ff]+(?:both )?(?P<all>{ITEMS})",
        rf"\b{CIRCULAR}(?: imports?| dependenc\w+| references?)? (?P<all>{ITEMS})",
        rf"\b{CIRCULAR}(?: \w+){{0,2}}\s*[:;\u2013\u2014(-]\s*(?P<all>{ITEMS})",
        rf"(?P<all>{ITEMS})\s*[:|-]\s*{CIRCULAR}\b",
        rf"(?P<all>{ITEMS})(?: \w+){{0,4}}? (?:is |are )?(?:import|depend|need|use|reference|"
        rf"require|load)(?:s|ing)?(?: on)? {_MUTUAL}",
        rf"(?P<all>{ITEMS})(?: \w+){{0,3}}? (?:form|build|make|have|has|are in|are part of|create|"
        rf"is|"
        rf"are|got)s?(?: \w+){{0,3}}? \b{CIRCULAR}\b",
    )
)
_PAIR = re.compile(
    rf"(?P<a>{MODULE})(?:: it| \w+)? (?:is |are )?(?:import|need|use|load)(?:s|ing)?(?: from)? "
    rf"{THE}"
    rf"(?P<b>{ANY})(?: again)?,? (?:\w+ ){{0,2}}?(?:and|while|which|whereas|but)? ?(?:(?:in turn|"
    rf"also|"
    rf"the latter|that|this|it) ){{0,2}}(?P<c>{ANY})?(?: \w+)? ?(?:is |are )?(?:import|need|use|"
    rf"load)"
    rf"(?:s|ing)?(?: from)? (?:back )?{THE}(?P<d>{ANY})",
    re.I,
)
_VICE_VERSA = re.compile(
    rf"(?P<a>{MODULE})(?: \w+)? (?:is )?import(?:s|ing)? {THE}(?P<b>{ANY}),? (?:and|or) (?:vice "
    rf"versa|"
    rf"back|the other way)",
    re.I,
)
_MEMBER = re.compile(
    rf"(?P<who>{THE}{ANY})[^.;]{{0,80}}? (?:is|are) (?:also |itself |even |a )*(?:part|member|"
    rf"inside|in)"
    rf"(?: of)? (?:the|this|that|a|our) (?:\w+ ){{0,2}}{CIRCULAR}",
    re.I,
)


def circles(sentence: Named, in_topic: bool) -> Iterator[Told]:
    """Claims of import cycles; `in_topic`: a heading, or the row, says that they are meant."""
    shape = sentence.shape
    if not sentence.has(*Sort) or DENIES.search(shape) is not None:
        return
    speaks = in_topic or _SPEAKS.search(shape) is not None
    found = False
    chained: list[tuple[int, int]] = []
    for match in CHAIN.finditer(shape):
        members = sentence.all_in(match.group())
        if any(each.sort is Sort.CLASS for each in members):
            continue
        closed = len(members) > 2 and _same(members[0], members[-1])
        if closed or speaks or TWO_WAY.search(match.group()):
            says = frozenset({Said.RING} if closed and not TWO_WAY.search(match.group()) else ())
            yield from _told(sentence, members, says)
            found = True
            chained.append(match.span())
    if found:
        return
    for pattern in (_VICE_VERSA, _PAIR):
        for match in pattern.finditer(shape):
            told = _pair(sentence, match)
            if told:
                found = True
                yield from _told(sentence, told, frozenset())
    member = _MEMBER.search(shape)
    if member is not None:
        yield Told(
            *(ClaimType.CYCLE, sentence.source, 0, sentence.all_in(member["who"])[:1]),
            places=sentence.all_in(member.group())[1:],
            says=frozenset({Said.MEMBER}),
        )
        return
    if found:
        return
    for rule in _RULES:
        for match in rule.finditer(shape):
            members = tuple(each for each in sentence.all_in(match["all"]) if each.as_module)
            if len(distinct(members)) > 1:
                yield from _told(sentence, members, frozenset())
                found = True
        if found:
            return
    listed = tuple(each for each in sentence.all_in(shape) if each.as_module)
    if in_topic and len(distinct(listed)) > 1 and _is_list(shape):
        yield from _told(sentence, listed, frozenset())


def _is_list(shape: str) -> bool:
    """Whether there is little beside the mentions."""
    words = re.findall(
        r"[^[^\w\ue000-\uf8ff]\ue000-\uf8ff]+", re.sub(rf"\b{CIRCULAR}\b", "", shape, flags=re.I)
    )
    return len(words) <= 4


def _pair(sentence: Named, match: re.Match[str]) -> tuple[Mention, ...]:
    groups = match.groupdict()
    a, b = (sentence.mentions[groups[each]] for each in "ab")
    if "d" not in groups:
        return (a, b)
    d = sentence.mentions[groups["d"]]
    c = sentence.mentions[groups["c"]] if groups["c"] else b
    return (a, b) if _same(a, d) and _same(b, c) else ()


def _same(one: Mention, other: Mention) -> bool:
    if one.modules and other.modules:
        return not set(one.modules).isdisjoint(other.modules)
    return one.text == other.text


def _told(sentence: Named, members: tuple[Mention, ...], says: frozenset[Said]) -> Iterator[Told]:
    every = distinct(members)
    if len(every) > 1 and all(each.modules or each.sort is Sort.MODULE for each in every):
        yield Told(ClaimType.CYCLE, sentence.source, 0, every, says=says)
