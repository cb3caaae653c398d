"""Which names a module has once its body has run, as far as its statements alone can tell."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import msgspec

from analysis.extract.facts import Binding, FileFacts, ImportFact, Timing
from analysis.resolve.index import BeyondTopLevel, ModuleIndex
from analysis.sources.layout import Kind

MODULE_ATTRIBUTES = frozenset(
    {"__name__", "__file__", "__doc__", "__package__", "__spec__", "__loader__", "__path__"}
    | {"__dict__", "__builtins__", "__cached__", "__class__", "__annotations__"}
)


class Origin(msgspec.Struct, frozen=True):
    """Where a name comes from: `name` None stands for the module itself."""

    module: str
    name: str | None
    certain: bool = True


class Elsewhere(msgspec.Struct, frozen=True):
    """The name is imported from outside of the repository."""

    module: str


class Nowhere(msgspec.Struct, frozen=True):
    """No statement binds the name."""


class Open(msgspec.Struct, frozen=True):
    """Dynamic code may bind the name; `reason` says which."""

    reason: str


Where = Origin | Elsewhere | Nowhere | Open


class Names:
    """Follows names through imports, re-exports and star imports; remembers every answer."""

    def __init__(
        self,
        index: ModuleIndex,
        facts: Mapping[str, FileFacts],
        declared: Mapping[str, frozenset[str]],
    ) -> None:
        self._index = index
        self._declared = declared
        self._facts = facts
        self._last: dict[str, dict[str, Binding]] = {}
        self._imported: dict[str, dict[str, ImportFact]] = {}
        self._stars: dict[str, list[ImportFact]] = {}
        self._known: dict[tuple[str, str], Where] = {}
        # Questions under way, each with the number of those that it was asked for, and the least
        # of these numbers that the innermost question has met again.
        self._under_way: dict[tuple[str, str], int] = {}
        self._met = 0
        self.is_entangled = False
        """Some answer may depend on which question was asked first: two ask for each other."""

    def over(self, facts: Mapping[str, FileFacts], changed: AbstractSet[str]) -> Names:
        """The same in `facts`, which differ in `changed`: answers about other modules are kept."""
        names = Names(self._index, facts, self._declared)
        # Copied first: another thread may be asking this one.
        names._last, names._imported = self._last.copy(), self._imported.copy()
        names._stars = self._stars.copy()
        for module in changed:
            names._last.pop(module, None)
        known = self._known.copy()
        names._known = {key: where for key, where in known.items() if key[0] not in changed}
        names.is_entangled = self.is_entangled
        return names

    def answer_like(self, other: Names, modules: AbstractSet[str]) -> bool:
        """Whether what was asked of `other` about some modules has the same answers here."""
        known = other._known.copy()
        asked = [key for key in known if key[0] in modules]
        return all(self.where(*key) == known[key] for key in asked)

    def where(self, module: str, name: str) -> Where:
        """Where `module`'s attribute `name` comes from, submodules included."""
        key = (module, name)
        known = self._known.get(key)
        if known is not None:
            return known
        above = self._under_way.get(key)
        if above is not None:
            # An import circle of names ends here: nothing binds a name that only imports itself.
            self._met = min(self._met, above)
            return Nowhere()
        depth = self._under_way[key] = len(self._under_way)
        outer, self._met = self._met, depth
        known = self._known[key] = self._find(module, name)
        del self._under_way[key]
        if self._met < depth:
            self.is_entangled = True
        self._met = min(outer, self._met)
        return known

    def _find(self, module: str, name: str) -> Where:
        file = self._index.modules.get(module)
        submodule = f"{module}.{name}"
        if file is None:
            return Nowhere()
        if file.kind in (Kind.EXTENSION, Kind.BYTECODE):
            if name in self._declared.get(module, ()):
                return Origin(module, name)
            return Open(f"{file.path} has no source to read")
        facts = self._facts.get(module)
        found: Where = Nowhere()
        if facts is not None and facts.problem is not None:
            found = Open(f"{file.path} can't be read as Python")
        elif facts is not None:
            found = self._bound(module, facts, name)
        if isinstance(found, Nowhere | Open) and submodule in self._index:
            return Origin(submodule, None)
        if isinstance(found, Nowhere) and name in MODULE_ATTRIBUTES:
            return Origin(module, name)
        if isinstance(found, Nowhere) and self._index.excluded:
            if self._index.is_excluded(submodule):
                return Elsewhere(submodule)
            if module in self._index.excluded:
                return Open(f"the settings exclude {module}")
        return found

    def _bound(self, module: str, facts: FileFacts, name: str) -> Where:
        if module not in self._last:
            self._summarise(module, facts)
        binding = self._last[module].get(name)
        if binding is not None and binding.kind != "del":
            if binding.kind == "import":
                return self._through_import(module, self._imported[module][name])
            return Origin(module, name, binding.certain)
        opened: Where = Nowhere()
        for star in reversed(self._stars[module]):
            found = self._through_star(module, star, name)
            if isinstance(found, Origin | Elsewhere):
                return found
            if isinstance(found, Open):
                opened = found
        if "__getattr__" in self._last[module]:
            return Open(f"{module}.__getattr__ decides")
        return opened

    def _summarise(self, module: str, facts: FileFacts) -> None:
        last: dict[str, Binding] = {}
        for binding in facts.bindings:
            before = last.get(binding.name)
            if (binding.kind == "del" and not binding.certain) or (
                binding.kind == "global" and before is not None
            ):
                continue
            last[binding.name] = binding
        last.pop("*", None)
        self._last[module] = last
        imported: dict[str, ImportFact] = {}
        typed: dict[str, ImportFact] = {}
        stars = []
        for fact in facts.imports:
            if fact.function is not None:
                continue
            if fact.timing is Timing.TYPE_CHECKING:
                typed[fact.bound] = fact
            elif not fact.dynamic:
                imported[fact.bound] = fact
                if fact.name == "*":
                    stars.append(fact)
        self._imported[module] = typed | imported
        self._stars[module] = stars

    def _through_import(self, module: str, fact: ImportFact) -> Where:
        target = self._index.absolute(module, fact.level, fact.module)
        if isinstance(target, BeyondTopLevel):
            return Origin(module, fact.bound)
        if fact.name is None and not fact.alias:
            target = target.partition(".")[0]
        if not self._index.is_ours(target):
            return Elsewhere(target)
        if fact.name is None:
            return Origin(target, None) if target in self._index else Origin(module, fact.bound)
        found = self.where(target, fact.name)
        if isinstance(found, Nowhere):
            # `from . import part` in a package binds the submodule itself.
            submodule = f"{target}.{fact.name}"
            if submodule in self._index:
                return Origin(submodule, None)
            if target == module and self._only_imports_itself(module, fact):
                return Nowhere()
            return Origin(module, fact.bound)
        return found

    def _only_imports_itself(self, module: str, fact: ImportFact) -> bool:
        """`from . import part` in a package that has no such part, and no other such name."""
        named = [one for one in self._facts[module].bindings if one.name == fact.bound]
        return fact.name == fact.bound and len(named) == 1

    def _through_star(self, module: str, star: ImportFact, name: str) -> Where:
        target = self._index.absolute(module, star.level, star.module)
        if isinstance(target, BeyondTopLevel):
            return Nowhere()
        if not self._index.is_ours(target):
            return Open(f"from {target} import * may bind it")
        facts = self._facts.get(target)
        if facts is None:
            return Nowhere()
        if facts.exports is not None:
            return self.where(target, name) if name in facts.exports else Nowhere()
        return Nowhere() if name.startswith("_") else self.where(target, name)
