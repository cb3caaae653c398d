"""How alike two classes are, and how easily one is taken for the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import combinations

import msgspec

from analysis.checkpoint import checkpoint
from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class import idioms
from analysis.checks.duplicate_class.buckets import MOST_ALIKE, buckets
from analysis.checks.duplicate_class.canonical import named_by_user
from analysis.checks.duplicate_class.classes import Classes
from analysis.checks.duplicate_class.likeness import DIVERGENT, appeal, copies, has_duty
from analysis.resolve.project import ClassRef

_CONFUSABLE = 0.5
_CERTAIN = 2.0
_MIRROR = 4


class Pair(msgspec.Struct, frozen=True):
    """Two classes (in sorted order) that belong together, why, and how strongly."""

    one: ClassRef
    other: ClassRef
    kind: str
    similarity: float
    confusability: float


class Pairing:
    """Finds the classes that belong together, two by two."""

    def __init__(self, context: CodeContext, classes: Classes) -> None:
        self._context = context
        self._classes = classes
        self._namesake_count = Counter(ref.qualname for ref in classes)

    def pairs(self) -> Iterator[Pair]:
        """Every pair that is a copy, nearly one, or a namesake that gets mistaken."""
        by_name: dict[str, list[ClassRef]] = {}
        for ref in self._classes:
            by_name.setdefault(ref.qualname, []).append(ref)
        # A name with many owners is an idiom; copies among them are still found by members.
        namesakes = [
            pair
            for name in sorted(by_name)
            if len(by_name[name]) <= MOST_ALIKE
            for pair in combinations(by_name[name], 2)
        ]
        mirrors = Counter(side for pair in namesakes for side in _sides(*pair))
        for one, other in namesakes:
            checkpoint()
            mirrored = any(mirrors[side] >= _MIRROR for side in _sides(one, other))
            pair = self._copies(one, other) if mirrored else self._namesakes(one, other)
            if pair is not None:
                yield pair
        seen = set(namesakes)
        refs = list(self._classes)
        for bucket in buckets([self._classes.compared(ref) for ref in refs]):
            checkpoint()
            for one, other in combinations([refs[at] for at in bucket], 2):
                if (one, other) not in seen:
                    seen.add((one, other))
                    pair = self._copies(one, other)
                    if pair is not None:
                        yield pair

    def _namesakes(self, one: ClassRef, other: ClassRef) -> Pair | None:
        pair = self._copies(one, other)
        if pair is not None or not (
            self._classes.in_production(one) and self._classes.in_production(other)
        ):
            return pair
        if named_by_user(self._context, (one, other)) is not None:
            if self._classes.related(one, other):
                return None
            # The user has said that there is one.
            return Pair(one, other, DIVERGENT, self._classes.alike(one, other), _CERTAIN)
        if idioms.is_asked_for(one.qualname):
            return None
        if any(idioms.is_declaration(self._classes[ref].fact) for ref in (one, other)):
            return None
        if not self._can_meet(one, other) or self._classes.related(one, other):
            return None
        alike = self._classes.alike(one, other)
        if self._classes.common_bases(one, other) and alike < 0.4:
            return None
        confusability = self._confusability(one, other, alike)
        if confusability < _CONFUSABLE:
            return None
        return Pair(one, other, DIVERGENT, alike, confusability)

    def _can_meet(self, one: ClassRef, other: ClassRef) -> bool:
        """Somebody has both at hand; a duty (`…Manager`) is taken up by whoever finds one."""
        if idioms.are_parallel(one.module, other.module):
            return False
        if has_duty(one.qualname):
            return one.module.split(".")[0] == other.module.split(".")[0] or self._classes.imported(
                one, other
            )
        return self._classes.imported(one, other) and bool(self._classes.said_by_both(one, other))

    def _copies(self, one: ClassRef, other: ClassRef) -> Pair | None:
        if self._context.is_test(one.module) and self._context.is_test(other.module):
            return None
        ours, theirs = self._classes.compared(one), self._classes.compared(other)
        found = copies(ours, theirs, beside=one.module == other.module)
        if found is None:
            return None
        kind, alike = found
        return Pair(one, other, kind, alike, self._confusability(one, other, alike))

    def _confusability(self, one: ClassRef, other: ClassRef, alike: float) -> float:
        """About 0..1.6: what speaks for somebody taking one for the other."""
        score = appeal(self._classes.compared(one), self._classes.compared(other), alike)
        ours, theirs = self._classes.importing(one), self._classes.importing(other)
        if ours and theirs:
            score += 0.15
            score += 0.15 if _packages(ours) & _packages(theirs) else 0.0
        score += 0.1 if one.module.split(".")[0] == other.module.split(".")[0] else -0.1
        if self._namesake_count[one.qualname] > 2:
            # Many of a name is a convention, all the more where each stands in its own package.
            score -= 0.05 * min(self._namesake_count[one.qualname] - 2, 6)
            score -= 0.3 if _siblings(one.module, other.module) else 0.0
        return round(score, 3)


def _packages(modules: AbstractSet[str]) -> set[str]:
    return {module.rpartition(".")[0] for module in modules}


def _sides(one: ClassRef, other: ClassRef) -> set[tuple[str, str]]:
    """Modules, or a module and a package, that mirror each other if this happens class by class.

    `matchers` with one class for each of `nodes`, `forms.fields` beside `models.fields`: a design.
    """
    left, right = one.module, other.module
    return {(left, right), (left, right.rpartition(".")[0]), (left.rpartition(".")[0], right)}


def _siblings(one: str, other: str) -> bool:
    """Modules of one name in packages beside each other."""
    left, right = one.split("."), other.split(".")
    if len(left) != len(right) or len(left) < 3:
        return False
    differ = [at for at, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    return len(differ) == 1 and 0 < differ[0] < len(left) - 1
