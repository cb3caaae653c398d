"""What the names in a class statement mean: looked up when somebody asks, and remembered."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from analysis.extract.facts import ClassFact, FileFacts, Timing
from analysis.resolve.names import Elsewhere, Names, Nowhere, Origin
from analysis.resolve.project import ClassRef, ResolvedClass


class NamesInClasses:
    """Follows names from the text of classes to the classes of the repository that they mean."""

    def __init__(self, names: Names, facts: Mapping[str, FileFacts]) -> None:
        self._names = names
        self._facts = facts
        self._visible: dict[str, frozenset[str]] = {}
        self._classes: dict[str, frozenset[str]] = {}
        # An analysis is shared by the sessions of the app, and `Names` answers one at a time.
        self._asking = Lock()

    def classes_of(self, module: str, path: str) -> list[ResolvedClass]:
        """The classes of a module, in the order of their lines."""
        return [
            ResolvedClass(ClassRef(module, fact.qualname), path, fact, self)
            for fact in self._facts[module].classes
        ]

    def bases(self, ref: ClassRef, fact: ClassFact) -> tuple[ClassRef | str, ...]:
        """The bases in their order, () for a class without any."""
        if not fact.bases:
            return ()
        with self._asking:
            return tuple(self._found(ref.module, base) for base in fact.bases if base)

    def uses(self, ref: ClassRef, fact: ClassFact) -> tuple[ClassRef, ...]:
        """The classes that the text mentions, but for its own name and its bases; sorted."""
        if not fact.mentions:
            return ()
        bases = self.bases(ref, fact)
        with self._asking:
            used = {self._found(ref.module, name) for name in fact.mentions}
        return tuple(
            sorted(
                found
                for found in used
                if isinstance(found, ClassRef) and found != ref and found not in bases
            )
        )

    def _defined(self, module: str) -> frozenset[str]:
        if module not in self._classes:
            file = self._facts.get(module)
            names = (fact.qualname for fact in file.classes) if file is not None else ()
            self._classes[module] = frozenset(names)
        return self._classes[module]

    def _imported(self, module: str) -> frozenset[str]:
        """The names that the imports of a module bind for all of its classes to see."""
        if module not in self._visible:
            self._visible[module] = frozenset(
                fact.bound
                for fact in self._facts[module].imports
                if fact.function is None or fact.timing is not Timing.IMPORT
            )
        return self._visible[module]

    def _found(self, module: str, dotted: str) -> ClassRef | str:
        if dotted in self._defined(module):
            return ClassRef(module, dotted)
        head, _, rest = dotted.partition(".")
        origin = self._names.where(module, head) if head in self._imported(module) else Nowhere()
        if isinstance(origin, Elsewhere):
            return dotted
        while isinstance(origin, Origin) and origin.name is None and rest:
            head, _, rest = rest.partition(".")
            origin = self._names.where(origin.module, head)
        if isinstance(origin, Origin) and origin.name is not None:
            qualname = f"{origin.name}.{rest}" if rest else origin.name
            if qualname in self._defined(origin.module):
                return ClassRef(origin.module, qualname)
        return dotted
