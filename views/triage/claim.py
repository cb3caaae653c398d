"""A claim of a ticket: the verdict, the words it is about, and the evidence."""

from __future__ import annotations

from analysis.triage.report import Claim, ClaimType
from views import parts, state
from views.classes import GROUPS
from views.opening import Opened
from views.triage import common
from views.triage.told import TYPES, VERDICTS
from views.words import Markup, safe, sentence

MOST_LINKS = 6


def show(opened: Opened, claim: Claim) -> None:
    """Everything about one claim."""
    sign, word, kind = VERDICTS[claim.verdict]
    head, *more = claim.summary.split("; ")
    parts.show(
        parts.heading(f"{sign} {word}", f"line {claim.line} of the text", TYPES[claim.type]),
        f'<blockquote class="pl-quote">{safe(claim.text)}</blockquote>',
        parts.callout(kind, sentence(head), *map(sentence, more)),
        _links(opened, claim),
    )
    common.evidence(opened, claim.evidence)
    look_for_repair = common.remedy(opened, claim.finding)
    common.picture(opened, claim.finding)
    # Last, because it takes longest.
    look_for_repair()


def _links(opened: Opened, claim: Claim) -> str:
    """Where to see it: the ways between the members of a circle, the classes, the modules."""
    known = opened.analysis.structure.project.modules
    named = [each.partition(":")[0] for each in claim.subjects]
    modules = list(dict.fromkeys(name for name in named if name in known))
    found: list[Markup] = []
    if claim.type is ClaimType.CYCLE and len(modules) > 1:
        for one, other in zip(modules, [*modules[1:], modules[0]], strict=True):
            words = f"{_last(one)} → {_last(other)}"
            ends = {state.CHAIN_FROM: one, state.CHAIN_TO: other}
            found.append(parts.link(words, "modules", **ends))
        head = "Ways on the map"
    elif claim.type is ClaimType.DUPLICATE_CLASS:
        found = [
            parts.link("the duplicates, side by side", "classes", **{state.CLASS_VIEW: GROUPS})
        ]
        head = "On the Classes page"
    else:
        found = [parts.link(name, "modules", **{state.SELECT: name}) for name in modules]
        head = "On the map"
    if not found:
        return ""
    pieces: list[object] = [f"{head}: "]
    for at, link in enumerate(found[:MOST_LINKS]):
        pieces += [" · " if at else "", link]
    return parts.paragraph(parts.joined(*pieces))


def _last(module: str) -> str:
    return module.rpartition(".")[2]
