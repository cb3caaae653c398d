"""What an import statement asks for: looked up once, for all importers that ask the same."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from analysis.extract.facts import ImportFact
from analysis.resolve.index import BeyondTopLevel, ModuleIndex, lineage, missing_module_message
from analysis.resolve.names import Elsewhere, Names, Nowhere, Open, Origin
from analysis.resolve.project import External, Internal, Missing, ResolvedImport, Target, Undecided
from analysis.sources.layout import Kind

_EXCLUDED = "the settings exclude it"


class _Answer(msgspec.Struct, frozen=True):
    """The part of a `ResolvedImport` that is the same for everyone who asks."""

    target: Target
    loads: tuple[str, ...] = ()
    depends_on: str | None = None


class Targets:
    """Remembers every answer: most imports of a repository ask for the same few things."""

    def __init__(self, index: ModuleIndex, names: Names) -> None:
        self._index = index
        self._names = names
        self._absolute: dict[tuple[str, str | None], _Answer] = {}
        self._relative: dict[tuple[str, int, str, str | None], _Answer] = {}
        self._modules: dict[str, Target | tuple[str, ...]] = {}

    def over(self, names: Names) -> Targets:
        """The same with other `names` that have the same answers."""
        targets = Targets(self._index, names)
        targets._absolute = self._absolute.copy()
        targets._relative = self._relative.copy()
        targets._modules = self._modules.copy()
        return targets

    def is_ours(self, module: str) -> bool:
        """Whether the repository decides if a module can be imported."""
        return self._index.is_ours(module)

    def imports_of(self, module: str, facts: Iterable[ImportFact]) -> list[ResolvedImport]:
        """The imports of a module, in their order."""
        absolute = self._absolute
        package: str | None = None
        found = []
        for fact in facts:
            if fact.level:
                package = self._index.package_of(module) if package is None else package
                answer = self._from_package(package, fact)
            else:
                key = (fact.module, fact.name)
                known = absolute.get(key)
                answer = self._answer(*key) if known is None else known
            found.append(
                ResolvedImport(module, fact, answer.target, answer.loads, answer.depends_on)
            )
        return found

    def _from_package(self, package: str, fact: ImportFact) -> _Answer:
        key = (package, fact.level, fact.module, fact.name)
        known = self._relative.get(key)
        if known is None:
            target = self._index.absolute_in(package, fact.level, fact.module)
            if isinstance(target, BeyondTopLevel):
                dotted = "." * fact.level + fact.module
                missing = Missing("beyond-top-level", dotted, fact.name, target.message)
                known = _Answer(missing)
            else:
                known = self._absolute.get((target, fact.name))
                if known is None:
                    known = self._answer(target, fact.name)
            self._relative[key] = known
        return known

    def _answer(self, module: str, name: str | None) -> _Answer:
        found = self._modules.get(module)
        if found is None:
            found = self._modules[module] = self._looked_up(module)
        target: Target
        depends_on: str | None
        if isinstance(found, tuple):
            loads = found
            if name is None or name == "*":
                target, depends_on = Internal(module, None, module), module
            else:
                target, depends_on = self._named(module, name)
                if depends_on is not None and depends_on != module:
                    loads = (*loads, depends_on)
        elif isinstance(found, Missing):
            target = found
            loads = tuple(parent for parent in lineage(module) if parent in self._index)
            depends_on = loads[-1] if loads else None
        else:
            # The same for each name: nothing is known of what is inside.
            target, loads, depends_on = msgspec.structs.replace(found, name=name), (), None
            if self._index.is_excluded(module):
                # The packages around it are ours, and run.
                loads = tuple(part for part in lineage(module) if part in self._index)
        answer = _Answer(target, loads, depends_on)
        self._absolute[module, name] = answer
        return answer

    def _looked_up(self, module: str) -> Target | tuple[str, ...]:
        """What importing a module loads, in order, where it is one of the repository that can."""
        if not self._index.is_ours(module):
            if self._index.is_excluded(module) and self._index.is_ours(module.partition(".")[0]):
                return Undecided(_EXCLUDED, module)
            return External(module)
        absent = self._index.missing_part(module)
        if absent is not None:
            reason, part = absent
            return Missing(reason, part, None, missing_module_message(reason, part))
        if module not in self._index:
            # Below an extension module: nothing to read, nothing to say.
            return Undecided("inside an extension module", module)
        return tuple(lineage(module))

    def _named(self, module: str, name: str) -> tuple[Target, str | None]:
        where = self._names.where(module, name)
        # Before the patterns: nearly all of what a repository asks for is found.
        if isinstance(where, Origin):
            origin, defined_as = where.module, where.name
            found = Internal(module, name, origin, defined_as)
            is_submodule = defined_as is None and origin == f"{module}.{name}"
            return found, origin if is_submodule else module
        match where:
            case Elsewhere(other) if other == f"{module}.{name}" and self._index.is_excluded(other):
                return Undecided(_EXCLUDED, module, name), None
            case Elsewhere(_):
                return Internal(module, name), module
            case Open(reason):
                return Undecided(reason, module, name), module
            case Nowhere():
                unknown = self._index.modules[module].kind is Kind.NAMESPACE
                location = " (unknown location)" if unknown else ""
                message = f"cannot import name {name!r} from {module!r}{location}"
                return Missing("missing-name", module, name, message), module
