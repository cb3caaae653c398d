"""Findings that both sides have, and in what they differ: never in a line, nor in words."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.change.value import Aspect, Difference, FindingChange
from analysis.comparison import Comparison, parts_of
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    DoubleImport,
    DuplicateClass,
    ImportCycle,
    UndefinedName,
    UnparsableFile,
)
from analysis.pipeline import Analysis


def findings_changed(before: Analysis, after: Analysis) -> tuple[FindingChange, ...]:
    """Those whose severity, verdict, members, places or victims are others; ranked as after."""
    old = {finding.key: finding for finding in before.findings}
    pairs = ((old[one.key], one) for one in after.findings if one.key in old)
    found = (FindingChange(one, other, tuple(_differences(one, other))) for one, other in pairs)
    return tuple(each for each in found if each.differences)


def grown(seen: Comparison) -> tuple[tuple[AnyFinding, AnyFinding], ...]:
    """Findings that are gone because a greater one holds all of them: the smallest that does."""
    found = []
    for part in seen.fixed:
        wholes = [
            one for one in seen.introduced if parts_of(part) and parts_of(part) < parts_of(one)
        ]
        if wholes:
            found.append((part, min(wholes, key=lambda one: (len(parts_of(one)), one.key))))
    return tuple(found)


def _differences(before: AnyFinding, after: AnyFinding) -> Iterator[Difference]:
    was, now = dict(_aspects(before)), dict(_aspects(after))
    for aspect in Aspect:
        one, other = set(was.get(aspect, ())), set(now.get(aspect, ()))
        if one != other:
            yield Difference(aspect, tuple(sorted(other - one)), tuple(sorted(one - other)))


def _aspects(finding: AnyFinding) -> Iterator[tuple[Aspect, tuple[str, ...]]]:
    yield Aspect.SEVERITY, (finding.severity.value,)
    yield Aspect.BLOCKED, finding.blocked
    yield Aspect.GOLDEN, finding.golden
    match finding:
        case ImportCycle(data=cycle):
            yield Aspect.VERDICT, (cycle.verdict,)
            yield Aspect.MEMBERS, cycle.members
        case DuplicateClass(data=group):
            yield Aspect.VERDICT, (group.kind,)
            members = tuple(f"{each.module}:{each.class_}" for each in group.definitions)
            yield Aspect.MEMBERS, members
        case BrokenImport(data=broken):
            yield Aspect.PLACES, tuple(site.importer for site in broken.sites)
        case UndefinedName(data=undefined):
            yield Aspect.PLACES, tuple(site.importer for site in undefined.sites)
        case UnparsableFile() | DoubleImport():
            yield Aspect.PLACES, tuple(place.path for place in finding.locations)
