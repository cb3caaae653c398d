"""Sentences that say that a name, or a module, is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.triage.report import ClaimType
from analysis.triage.ticket.mentions import ANY, MODULE, NAME, Named
from analysis.triage.ticket.value import Mention, Said, Sort, Told
from analysis.triage.ticket.words import ITEMS, MODULES, NOT, SORTS, THE

_LACKS = (
    r"(?:(?:does|do)(?: not|n't)|no longer|never|not) (?:\w+ly |even |yet )?"
    r"(?:define|have|contain|export|provide|expose|offer|include|has|know)s?(?: any ?more)?|"
    r"lacks?|misses|is (?:missing|lacking|without)|ha(?:s|ve) (?:no|not)|has (?:lost|dropped)|"
    r"contains no|defines no|exports no|provides no|without"
)
_GONE = (
    r"(?:(?:(?:is|are|was|were|has been|have been|got|went|being) )?(?:still |just |also |simply )?"
    r"(?:missing|gone|removed|deleted|dropped|lost|away|absent|undefined|"
    r"(?:not|no longer|nowhere|never) (?:\w+ )?(?:defined|there|found|exported|available|present|"
    r"provided|to be found|in)|renamed|moved (?:out|away))"
    r"|(?:isn't|aren't|ain't|wasn't) (?:\w+ )?(?:defined|there|found|exported|available|present|in)"
    r"|(?:(?:does|do)(?: not|n't)|no longer|not|never) (?:exist|live)s?)\b"
)
_FROM = r"(?: any ?more)?(?: \w+)?,? ?(?:from|in|inside|out of|by|at|of)? ?"

_NAME_RULES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # a.py does not define f
        rf"(?P<place>{MODULE})(?: \(?\w+\)?)? (?:{_LACKS}) (?:attribute |member "
        rf")?(?P<names>{ITEMS})",
        # f is missing from a.py
        rf"(?P<names>{THE}{NAME}(?:(?:,| and) {THE}{NAME}){{0,9}})(?: \w+)? ?(?:, (?:which|that) "
        rf")?(?:{_GONE}){_FROM}"
        rf"{THE}(?P<place>{MODULE})",
        # there is no f in a.py; missing f in a.py
        rf"(?:there is no|there's no|missing|no|lost|undefined):? (?P<names>{THE}{NAME}"
        rf"(?:(?:,| and) {THE}{NAME}){{0,9}}) (?:is )?(?:in|from|inside|of) "
        rf"{THE}(?P<place>{MODULE})",
        # can't import f from a.py
        rf"{NOT} (?:find|import|be import\w*|locate|resolve) (?P<names>{THE}{NAME}"
        rf"(?:(?:,| and) {THE}{NAME}){{0,9}}) (?:from|in) {THE}(?P<place>{MODULE})",
        # f can't be imported from a.py
        rf"(?P<names>{THE}{NAME}) {NOT} be (?:imported|found) (?:from|in) {THE}(?P<place>{MODULE})",
        # imports f from a.py, which is not there
        rf"imports? (?P<names>{THE}{NAME}) (?:from|of) {THE}(?P<place>{MODULE}),? ?(?:\(?but|and|"
        rf"yet|"
        rf"which|that|although|though)\b[^.;]{{0,60}}?(?:{_GONE})",
        # a.py: f missing; f, no such function in a.py
        rf"(?P<place>{MODULE})\s*[:|-]\s*(?P<names>{THE}{NAME}) (?:is |are )?(?:missing|gone|"
        rf"undefined|not (?:defined|found|there))\b",
        rf"(?P<names>{NAME})[^.;]{{0,20}}?, (?:but )?(?:there is )?no such {SORTS}in {THE}"
        rf"(?P<place>{MODULE})",
        # b.py needs f, and a.py does not have it
        rf"(?P<names>{NAME})[^.;]{{0,40}}? {THE}(?P<place>{MODULE}) (?:{_LACKS}) (?:it|this|that|"
        rf"them|"
        rf"any|such)\b",
        # b.py imports f, which a.py does not define
        rf"imports? (?P<names>{THE}{NAME}),? (?:which|that|but) (?P<place>{MODULE}) (?:{_LACKS})",
    )
)
_ALONE = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?P<names>{NAME})(?: \w+)? ?(?:{_GONE})(?=[^\w\ue000-\uf8ff]*$|[.,;:)\]]| (?:any ?more|"
        rf"since|now|and|"
        r"but|so|because|which|again|here|there|entirely|completely|after|everywhere|in|yet|"
        r"either)\b)",
        rf"^[^\w\ue000-\uf8ff]*(?:\d+[^\w\ue000-\uf8ff]+)?(?:\w+ )?(?:missing|lost|undefined) "
        rf"(?P<names>{THE}{NAME})",
        rf"(?:there is no|there's no) (?P<names>{THE}{NAME}) any ?more",
    )
)
_IMPORTERS = re.compile(
    rf"(?P<who>{MODULES}) (?:\(?line \d+\)? )?(?:\w+ )?(?:still |also |is |are )?"
    rf"(?:imports?|importing|needs?|uses?|asks? for|calls?|{NOT} import)"
    rf"(?! (?:each|one another))",
    re.I,
)
_USED_IN = re.compile(
    rf"(?:used|imported|needed|called|asked for|required) (?:in|by|from) (?P<who>{MODULES})", re.I
)

_ABSENT = (
    r"(?:(?:is|are|was|were|has been) (?:\w+ )?(?:missing|gone|removed|deleted|nowhere|absent|lost|"
    r"not (?:there|found|in (?:the|our|this|git)))\b|(?:does|do)(?: not|n't) (?:seem to )?exists?|"
    r"(?:isn't|is not) (?:there|found|part of (?:the|this|our))\b|(?:can ?not|can't|could not) be "
    r"found|"
    r"no longer exists?|not exists?|not found|: ?(?:no such (?:module|file)|missing|not found)|"
    r"missing(?! (?:a|an|the|its|from|in)\b))"
)
_MODULE_RULES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # b.py imports a.py, which does not exist
        rf"(?P<who>{MODULE}) (?:\w+ )?(?:imports?|needs|uses|asks for|refers to) "
        rf"{THE}(?P<gone>{ANY}),? "
        rf"?(?:which|that|but|yet|although|and)\b[^.;]{{0,40}}?(?:{_ABSENT})",
        rf"(?P<gone>{MODULE})(?: \w+)? ?(?:{_ABSENT})(?! {THE}{NAME})",
        rf"(?:module|file|package) (?P<gone>{ANY}) (?:{_ABSENT})",
        rf"ModuleNotFoundError(?: for|:|,) (?P<gone>{MODULE})",
        rf"(?:missing (?:module|file|package)s?|there is no (?:module|file|package)|"
        rf"no (?:such )?(?:module|file|package)) ?:? ?(?P<gone>{ANY})",
    )
)
_NOT_A_NAME = re.compile(r"\b(?:docs?|docstrings?|page|translation|index|icon|test for)\b", re.I)


def missing_names(sentence: Named, topic: tuple[Mention, ...]) -> Iterator[Told]:
    """Claims that names are missing; `topic` are names that a heading above says this of."""
    shape = sentence.shape
    if not topic and not sentence.has(Sort.NAME, Sort.CLASS):
        return
    found: set[Mention] = set()
    for rule in _NAME_RULES:
        for match in rule.finditer(shape):
            names = tuple(
                each
                for each in sentence.all_in(match["names"])
                if each.name is not None and each not in found
            )
            places = sentence.all_in(match["place"])
            if names and not _NOT_A_NAME.search(match["names"]):
                found.update(names)
                importers = _importers(sentence, {*places, *names})
                yield _told(sentence, match, names, places, importers)
    for rule in _ALONE:
        for match in rule.finditer(shape):
            names = tuple(
                each
                for each in sentence.all_in(match["names"])
                if each.name is not None and each not in found
            )
            if names and not any(each in found for each in sentence.all_in(match.group())):
                found.update(names)
                yield _told(sentence, match, names, (), _importers(sentence, set(names)))
    if topic and not found:
        importers = _importers(sentence, set(topic))
        if importers:
            says = frozenset({Said.LISTED})
            yield Told(ClaimType.MISSING_NAME, sentence.source, 0, topic, (), importers, says)


def missing_modules(sentence: Named) -> Iterator[Told]:
    """Claims that a module or a file is missing."""
    if not sentence.mentions:
        return
    found: set[Mention] = set()
    for rule in _MODULE_RULES:
        for match in rule.finditer(sentence.shape):
            gone = sentence.all_in(match["gone"])[:1]
            if gone and gone[0] not in found and not gone[0].text.endswith("/"):
                found.update(gone)
                groups = match.groupdict()
                who = sentence.all_in(groups["who"]) if groups.get("who") else ()
                yield Told(ClaimType.MISSING_MODULE, sentence.source, 0, gone, (), who)


def _told(
    sentence: Named,
    match: re.Match[str],
    names: tuple[Mention, ...],
    places: tuple[Mention, ...],
    importers: tuple[Mention, ...],
) -> Told:
    return Told(ClaimType.MISSING_NAME, sentence.source, 0, names, places, importers)


def _importers(sentence: Named, other: set[Mention]) -> tuple[Mention, ...]:
    found: dict[Mention, None] = {}
    for rule in (_IMPORTERS, _USED_IN):
        for match in rule.finditer(sentence.shape):
            found.update(dict.fromkeys(sentence.all_in(match["who"])))
    return tuple(each for each in found if each not in other and each.as_module)
