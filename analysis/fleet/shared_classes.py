"""Classes that several repositories have: copies, namesakes, and variants of a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import msgspec

from analysis.checks.duplicate_class import idioms
from analysis.checks.duplicate_class.buckets import MOST_ALIKE, buckets
from analysis.checks.duplicate_class.likeness import (
    VARIANT,
    alike,
    appeal,
    are_about_the_same,
    can_be_rewritten,
    copies,
    has_duty,
    is_rewrite,
    said_by_both,
    same_bases,
)
from analysis.fleet.place import Group, Place
from analysis.fleet.telling import told
from analysis.fleet.value import RepositoryReport, SharedClass

_CONFUSABLE = 0.5
_IMPORTED = 0.15
_OF_ONE_BASE = 0.4
"""How much alike classes of one base have to be, for the base makes them so."""
_CONVENTION = 0.05
"""What each further repository that has a name takes from it: that makes it a convention."""
_MOST_CONVENTION = 6


class _Version(msgspec.Struct, frozen=True):
    """One text of a class, wherever it stands; what is compared is the first place."""

    places: tuple[Place, ...]

    @property
    def first(self) -> Place:
        return self.places[0]

    @property
    def name(self) -> str:
        return self.first.name

    @property
    def repositories(self) -> set[str]:
        return {place.repository for place in self.places}


class _Link(msgspec.Struct, frozen=True):
    """Versions, by index, that belong together; one beside itself stands in two repositories."""

    one: int
    other: int
    confusability: float


def shared_classes(reports: Sequence[RepositoryReport]) -> tuple[SharedClass, ...]:
    """What belongs together among classes of several repositories, most easily confused first.

    Candidates come from names and members; the code is read of candidates only.
    """
    versions = _versions(reports)
    groups = _groups(versions, [*_namesakes(versions), *_renamed(versions)])
    groups += _variants(versions, groups)
    users = _users(reports)
    found = [told(group, users) for group in groups]
    return tuple(
        sorted(found, key=lambda each: (each.kind == VARIANT, -each.confusability, each.key))
    )


def _versions(reports: Sequence[RepositoryReport]) -> list[_Version]:
    found: dict[tuple[str, bytes], list[Place]] = {}
    for report in reports:
        for summary in report.classes:
            places = found.setdefault((summary.fact.qualname, summary.source), [])
            places.append(Place(report.name, summary))
    return [_Version(tuple(places)) for places in found.values()]


def _users(reports: Sequence[RepositoryReport]) -> dict[str, int]:
    """By name of a repository: how many others import one of its packages."""
    using: dict[str, set[str]] = {}
    for report in reports:
        for package in report.uses:
            using.setdefault(package, set()).add(report.name)
    nobody: set[str] = set()
    return {
        report.name: len(
            nobody.union(*(using.get(package, nobody) for package in report.packages))
            - {report.name}
        )
        for report in reports
    }


def _namesakes(versions: Sequence[_Version]) -> Iterator[_Link]:
    by_name: dict[str, list[int]] = {}
    for at, version in enumerate(versions):
        by_name.setdefault(version.name, []).append(at)
    for name in sorted(by_name):
        repositories = set[str]().union(*(versions[at].repositories for at in by_name[name]))
        if len(repositories) < 2:
            continue
        # The widest spread ones first: where there are many, all are compared with those.
        ordered = sorted(by_name[name], key=lambda at: (-len(versions[at].repositories), at))
        for nth, at in enumerate(ordered):
            if len(versions[at].repositories) > 1:
                yield from _copied(versions, at, at)
            for other in ordered[: min(nth, MOST_ALIKE)]:
                if not _are_apart(versions[other], versions[at]):
                    continue
                copied = list(_copied(versions, other, at))
                yield from copied or _mistaken(versions, other, at, len(repositories))


def _renamed(versions: Sequence[_Version]) -> Iterator[_Link]:
    seen: set[tuple[int, int]] = set()
    for bucket in buckets([version.first.summary for version in versions]):
        for one, other in combinations(bucket, 2):
            if (one, other) in seen or versions[one].name == versions[other].name:
                continue
            seen.add((one, other))
            if _are_apart(versions[one], versions[other]):
                yield from _copied(versions, one, other)


def _are_apart(one: _Version, other: _Version) -> bool:
    """Not both in one repository alone: what belongs together there, its own audit says."""
    return len(one.repositories | other.repositories) > 1


def _copied(versions: Sequence[_Version], one: int, other: int) -> Iterator[_Link]:
    ours, theirs = versions[one].first, versions[other].first
    found = copies(ours.summary, theirs.summary, beside=False)
    if found is not None:
        yield _Link(one, other, _confusability(ours, theirs, found[1]))


def _mistaken(
    versions: Sequence[_Version], one: int, other: int, repositories: int
) -> Iterator[_Link]:
    """Namesakes that are no copies, and get taken for each other all the same."""
    ours, theirs = versions[one].first, versions[other].first
    if idioms.is_generic(ours.name) or _inherits(ours, theirs) or _inherits(theirs, ours):
        return
    if not said_by_both(ours.summary, theirs.summary):
        return
    how_alike = alike(ours.summary, theirs.summary)
    bases = ours.summary.fact.bases
    if bases and same_bases(ours.summary, theirs.summary) and how_alike < _OF_ONE_BASE:
        return
    confusability = _confusability(ours, theirs, how_alike)
    if not has_duty(ours.name):
        confusability -= _CONVENTION * min(repositories - 2, _MOST_CONVENTION)
    if confusability >= _CONFUSABLE:
        yield _Link(one, other, round(confusability, 3))


def _confusability(one: Place, other: Place, how_alike: float) -> float:
    score = appeal(one.summary, other.summary, how_alike)
    score += _IMPORTED if one.summary.importers and other.summary.importers else 0.0
    return round(score, 3)


def _inherits(one: Place, other: Place) -> bool:
    """As `class Store(common.Store)`, or `(CommonStore)`: the name is kept on purpose."""
    return any(base.partition("[")[0].endswith(other.name) for base in one.summary.fact.bases)


def _groups(versions: Sequence[_Version], links: Iterable[_Link]) -> list[Group]:
    leader: dict[int, int] = {}

    def lead(at: int) -> int:
        while leader.setdefault(at, at) != at:
            at = leader[at]
        return at

    strength: dict[int, float] = {}
    for link in links:
        first, second = sorted((lead(link.one), lead(link.other)))
        leader[second] = first
        strongest = max(strength.get(first, 0.0), strength.pop(second, 0.0), link.confusability)
        strength[first] = strongest
    members: dict[int, list[int]] = {}
    for at in sorted(leader):
        members.setdefault(lead(at), []).append(at)
    return [
        Group([place for at in found for place in versions[at].places], [], strength[first])
        for first, found in sorted(members.items())
    ]


def _variants(versions: Sequence[_Version], groups: Sequence[Group]) -> list[Group]:
    """Adds variants to the groups, and returns those of classes that have no group."""
    by_words: dict[tuple[str, ...], list[Place]] = {}
    for version in versions:
        for place in version.places:
            by_words.setdefault(idioms.words(place.name), []).append(place)
    group_of = {place: group for group in groups for place in group.definitions}
    by_name: dict[str, Group] = {}
    for place, group in group_of.items():
        by_name.setdefault(place.name, group)
    found, taken = [], set[Place]()
    for longer in sorted(by_words):
        for base in idioms.varied(longer, by_words):
            originals = by_words[base][:MOST_ALIKE]
            near = by_name.get(originals[0].name)
            beside = _Beside(near.definitions) if near is not None else None
            for variant in by_words[longer]:
                if variant in taken:
                    continue
                if near is not None and beside is not None:
                    # It may have copies of its own, and be told with those as well.
                    if group_of.get(variant) is not near and beside.resemble(variant):
                        near.variants.append(variant)
                        taken.add(variant)
                elif variant not in group_of:
                    free = (place for place in originals if place not in taken)
                    original = next((place for place in free if _rewrites(place, variant)), None)
                    if original is not None:
                        how_alike = alike(original.summary, variant.summary)
                        found.append(Group([original], [variant], how_alike))
                        taken |= {original, variant}
    return found


class _Beside:
    """Definitions that variants are compared with, all together."""

    def __init__(self, definitions: Sequence[Place]) -> None:
        # One of each name is enough to ask who inherits from it.
        self._named = {place.name: place for place in definitions}.values()
        self._members = frozenset[str]().union(*(each.summary.members for each in definitions))

    def resemble(self, variant: Place) -> bool:
        if any(_inherits(variant, place) for place in self._named):
            return False
        return are_about_the_same(variant.summary.members, (self._members,))


def _rewrites(original: Place, variant: Place) -> bool:
    return (
        original.repository != variant.repository
        and can_be_rewritten(original.summary)
        and not _inherits(variant, original)
        and is_rewrite(original.summary, variant.summary)
    )
