"""Which of many classes are worth comparing, by their members alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from analysis.checks.duplicate_class.likeness import Compared, overlap

MOST_ALIKE = 24
"""Classes of one name, or with the same members, of which each is compared with each."""
_LEAST = 3
_RARE = 6
_HALF = 0.5


def buckets(every: Sequence[Compared]) -> Iterator[list[int]]:
    """Classes with the same methods, and classes that share three rare ones, by their index."""
    by_members: dict[frozenset[str], list[int]] = {}
    having: dict[str, list[int]] = {}
    for at, one in enumerate(every):
        if len(one.members) >= _LEAST:
            by_members.setdefault(one.members, []).append(at)
            for name in one.members:
                having.setdefault(name, []).append(at)
    several = [names for names, bucket in by_members.items() if len(bucket) > 1]
    for names in sorted(several, key=sorted):
        bucket = by_members[names]
        if len(bucket) > MOST_ALIKE:
            yield from _by_code(every, bucket)
        else:
            yield bucket
    shared = Counter(
        pair
        for places in having.values()
        if 1 < len(places) <= _RARE
        for pair in combinations(places, 2)
    )
    for left, right in sorted(pair for pair, count in shared.items() if count >= _LEAST):
        if overlap(every[left], every[right]) >= _HALF:
            yield [left, right]


def _by_code(every: Sequence[Compared], bucket: Sequence[int]) -> Iterator[list[int]]:
    by_code: dict[tuple[tuple[str, int], ...], list[int]] = {}
    for at in bucket:
        members = every[at].shape.members
        code = tuple(sorted((member.name, member.exact) for member in members))
        by_code.setdefault(code, []).append(at)
    for found in by_code.values():
        if 1 < len(found) <= MOST_ALIKE:
            yield found
