"""The classes that are worth comparing, and what is known of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet

from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class import idioms, likeness
from analysis.extract.bodies import Bodies
from analysis.extract.class_interface import Offer
from analysis.extract.class_shape import ClassShape
from analysis.extract.facts import ClassFact
from analysis.resolve.project import ClassRef, Internal, ResolvedClass

_TRIVIAL_BASES = frozenset({"object", "ABC", "abc.ABC", "Generic", "Base"})


class OwnClass:
    """A class of the repository as it is compared."""

    __slots__ = ("_bodies", "_path", "fact", "members", "module")

    def __init__(self, cls: ResolvedClass, bodies: Bodies) -> None:
        self.module = cls.ref.module
        self.fact: ClassFact = cls.fact
        self.members = frozenset(member.name for member in cls.fact.members)
        self._path = cls.path
        self._bodies = bodies

    @property
    def shape(self) -> ClassShape:
        return self._bodies.class_shape(self._path, self.fact.line, self.fact.end_line)


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
        self._compared = {ref: OwnClass(cls, context.bodies) for ref, cls in self._found.items()}

    def __getitem__(self, ref: ClassRef) -> ResolvedClass:
        return self._found[ref]

    def __iter__(self) -> Iterator[ClassRef]:
        return iter(self._found)

    def importers(self, ref: ClassRef) -> tuple[str, ...]:
        """Modules that import the class, through whichever re-export; sorted."""
        return tuple(sorted(self._importers.get(ref, ())))

    def importing(self, ref: ClassRef) -> AbstractSet[str]:
        """The same in no order."""
        return self._importers.get(ref, frozenset())

    def members(self, ref: ClassRef) -> frozenset[str]:
        return self._compared[ref].members

    def compared(self, ref: ClassRef) -> OwnClass:
        return self._compared[ref]

    def in_production(self, ref: ClassRef) -> bool:
        """Neither a test nor an example that stands for itself."""
        return not self._context.is_test(ref.module) and not idioms.stands_alone(
            self._found[ref].path
        )

    def shape(self, ref: ClassRef) -> ClassShape:
        return self._compared[ref].shape

    def interface(self, ref: ClassRef) -> tuple[Offer, ...]:
        """Its members, closely read: for the classes of a finding only."""
        cls = self._found[ref]
        return self._context.bodies.interface(cls.path, cls.fact.line, cls.fact.end_line)

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

    def overlap(self, one: ClassRef, other: ClassRef) -> float:
        """The share of members that both have, by name."""
        return likeness.overlap(self._compared[one], self._compared[other])

    def imported(self, *refs: ClassRef) -> bool:
        """Whether somebody imports each of them."""
        return all(self._importers.get(ref) for ref in refs)

    def said_by_both(self, one: ClassRef, other: ClassRef) -> list[str]:
        """Members of both, without the special ones."""
        return likeness.said_by_both(self._compared[one], self._compared[other])

    def alike(self, one: ClassRef, other: ClassRef) -> float:
        """0..1 by what the bodies do; bodies without a common member are not even read."""
        return likeness.alike(self._compared[one], self._compared[other])


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
