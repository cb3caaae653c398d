"""From a ticket and an analysis to claims with their verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from analysis.pipeline import Analysis
from analysis.triage.report import Claim, ClaimType, Verdict
from analysis.triage.ticket.reading import told_in
from analysis.triage.ticket.value import Said, Told
from analysis.triage.verdicts.circles import cycle
from analysis.triage.verdicts.classes import duplicate
from analysis.triage.verdicts.failures import impact, import_error
from analysis.triage.verdicts.ground import Ground
from analysis.triage.verdicts.names import missing_module, missing_name
from analysis.triage.verdicts.value import Judged

_MISSING = frozenset({ClaimType.MISSING_NAME, ClaimType.MISSING_MODULE})


def claims_of(text: str, analysis: Analysis) -> tuple[Claim, ...]:
    """What a text claims of a repository, by line, and what is true of it."""
    ground = Ground(analysis)
    told = told_in(text, ground.vocabulary)
    judged: dict[int, Judged] = {}
    # What blocks something is said before, or after: so what can be a reason is judged first.
    for at, each in sorted(enumerate(told), key=lambda pair: pair[1].type is ClaimType.IMPACT):
        causes = _causes(each, ((told[other], found) for other, found in judged.items()))
        judged[at] = _judge(ground, each, causes)
    return tuple(
        Claim(
            text=each.text,
            line=each.line,
            type=each.type,
            subjects=judged[at].subjects,
            verdict=judged[at].verdict,
            summary=_sentence(judged[at].summary),
            evidence=judged[at].evidence,
            finding=judged[at].finding,
        )
        for at, each in sorted(enumerate(told), key=lambda pair: pair[1].line)
    )


def _judge(ground: Ground, told: Told, causes: tuple[str, ...]) -> Judged:
    match told.type:
        case ClaimType.MISSING_NAME:
            return missing_name(ground, told)
        case ClaimType.MISSING_MODULE:
            return missing_module(ground, told)
        case ClaimType.DUPLICATE_CLASS:
            return duplicate(ground, told)
        case ClaimType.CYCLE:
            return cycle(ground, told)
        case ClaimType.IMPORT_ERROR:
            return import_error(ground, told)
        case ClaimType.IMPACT:
            return impact(ground, told, causes)
        case _:
            assert_never(told.type)


def _causes(told: Told, judged: Iterable[tuple[Told, Judged]]) -> tuple[str, ...]:
    """The findings behind the claims that are said to be the reason."""
    return tuple(
        found.finding or f"{other.type}"
        for other, found in judged
        if (other.type in told.causes or (_is_missing(other) and bool(told.causes & _MISSING)))
        and (found.finding is not None or found.verdict is Verdict.CONFIRMED)
    )


def _is_missing(told: Told) -> bool:
    """Whether it is the message of an import that finds nothing."""
    return Said.MESSAGE in told.says and Said.PARTIAL not in told.says


def _sentence(words: str) -> str:
    """With a capital letter, unless it begins with a name of the repository."""
    if words.partition(" ")[0].lower() in _OPENERS:
        words = words[:1].upper() + words[1:]
    return words if words.endswith(".") else f"{words}."


_OPENERS = frozenset(
    {"there", "they", "it", "the", "no", "none", "nothing", "whether", "importing"}
)
