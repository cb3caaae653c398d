"""Whether a sentence tells what is, or asks, plans, looks back, teaches or supposes."""

from __future__ import annotations

import re

_START = (
    r"^[^a-zA-Z\ue000-\uf8ff]*(?:step \w+\W+|\w{1,20}: |[A-Z]{2,6}[ #-]?\d+[^\w\ue000-\uf8ff]+)?"
)

_QUESTION = re.compile(
    r"\?\W*$"
    rf"|{_START}(?:why|how|who|whether|which|could it|can (?:we|you|some|any)|do we|does|is "
    rf"there)\b"
    r"|\b(?:wonder(?:s|ing)?|asks?|unsure|not sure|unclear|unknown) (?:whether|if|why|who|how)\b"
    r"|\b(?:checked|check|verify|look|tell|know) (?:if|whether)\b",
    re.I,
)

_VERBS = (
    "add|adjust|align|allow|apply|avoid|break|bring|build|bump|call|change|check|chore|clean|close|"
    "combine|consider|convert|create|cut|decide|declare|decouple|defer|delete|deprecate|do|don't|"
    "drop|eliminate|ensure|export|extract|feat|feature|find|fix|get rid|give|guard|implement|"
    "improve|inline|introduce|investigate|keep|let|list|look|make|merge|migrate|move|name|"
    "never|nit|open|pick|plan|please|point|postpone|prefer|prevent|put|re-export|read|"
    "refactor|remove|rename|replace|resolve|restore|review|rewrite|run|see|set|show|simplify|"
    "solve|sort|split|stop|switch|todo|try|turn|unify|untangle|update|use|verify|wire|"
    "work out|write"
)
_PLAN = re.compile(
    rf"{_START}(?:to )?(?:{_VERBS})(?=[\s(:,])(?! (?:fails?|errors?|cycles?|circles?|loops?)\b)"
    r"|\b(?:should|shall|ought|must|let's|let us|would|might|may|maybe|perhaps|ideally|please|"
    r"to-?do|tbd|goal|wish|hope|hopefully)\b"
    r"|\bcould(?! not| gather| see| find| tell|n't| never| no longer)\b"
    r"|\b(?:we|i|you|they|he|she|it|this|team|ana|bo) will\b(?! (?:fail|crash|break|not start))"
    r"|\bwill (?:be (?!blocked|down|broken)|move|get|fix|remove|add|look|take|become|have|need)"
    r"|\b(?:we|i|they|you|he|she) (?:want|wants|plan|need|intend|propose|suggest|recommend|like)\b"
    r"|\b(?:want|need|plan|like|love|ha[sv]e?|going|supposed|meant|able|asked|wants|needs|try|"
    r"possible) to (?!import |find )"
    r"|\b(?:in order|so as) to\b|\bto (?:avoid|prevent|break|remove|fix|get rid|cut)\b"
    r"|\bso that\b|\bmake sure\b|\bnot hesitate\b|\bis (?:needed|wanted|intended)\b",
    re.I,
)

_PAST = re.compile(
    rf"{_START}(?:fixed|removed|resolved|solved|merged|moved|added|changed|deleted|dropped|"
    r"renamed|deprecated|refactored|split|cleaned|before|previously|formerly|once|earlier)\b"
    r"|\b(?:used to|previously|formerly|back then|in the past|had (?:been|to)|once (?:was|were)|"
    r"(?:has|have|is|are|was|were|been|now|got|already) (?:fixed|resolved|solved|cut|healed|done)|"
    r"rolled back|so far|anymore\?|it does now|works? (?:now|again)|no longer imports?|"
    r"does not exist any ?more as a problem)\b"
    r"|\b(?:was|were) (?:at first |also |only |once )?(?:circular|cyclic|duplicated?|down|blocked|"
    r"defined|imported|broken|merged|part|suspected|unable|not)\b"
    r"|\bdid(?: not|n't)\b|\bversion(?:changed|added)\b|\bdeprecated::"
    r"|\b(?:cycle|circle|loop|import|duplicates?|classes)\b[^.;]{0,60}\b(?:was|were) (?:removed|"
    r"fixed|broken|resolved|cut|merged|deleted|dropped)\b",
    re.I,
)

_SUPPOSED = re.compile(
    rf"{_START}(?:if|suppose|imagine|assume|assuming|consider|say|given|unless|whenever|"
    r"when (?:you|two|a|an|i write)|in case|as (?:a|an) )\b"
    r"|\bif\b|\b(?:for example|for instance|e\.g\.?|i\.e\.?|usually|often|in general|generally|"
    r"typically|sometimes|commonly|normally|a sign|you (?:get|have|can|see|write)|i write)\b"
    r"|\b(?:between|of) (?:two|any|some) (?:modules|files|packages)\b",
    re.I,
)

_CHANGE = re.compile(
    r"\b(?:this|that|the) (?:pr|pull request|change|commit|patch|branch|merge request)\b"
    r"|\bwith (?:this|that) change\b"
    r"|\bthis (?:moves|removes|fixes|adds|changes|makes|breaks|splits)\b",
    re.I,
)

_DENIED = re.compile(
    r"\b(?:not|isn't|is not|never) (?:true|the case|correct|a problem|an issue|right that)\b"
    r"|\b(?:there|it) (?:is|are) nothing\b|\bfalse alarm\b|\bis fine\b|\bare fine\b|\bworks fine\b"
    r"|\bno problem\b|\bnothing (?:is|was) missing\b",
    re.I,
)


def tells(sentence: str) -> bool:
    """Whether a sentence says how things stand now."""
    return not any(
        pattern.search(sentence)
        for pattern in (_QUESTION, _PLAN, _PAST, _SUPPOSED, _CHANGE, _DENIED)
    )


_NO_REPORT = (
    r"change ?log|release notes?|what's new|history|style|guide(?:line)?s?|conventions?|how ?to|"
    r"meeting|minutes|agenda|weekly|stand-?up|retrospective|resolved|post-?mortem|architecture|"
    r"wishlist|feature|ideas?|plans?|status report|code review"
)
_SECTIONS = (
    r"progress|planned|proposals?|proposed|next steps?|acceptance|criteria|definition of done|"
    r"done when|expected|alternatives?|questions?|usage|development|installation|install|goals?|"
    r"to-?do|tasks?|what to do|solutions?|remediation|fix(?:es)?|workarounds?|solved|overview|"
    r"example|non-goals?|out of scope|references?|tests? to write|recommendations?|decisions?"
)
_VERSION = r"^[^a-z\ue000-\uf8ff]*(?:v?\d+\.\d+(?:\.\d+)*\b|unreleased)"
_SILENT_TITLE = re.compile(rf"{_VERSION}|\b(?:{_NO_REPORT})\b", re.I)
_SILENT = re.compile(rf"{_VERSION}|\b(?:{_NO_REPORT}|{_SECTIONS})\b", re.I)
_ORDER = re.compile(
    r"^[^a-zA-Z\ue000-\uf8ff]*(?:add|avoid|break|clean up|consolidate|cut|delete|drop|fix|get rid|"
    r"make|merge|move|"
    r"refactor|remove|rename|replace|resolve|split|unify|untangle|update|use)\s",
    re.I,
)


def silences(heading: str, is_title: bool = False) -> bool:
    """Whether what stands below a heading is no report of how things are.

    The title of a ticket may well say what to do, and its text what is wrong.
    """
    if is_title:
        return _SILENT_TITLE.search(heading) is not None
    return _SILENT.search(heading) is not None or _ORDER.search(heading) is not None
