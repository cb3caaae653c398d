"""A group of classes, told: which is the true one and why, and how the others differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from analysis.checks.duplicate_class.evidence import Evidence, Weighed, evidence_for
from analysis.checks.duplicate_class.evidence import told as told_evidence
from analysis.checks.duplicate_class.likeness import (
    DIVERGENT,
    EXACT,
    NEAR,
    VARIANT,
    alike,
    copies,
)
from analysis.findings import Severity, key_of
from analysis.fleet.place import Group, Place
from analysis.fleet.value import SharedCanonical, SharedClass, SharedDefinition

CANONICAL = "canonical"
_ORDER = (CANONICAL, EXACT, NEAR, DIVERGENT, VARIANT)
_ALL_BUT_THE_SAME = 0.85
_USED = 2.5
_SPREAD = 1.5
_TOLD = 4
"""Places and members that a message names."""


def told(group: Group, users: Mapping[str, int]) -> SharedClass:
    """`users` says how many other repositories import one."""
    first, why = _canonical(group.definitions, users)
    every = [first, *(place for place in group.definitions if place is not first)]
    every += group.variants
    variants = set(group.variants)
    having = Counter(name for place in every for name in place.summary.members)
    definitions = [_definition(place, first, having, place in variants) for place in every]
    definitions[1:] = sorted(definitions[1:], key=lambda each: _ORDER.index(each.relation))
    others = [each for each in definitions[1:] if each.relation != VARIANT]
    kind = max((each.relation for each in others), key=_ORDER.index, default=VARIANT)
    similarity = min(each.similarity for each in others or definitions[1:])
    canonical = SharedCanonical(first.repository, first.summary.module, first.name, why)
    repositories = tuple(dict.fromkeys(each.repository for each in definitions))
    return SharedClass(
        key=key_of(
            "shared-class",
            *sorted(f"{each.repository}/{each.module}:{each.class_}" for each in definitions),
        ),
        kind=kind,
        severity=_severity(kind, definitions, similarity),
        title=_title(kind, definitions, similarity, len(repositories)),
        message=_message(kind, canonical, definitions),
        similarity=similarity,
        confusability=group.confusability,
        repositories=repositories,
        canonical=canonical,
        definitions=tuple(definitions),
    )


def _canonical(places: Sequence[Place], users: Mapping[str, int]) -> tuple[Place, tuple[str, ...]]:
    weighed = [
        Weighed(
            module=place.summary.module,
            name=place.name,
            members=len(place.summary.members),
            importers=place.summary.importers,
            docstring=place.summary.fact.docstring or "",
            module_docstring=place.summary.module_docstring,
        )
        for place in places
    ]
    texts = Counter(place.summary.source for place in places)
    evidence = []
    for place, one in zip(places, weighed, strict=True):
        found = evidence_for(one, weighed)
        if users[place.repository]:
            found.append(Evidence(_USED, _used(place.repository, users[place.repository])))
        same = texts[place.summary.source]
        if 1 < same < len(places):
            share = _SPREAD * same / len(places)
            found.append(Evidence(share, f"{same} of {len(places)} have this very text"))
        evidence.append(found)
    best = min(
        range(len(places)),
        key=lambda at: (
            -round(sum(item.weight for item in evidence[at]), 6),
            places[at].summary.module.count("."),
            at,
        ),
    )
    others = [found for at, found in enumerate(evidence) if at != best]
    return places[best], told_evidence(evidence[best], others)


def _used(repository: str, number: int) -> str:
    who = "other repository imports" if number == 1 else "other repositories import"
    return f"{number} {who} {repository}"


def _definition(
    place: Place, first: Place, having: Mapping[str, int], is_variant: bool
) -> SharedDefinition:
    summary, fact = place.summary, place.summary.fact
    relation, similarity = CANONICAL, 1.0
    if place is not first:
        found = _copied(first, place)
        similarity = found[1] if found else alike(first.summary, summary)
        relation = VARIANT if is_variant else found[0] if found else DIVERGENT
        if relation == EXACT:
            similarity = 1.0
    return SharedDefinition(
        repository=place.repository,
        module=summary.module,
        class_=fact.qualname,
        path=summary.path,
        line=fact.line,
        end_line=fact.end_line,
        relation=relation,
        similarity=similarity,
        importers=summary.importers,
        members=tuple(sorted(summary.members)),
        only_here=tuple(sorted(name for name in summary.members if having[name] == 1)),
    )


def _copied(first: Place, place: Place) -> tuple[str, float] | None:
    if (first.name, first.summary.source) == (place.name, place.summary.source):
        # The very text: many repositories may have it, and it is parsed once.
        return EXACT, 1.0
    return copies(first.summary, place.summary, beside=False)


def _severity(kind: str, definitions: Sequence[SharedDefinition], similarity: float) -> Severity:
    """A hazard: namesakes, or copies that are all but the same."""
    if kind == VARIANT:
        return Severity.INFO
    owners: dict[str, set[str]] = {}
    for each in definitions:
        if each.relation != VARIANT:
            owners.setdefault(each.class_, set()).add(each.repository)
    namesakes = any(len(repositories) > 1 for repositories in owners.values())
    return Severity.WARNING if namesakes or similarity >= _ALL_BUT_THE_SAME else Severity.INFO


def _title(
    kind: str, definitions: Sequence[SharedDefinition], similarity: float, repositories: int
) -> str:
    first, *rest = definitions
    if kind == VARIANT:
        other = rest[0]
        return (
            f"{other.class_} of {other.repository} repeats much of {first.class_} of "
            f"{first.repository}"
        )
    variants = sum(each.relation == VARIANT for each in rest)
    count = len(definitions) - variants
    names = list(dict.fromkeys(each.class_ for each in definitions if each.relation != VARIANT))
    name = " and ".join(names[:2])
    what = {
        EXACT: f"{count} identical copies",
        NEAR: f"{count} nearly identical definitions ({min(similarity, 0.99):.0%} alike)",
        DIVERGENT: f"{count} definitions that differ ({min(similarity, 0.99):.0%} alike)",
    }[kind]
    more = f", and {variants} variant{'s' if variants > 1 else ''}" if variants else ""
    return f"{name}: {what}{more} in {repositories} repositories"


_ADVICE = {
    EXACT: "Keep one of them, in a package that the others install.",
    NEAR: "Bring them together in one, in a package that the others install.",
    DIVERGENT: "If they are one thing, one package should have it; if not, rename them apart.",
    VARIANT: "If it is the same thing for another purpose, derive it; else rename it apart.",
}


def _message(kind: str, canonical: SharedCanonical, definitions: Sequence[SharedDefinition]) -> str:
    parts = [
        f"{canonical.module}:{canonical.class_} of {canonical.repository} seems to be the true "
        f"one: {'; '.join(canonical.why)}."
    ]
    first, *rest = definitions
    for each in rest[:_TOLD]:
        if each.relation == EXACT:
            continue
        lacking = sorted(set(first.members) - set(each.members))
        differences = [f"lacks {_some(lacking)}"] if lacking else []
        if each.only_here:
            differences.append(f"alone has {_some(each.only_here)}")
        said = " and ".join(differences) or "has the same members"
        parts.append(f"{each.module}:{each.class_} of {each.repository} {said}.")
    if len(rest) > _TOLD:
        parts.append(f"There are {len(rest) - _TOLD} more.")
    return " ".join([*parts, _ADVICE[kind]])


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
    return f"{', '.join(names[:_TOLD])}{more}"
