"""How alike two classes are, and how easily one is taken for the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations

import msgspec

from analysis.checkpoint import checkpoint
from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class import idioms
from analysis.checks.duplicate_class.canonical import named_by_user
from analysis.checks.duplicate_class.classes import Classes
from analysis.extract.class_shape import same_code
from analysis.resolve.project import ClassRef

EXACT, NEAR, DIVERGENT, VARIANT = "exact", "near", "divergent", "variant"

_NEAR = 0.45
_NEAR_RENAMED = 0.5
_NEAR_PARALLEL = 0.6
"""Measured on ten packages: of copies with a quarter of their statements replaced, 190 of 191
stay above 0.45; of other pairs in two modules with much the same methods, 36 of 890 reach it."""
_CONFUSABLE = 0.5
_CERTAIN = 2.0
_SUBSTANCE = 50
"""Weight of a body below which being alike says nothing: five or six statements."""
_COPIED = 30
_INTERFACE = 3
_LONG = 15
"""Members and lines from which a copy counts however little its methods do."""
_SMALL = 0.65
"""How much alike it has to be then."""
_BUCKET = 24
_MIRROR = 4
_RARE = 6
_DUTIES = frozenset(
    {"Manager", "Factory", "Service", "Repository", "Registry", "Handler", "Provider", "Client"}
    | {"Store", "Engine", "Pool", "Controller", "Dispatcher", "Scheduler", "Executor", "Session"}
)


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
            if len(by_name[name]) <= _BUCKET
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
        for bucket in self._buckets():
            checkpoint()
            for one, other in combinations(bucket, 2):
                if (one, other) not in seen:
                    seen.add((one, other))
                    pair = self._copies(one, other)
                    if pair is not None:
                        yield pair

    def _buckets(self) -> Iterator[list[ClassRef]]:
        """Classes with the same methods, and classes that share three rare ones."""
        by_members: dict[frozenset[str], list[ClassRef]] = {}
        having: dict[str, list[int]] = {}
        every = list(self._classes)
        for at, ref in enumerate(every):
            names = self._classes.members(ref)
            if len(names) >= 3:
                by_members.setdefault(names, []).append(ref)
                for name in names:
                    having.setdefault(name, []).append(at)
        several = [names for names, bucket in by_members.items() if len(bucket) > 1]
        for names in sorted(several, key=sorted):
            bucket = by_members[names]
            if len(bucket) > _BUCKET:
                yield from self._by_code(bucket)
            else:
                yield bucket
        shared = Counter(
            pair
            for places in having.values()
            if 1 < len(places) <= _RARE
            for pair in combinations(places, 2)
        )
        for one, other in sorted(pair for pair, count in shared.items() if count >= 3):
            if self._classes.overlap(every[one], every[other]) >= 0.5:
                yield [every[one], every[other]]

    def _by_code(self, bucket: Sequence[ClassRef]) -> Iterator[list[ClassRef]]:
        by_code: dict[tuple[tuple[str, int], ...], list[ClassRef]] = {}
        for ref in bucket:
            code = tuple(
                sorted((member.name, member.exact) for member in self._classes.shape(ref).members)
            )
            by_code.setdefault(code, []).append(ref)
        for refs in by_code.values():
            if 1 < len(refs) <= _BUCKET:
                yield refs

    def _namesakes(self, one: ClassRef, other: ClassRef) -> Pair | None:
        pair = self._copies(one, other)
        if pair is not None or not (
            self._classes.in_production(one) and self._classes.in_production(other)
        ):
            return pair
        if self._classes.related(one, other):
            return None
        if named_by_user(self._context, (one, other)) is not None:
            # The user has said that there is one.
            return Pair(one, other, DIVERGENT, self._classes.alike(one, other), _CERTAIN)
        if idioms.is_asked_for(one.qualname):
            return None
        if idioms.is_declaration(self._classes[one]) or idioms.is_declaration(self._classes[other]):
            return None
        if not self._can_meet(one, other):
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
        words = idioms.words(one.qualname)
        if len(words) > 1 and words[-1] in _DUTIES:
            return one.module.split(".")[0] == other.module.split(".")[0] or self._classes.imported(
                one, other
            )
        return self._classes.imported(one, other) and bool(self._classes.said_by_both(one, other))

    def _copies(self, one: ClassRef, other: ClassRef) -> Pair | None:
        same_name = one.qualname == other.qualname
        if min(len(self._classes.members(one)), len(self._classes.members(other))) < 3:
            return None
        if self._context.is_test(one.module) and self._context.is_test(other.module):
            return None
        if self._classes.overlap(one, other) < 0.25:
            return None
        # Two names in one module, or one for each colour, are kept apart on purpose, unless the
        # code is the same.
        apart = not same_name and one.module == other.module
        apart = apart or idioms.twins(one.qualname, other.qualname)
        if apart and not self._same_heads(one, other):
            return None
        alike = self._classes.alike(one, other)
        if alike < self._enough(one, other):
            return None
        exact = self._classes.same_bases(one, other) and same_code(
            self._classes.shape(one), self._classes.shape(other)
        )
        if not exact and (apart or self._are_coloured(one, other)):
            return None
        if not self._is_substantial(one, other, exact):
            return None
        confusability = self._confusability(one, other, alike)
        return Pair(one, other, EXACT if exact else NEAR, alike, confusability)

    def _enough(self, one: ClassRef, other: ClassRef) -> float:
        """How much alike a copy has to be."""
        if idioms.are_parallel(one.module, other.module):
            return _NEAR_PARALLEL
        return _NEAR if one.qualname == other.qualname else _NEAR_RENAMED

    def _is_substantial(self, one: ClassRef, other: ClassRef, exact: bool) -> bool:
        """Whether there is so much in both that being alike is no accident."""
        least = min(self._classes.shape(one).substance, self._classes.shape(other).substance)
        if least >= (_COPIED if exact else _SUBSTANCE):
            return True
        if len(self._classes.members(one) & self._classes.members(other)) < _INTERFACE:
            return False
        if not self._classes.same_bases(one, other) or max(map(self._lines, (one, other))) < _LONG:
            return False
        # An interface says little, but its signatures are a text as well.
        if one.qualname != other.qualname:
            return exact and self._signatures(one) == self._signatures(other)
        return exact or (
            self._classes.alike(one, other) >= _SMALL
            and self._classes.overlap(one, other) >= _SMALL
        )

    def _lines(self, ref: ClassRef) -> int:
        fact = self._classes[ref].fact
        return fact.end_line - fact.line + 1

    def _signatures(self, ref: ClassRef) -> list[tuple[str, str]]:
        return sorted((m.name, m.signature or "") for m in self._classes[ref].fact.members)

    def _are_coloured(self, one: ClassRef, other: ClassRef) -> bool:
        """Written twice, with and without `await`, in modules that say so."""
        return idioms.twins(one.module, other.module) and self._awaited(one) != self._awaited(other)

    def _awaited(self, ref: ClassRef) -> set[str]:
        return {m.name for m in self._classes[ref].fact.members if m.kind == "async method"}

    def _same_heads(self, one: ClassRef, other: ClassRef) -> bool:
        return self._classes.same_bases(one, other) and self._heads(one) == self._heads(other)

    def _heads(self, ref: ClassRef) -> list[tuple[str, str, int]]:
        """What the same code has in common whatever its locals are called."""
        members = self._classes[ref].fact.members
        return sorted((m.name, m.kind, (m.signature or "").count(",")) for m in members)

    def _confusability(self, one: ClassRef, other: ClassRef, alike: float) -> float:
        """About 0..1.6: what speaks for somebody taking one for the other."""
        score = 0.6 * alike
        overlap = self._classes.overlap(one, other)
        if len(self._classes.said_by_both(one, other)) >= 2:
            score += 0.15 + 0.4 * overlap
        ours, theirs = self._classes.importing(one), self._classes.importing(other)
        if ours and theirs:
            score += 0.15
            score += 0.15 if _packages(ours) & _packages(theirs) else 0.0
        words = idioms.words(one.qualname)
        score += 0.15 if len(words) > 1 else 0.0
        score += 0.1 if len(words) > 1 and words[-1] in _DUTIES else 0.0
        score -= 0.3 if idioms.is_generic(one.qualname) else 0.0
        score += 0.1 if one.module.split(".")[0] == other.module.split(".")[0] else -0.1
        score += 0.1 * _shared_words(
            self._classes[one].fact.docstring, self._classes[other].fact.docstring
        )
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


def _shared_words(one: str | None, other: str | None) -> float:
    ours = {word.lower() for word in (one or "").split() if len(word) > 3}
    theirs = {word.lower() for word in (other or "").split() if len(word) > 3}
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else 0.0
