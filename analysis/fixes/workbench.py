"""The parsed sources of an analysis, read when a repair asks, and questions about their imports."""

from __future__ import annotations

import functools
from collections.abc import Collection

from analysis.execution.outcome import Certainty
from analysis.fixes.import_statements import ImportedName, imported_names
from analysis.fixes.name_use import NameUse, Use, When, name_use
from analysis.fixes.source_text import SourceText, parse_source
from analysis.pipeline import Analysis
from analysis.resolve.project import ClassRef, ResolvedClass, ResolvedImport
from analysis.sources.layout import Kind

_EDITABLE = frozenset({Kind.MODULE, Kind.PACKAGE})


class Workbench:
    """Reads each module at most once; nothing here changes the analysis."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.project = analysis.structure.project
        self._sources: dict[str, SourceText | None] = {}
        self._uses: dict[str, NameUse] = {}
        self._imports: dict[str, tuple[ImportedName, ...]] = {}

    def source(self, module: str) -> SourceText | None:
        """A module's source; None where there is no Python file that parses behind it."""
        if module not in self._sources:
            file = self.project.modules.get(module)
            readable = file is not None and file.kind in _EDITABLE
            data = self.analysis.tree.read(file.path) if file is not None and readable else None
            self._sources[module] = (
                parse_source(file.path, data) if file is not None and data is not None else None
            )
        return self._sources[module]

    def use(self, module: str) -> NameUse:
        """Its uses of module-level names; empty where there is no source."""
        if module not in self._uses:
            source = self.source(module)
            self._uses[module] = NameUse() if source is None else name_use(source.tree)
        return self._uses[module]

    def imports(self, module: str) -> tuple[ImportedName, ...]:
        """Every name that its import statements import."""
        if module not in self._imports:
            source = self.source(module)
            self._imports[module] = (
                () if source is None else imported_names(source.tree, self.package(module))
            )
        return self._imports[module]

    def package(self, module: str) -> str:
        """What its relative imports start from."""
        file = self.project.modules.get(module)
        if file is not None and file.kind is Kind.PACKAGE:
            return module
        return module.rpartition(".")[0]

    def is_package(self, module: str) -> bool:
        file = self.project.modules.get(module)
        return file is not None and file.kind is Kind.PACKAGE

    def prefers_relative(self, module: str) -> bool:
        """Whether its own imports within the package are relative ones."""
        relative = sum(one.relative for one in self.imports(module))
        top = module.partition(".")[0]
        own = sum(
            not one.relative and one.module.partition(".")[0] == top for one in self.imports(module)
        )
        return relative > own

    def names_of(self, module: str) -> frozenset[str]:
        """What can be imported from a module: bound names and submodules.

        Of a module that can't be imported now, what its statements bind, star imports followed.
        """
        verdicts = self.analysis.execution.names.get(module)
        if verdicts is not None:
            bound = {
                name for name, verdict in verdicts.items() if verdict.certainty is Certainty.BOUND
            }
        else:
            bound = self._written(module, set())
        return frozenset(bound | self.submodules.get(module, frozenset()))

    def _written(self, module: str, seen: set[str]) -> set[str]:
        facts = self.project.facts.get(module)
        if facts is None or module in seen:
            return set()
        seen.add(module)
        bound = {binding.name for binding in facts.bindings if binding.name != "*"}
        for one in self.imports(module):
            if one.alias.name == "*" and one.function is None:
                source = self.project.facts.get(one.module)
                listed = source.exports if source is not None else None
                there = self._written(one.module, seen)
                bound |= (
                    {name for name in there if not name.startswith("_")}
                    if listed is None
                    else there.intersection(listed)
                )
        return bound

    def kind_of(self, module: str, name: str) -> str:
        """How a module binds a name: class, function, import, assign ... or "module"."""
        facts = self.project.facts.get(module)
        kinds = [one.kind for one in facts.bindings if one.name == name] if facts else []
        if kinds:
            return kinds[-1]
        return "module" if name in self.submodules.get(module, ()) else "unknown"

    @functools.cached_property
    def submodules(self) -> dict[str, frozenset[str]]:
        """The last names of the modules of each package."""
        found: dict[str, set[str]] = {}
        for name in self.project.modules:
            parent, _, last = name.rpartition(".")
            found.setdefault(parent, set()).add(last)
        return {parent: frozenset(names) for parent, names in found.items()}

    @functools.cached_property
    def _resolved(self) -> dict[str, list[ResolvedImport]]:
        found: dict[str, list[ResolvedImport]] = {}
        for resolved in self.project.imports:
            found.setdefault(resolved.importer, []).append(resolved)
        return found

    def resolved(self, importer: str, imported: ImportedName) -> ResolvedImport | None:
        """What resolution made of an imported name."""
        first, last = imported.node.lineno, imported.node.end_lineno or imported.node.lineno
        return next(
            (
                one
                for one in self._resolved.get(importer, ())
                if first <= one.fact.span.line <= last
                and one.fact.alias == imported.alias.asname
                and (one.fact.name or one.fact.module) == imported.alias.name
            ),
            None,
        )

    @functools.cached_property
    def classes(self) -> dict[ClassRef, ResolvedClass]:
        """Every class of the repository, by name."""
        return {one.ref: one for one in self.project.classes}

    def modules_at(self, path: str) -> tuple[str, ...]:
        """The modules that a file is, sorted."""
        return tuple(
            sorted(name for name, file in self.project.modules.items() if file.path == path)
        )

    # Who needs what

    def passes_on(self, module: str, name: str, besides: Collection[str] = ()) -> bool:
        """Whether others get `name` from `module`: they import it, or `__all__` lists it.

        `besides` are importers that do not count.
        """
        importers = self.project.importers_of_name.get((module, name), ())
        return bool(
            set(importers) - {module, *besides}
            or name in self.use(module).exported
            or self.takes_attribute(module, name)
        )

    def takes_attribute(self, module: str, name: str) -> bool:
        """Whether others read `module.name` through the module object."""
        return any(
            self._takes_attribute(other, module, name) for other in self.loaders.get(module, ())
        )

    @functools.cached_property
    def loaders(self) -> dict[str, tuple[str, ...]]:
        """Who loads a module by an import of its own, by module."""
        found: dict[str, set[str]] = {}
        for resolved in self.project.imports:
            for loaded in (*resolved.loads, resolved.depends_on):
                if loaded is not None:
                    found.setdefault(loaded, set()).add(resolved.importer)
        return {module: tuple(sorted(users)) for module, users in found.items()}

    def _block_lines(self, module: str, one: ImportedName) -> range:
        source = self.source(module)
        if source is None:
            return range(0)
        last = source.siblings(one.node)[-1]
        return range(one.node.lineno, (last.end_lineno or last.lineno) + 1)

    def is_starred(self, module: str) -> bool:
        """Whether somebody imports everything from a module."""
        return bool(self.project.importers_of_name.get((module, "*"))) or any(
            one.module == module and one.alias.name == "*"
            for importer in self.loaders.get(module, ())
            for one in self.imports(importer)
        )

    def is_used(self, module: str, name: str) -> bool:
        """Whether anybody has a use for what a module calls `name`, the module itself included."""
        return bool(self.use(module).uses.get(name)) or self.passes_on(module, name)

    def _takes_attribute(self, user: str, module: str, name: str) -> bool:
        """Whether `user` reads `module.name` through the module object."""
        for one in self.imports(user):
            full = one.module if one.name is None else f"{one.module}.{one.name}"
            if one.name is None and one.alias.asname is None:
                full = one.module.partition(".")[0]
            if not (module == full or module.startswith(full + ".")):
                continue
            below = tuple(module[len(full) + 1 :].split(".")) if module != full else ()
            wanted = (*below, name)
            for use in self.use(user).uses.get(one.bound, ()):
                if use.chain[: len(wanted)] == wanted:
                    return True
        return False

    def uses_of(self, module: str, imported: ImportedName) -> list[Use]:
        """Uses that only this import serves.

        `import a.b` serves uses of `a.b`, and any use of `a` that no other import serves; a name
        that is bound again before anything uses it serves none.
        """
        use = self.use(module)
        others = [
            one
            for one in self.imports(module)
            if one is not imported and one.bound == imported.bound and one.function is None
        ]
        uses = list(use.uses.get(imported.bound, ()))
        if imported.name is None and imported.alias.asname is None:
            below = tuple(imported.module.split(".")[1:])
            if any(one.alias.name == imported.alias.name for one in others):
                return []
            if others:
                uses = [one for one in uses if one.chain[: len(below)] == below]
            return uses
        same = [one for one in others if (one.module, one.name) == (imported.module, imported.name)]
        if any(one.at_module_level for one in same):
            return []
        if any(one.type_checking for one in same):
            uses = [one for one in uses if one.when is not When.NEVER]
        for one in same:
            # The block that imports it for itself needs no other import.
            block = self._block_lines(module, one) if one.conditional else range(0)
            uses = [use for use in uses if use.line not in block]
        line = imported.node.lineno
        again = [
            binding
            for binding in use.bindings.get(imported.bound, ())
            if binding.node is not imported.node
            and not binding.conditional
            and not binding.type_checking
            and not binding.removes
            and binding.line > line
        ]
        if again:
            until = min(binding.line for binding in again)
            uses = [one for one in uses if one.when is When.IMPORT and line < one.line <= until]
        return uses
