"""How alike two classes are, and how easily one is taken for the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

import msgspec

from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class import idioms
from analysis.extract.class_shape import ClassShape, same_code, similarity
from analysis.resolve.project import ClassRef, Internal, ResolvedClass

EXACT, NEAR, DIVERGENT, VARIANT = "exact", "near", "divergent", "variant"

_NEAR = 0.45
_NEAR_RENAMED = 0.5
_NEAR_PARALLEL = 0.6
"""Measured on ten packages: of copies with a quarter of their statements replaced, 190 of 191
stay above 0.45; of other pairs in two modules with much the same methods, 36 of 890 reach it."""
_CONFUSABLE = 0.5
_SUBSTANCE = 50
"""Weight of a body below which being alike says nothing: five or six statements."""
_COPIED = 30
_BUCKET = 24
_MIRROR = 4
_RARE = 6
_TRIVIAL_BASES = frozenset({"object", "ABC", "abc.ABC", "Generic", "Base"})
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


class Classes:
    """The classes worth comparing, with who imports each."""

    def __init__(self, context: CodeContext) -> None:
        self._context = context
        found: dict[ClassRef, ResolvedClass] = {}
        for cls in context.project.classes:
            if idioms.is_candidate(context, cls):
                found.setdefault(cls.ref, cls)
        self._found = {ref: found[ref] for ref in sorted(found)}
        self._ancestors: dict[ClassRef, frozenset[ClassRef | str]] = {}
        self._classes = {cls.ref: cls for cls in context.project.classes}
        self._importers = _importers(context, self._found)
        self._namesake_count = Counter(ref.qualname for ref in self._found)
        self._members = {
            ref: frozenset(m.name for m in cls.fact.members) for ref, cls in self._found.items()
        }

    def __getitem__(self, ref: ClassRef) -> ResolvedClass:
        return self._found[ref]

    def __iter__(self) -> Iterator[ClassRef]:
        return iter(self._found)

    def importers(self, ref: ClassRef) -> tuple[str, ...]:
        """Modules that import the class, through whichever re-export; sorted."""
        return tuple(sorted(self._importers.get(ref, ())))

    def members(self, ref: ClassRef) -> frozenset[str]:
        return self._members[ref]

    def in_production(self, ref: ClassRef) -> bool:
        """Neither a test nor an example that stands for itself."""
        return not self._context.is_test(ref.module) and not idioms.stands_alone(
            self._found[ref].path
        )

    def shape(self, ref: ClassRef) -> ClassShape:
        cls = self._found[ref]
        return self._context.bodies.class_shape(cls.path, cls.fact.line, cls.fact.end_line)

    def related(self, one: ClassRef, other: ClassRef) -> bool:
        """One inherits from the other."""
        return one in self._ancestry(other) or other in self._ancestry(one)

    def common_bases(self, one: ClassRef, other: ClassRef) -> set[ClassRef | str]:
        """Bases that both have, at any depth, without those that everything has."""
        shared = self._ancestry(one) & self._ancestry(other)
        return {base for base in shared if str(base).partition("[")[0] not in _TRIVIAL_BASES}

    def _ancestry(self, ref: ClassRef) -> frozenset[ClassRef | str]:
        known = self._ancestors.get(ref)
        if known is None:
            seen: set[ClassRef | str] = set()
            pending = list(self._classes[ref].bases)
            while pending:
                base = pending.pop()
                if base not in seen:
                    seen.add(base)
                    if isinstance(base, ClassRef):
                        pending += self._classes[base].bases
            known = self._ancestors[ref] = frozenset(seen)
        return known

    # Pairs

    def pairs(self) -> Iterator[Pair]:
        """Every pair that is a copy, nearly one, or a namesake that gets mistaken."""
        by_name: dict[str, list[ClassRef]] = {}
        for ref in self._found:
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
            mirrored = any(mirrors[side] >= _MIRROR for side in _sides(one, other))
            pair = self._copies(one, other) if mirrored else self._namesakes(one, other)
            if pair is not None:
                yield pair
        seen = set(namesakes)
        for bucket in self._buckets():
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
        every = list(self._found)
        for at, ref in enumerate(every):
            names = self._members[ref]
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
            if self._overlap(every[one], every[other]) >= 0.5:
                yield [every[one], every[other]]

    def _by_code(self, bucket: Sequence[ClassRef]) -> Iterator[list[ClassRef]]:
        by_code: dict[tuple[tuple[str, int], ...], list[ClassRef]] = {}
        for ref in bucket:
            code = tuple(sorted((member.name, member.exact) for member in self.shape(ref).members))
            by_code.setdefault(code, []).append(ref)
        for refs in by_code.values():
            if 1 < len(refs) <= _BUCKET:
                yield refs

    def _overlap(self, one: ClassRef, other: ClassRef) -> float:
        ours, theirs = self._members[one], self._members[other]
        return len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0

    def _namesakes(self, one: ClassRef, other: ClassRef) -> Pair | None:
        pair = self._copies(one, other)
        if pair is not None or not (self.in_production(one) and self.in_production(other)):
            return pair
        if idioms.is_asked_for(one.qualname) or self.related(one, other):
            return None
        if idioms.is_declaration(self._found[one]) or idioms.is_declaration(self._found[other]):
            return None
        if not self._can_meet(one, other):
            return None
        alike = self.alike(one, other)
        if self.common_bases(one, other) and alike < 0.4:
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
            return one.module.split(".")[0] == other.module.split(".")[0] or self._imported(
                one, other
            )
        return self._imported(one, other) and bool(self._said_by_both(one, other))

    def _imported(self, *refs: ClassRef) -> bool:
        return all(self._importers.get(ref) for ref in refs)

    def _said_by_both(self, one: ClassRef, other: ClassRef) -> list[str]:
        return [n for n in self._members[one] & self._members[other] if not n.startswith("__")]

    def _copies(self, one: ClassRef, other: ClassRef) -> Pair | None:
        same_name = one.qualname == other.qualname
        if min(len(self._members[one]), len(self._members[other])) < 3:
            return None
        if self._context.is_test(one.module) and self._context.is_test(other.module):
            return None
        if idioms.twins(one.qualname, other.qualname):
            return None
        if self._overlap(one, other) < 0.25:
            return None
        # Two names in one module are kept apart on purpose, unless the code is the same.
        apart = not same_name and one.module == other.module
        if apart and not (self._same_bases(one, other) and self._heads(one) == self._heads(other)):
            return None
        alike = self.alike(one, other)
        if idioms.are_parallel(one.module, other.module):
            enough = _NEAR_PARALLEL
        else:
            enough = _NEAR if same_name else _NEAR_RENAMED
        if alike < enough:
            return None
        exact = self._same_bases(one, other) and same_code(self.shape(one), self.shape(other))
        if min(self._substance(one), self._substance(other)) < (_COPIED if exact else _SUBSTANCE):
            return None
        if not exact and idioms.twins(one.module, other.module):
            return None
        if not exact and apart:
            return None
        confusability = self._confusability(one, other, alike)
        return Pair(one, other, EXACT if exact else NEAR, alike, confusability)

    def alike(self, one: ClassRef, other: ClassRef) -> float:
        """0..1 by what the bodies do; bodies without a common member are not even read."""
        if not self._members[one] & self._members[other]:
            return 0.0
        return round(similarity(self.shape(one), self.shape(other)), 3)

    def _substance(self, ref: ClassRef) -> int:
        return self.shape(ref).substance

    def _heads(self, ref: ClassRef) -> list[tuple[str, str, int]]:
        """What the same code has in common whatever its locals are called."""
        members = self._found[ref].fact.members
        return sorted((m.name, m.kind, (m.signature or "").count(",")) for m in members)

    def _same_bases(self, one: ClassRef, other: ClassRef) -> bool:
        ours = [base.rpartition(".")[2] for base in self._found[one].fact.bases]
        return ours == [base.rpartition(".")[2] for base in self._found[other].fact.bases]

    def _confusability(self, one: ClassRef, other: ClassRef, alike: float) -> float:
        """About 0..1.6: what speaks for somebody taking one for the other."""
        score = 0.6 * alike
        overlap = self._overlap(one, other)
        if len(self._said_by_both(one, other)) >= 2:
            score += 0.15 + 0.4 * overlap
        ours, theirs = self._importers.get(one, set()), self._importers.get(other, set())
        if ours and theirs:
            score += 0.15
            score += 0.15 if _packages(ours) & _packages(theirs) else 0.0
        words = idioms.words(one.qualname)
        score += 0.15 if len(words) > 1 else 0.0
        score += 0.1 if len(words) > 1 and words[-1] in _DUTIES else 0.0
        score -= 0.3 if idioms.is_generic(one.qualname) else 0.0
        score += 0.1 if one.module.split(".")[0] == other.module.split(".")[0] else -0.1
        score += 0.1 * _shared_words(
            self._found[one].fact.docstring, self._found[other].fact.docstring
        )
        if self._namesake_count[one.qualname] > 2:
            # Many of a name is a convention, all the more where each stands in its own package.
            score -= 0.05 * min(self._namesake_count[one.qualname] - 2, 6)
            score -= 0.3 if _siblings(one.module, other.module) else 0.0
        return round(score, 3)


def _importers(context: CodeContext, refs: Collection[ClassRef]) -> dict[ClassRef, set[str]]:
    """For each class the other modules that import it."""
    places = {(ref.module, ref.qualname): ref for ref in refs}
    found: dict[ClassRef, set[str]] = {}
    for target in context.project.targets:
        if target.__class__ is Internal and target.defined_as:
            ref = places.get((target.defined_in or "", target.defined_as))
            if ref is not None:
                asked = (target.module, target.name or "")
                importers = found.setdefault(ref, set())
                importers.update(context.project.importers_of_name.get(asked, ()))
                importers.discard(ref.module)
    return found


def _packages(modules: set[str]) -> set[str]:
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
