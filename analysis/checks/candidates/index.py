"""Which modules bind a name, are called so, or stand beside another: made when first asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from analysis.checks.candidates.wanted import Wanted
from analysis.checks.context import Context
from analysis.execution.outcome import Certainty
from analysis.extract.facts import Timing
from analysis.graphs.adjacency import reversed_
from analysis.resolve.project import Internal, ResolvedImport

DEFINED = {"class": 0.9, "function": 0.9, "assign": 0.8}
"""What defines a name, each with how much it says that it is the one that is meant."""
_LETTERS = 2
"""How much longer or shorter a mistyped name is, at most."""
_SAME = 3
"""Letters at one end that a mistyped name has right, at least."""
_GENERATED_NAMES = frozenset({"__init__", "__main__"})


class Index:
    """Every module-level name of a repository with the modules that bind it."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._upstream: dict[frozenset[str], frozenset[str]] = {}

    @cached_property
    def by_name(self) -> Mapping[str, Mapping[str, str]]:
        """name -> the modules that define it, each with the kind of definition."""
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for module, facts in sorted(self.context.project.facts.items()):
            for binding in facts.bindings:
                if binding.kind in DEFINED:
                    found[binding.name][module] = binding.kind
        return dict(found)

    def spelt_alike(self, name: str) -> Iterator[str]:
        """Names of about this length that begin or end with the same letters, sorted."""
        beginning, ending = self._by_letters
        alike = {*beginning.get(name[:_SAME], ()), *ending.get(name[-_SAME:], ())}
        near = range(len(name) - _LETTERS, len(name) + _LETTERS + 1)
        yield from sorted(other for other in alike if len(other) in near and other != name)

    @cached_property
    def _by_letters(self) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
        """The names by their first and by their last letters."""
        beginning: dict[str, list[str]] = {}
        ending: dict[str, list[str]] = {}
        for name in self.by_name:
            beginning.setdefault(name[:_SAME], []).append(name)
            ending.setdefault(name[-_SAME:], []).append(name)
        return beginning, ending

    @cached_property
    def by_last(self) -> Mapping[str, list[str]]:
        """The last part of a dotted name -> the modules that are called so."""
        return _grouped(self.context.project.modules, lambda module: module.rpartition(".")[2])

    @cached_property
    def by_parent(self) -> Mapping[str, list[str]]:
        """A package -> the modules in it."""
        return _grouped(self.context.project.modules, lambda module: module.rpartition(".")[0])

    @cached_property
    def by_path(self) -> Mapping[str, str]:
        """The path of a file -> the module that it is."""
        return {file.path: name for name, file in self.context.project.modules.items()}

    def reexports(self, name: str) -> list[tuple[str, str]]:
        """The modules that import something under this name, each with the one that defines it."""
        places = self._passed_on.get(name, ())
        return sorted({(importer, target.defined_in or "") for importer, target in places})

    def names_of(self, module: str) -> set[str]:
        """The names that a module surely has once it is imported."""
        known = self.context.execution.names.get(module)
        if known is not None:
            return {n for n, v in known.items() if v.certainty is Certainty.BOUND}
        facts = self.context.project.facts.get(module)
        return {binding.name for binding in facts.bindings} if facts else set()

    def allows(self, module: str, wanted: Wanted) -> bool:
        """Whether a module may be what was meant: not an importer, for production no test."""
        if module in wanted.importers or module.rpartition(".")[2] in _GENERATED_NAMES:
            return False
        return not self.context.is_test(module) or all(map(self.context.is_test, wanted.importers))

    def leads_back(self, module: str, importers: frozenset[str]) -> bool:
        """Whether importing the module runs one of `importers`."""
        if importers not in self._upstream:
            self._upstream[importers] = self._running(importers)
        return module in self._upstream[importers]

    def _running(self, modules: frozenset[str]) -> frozenset[str]:
        """The modules whose import runs one of `modules` by at least one step."""
        importers = self._importers
        found: set[str] = set()
        pending = [module for module in modules if module in importers]
        while pending:
            for other in importers[pending.pop()]:
                if other not in found:
                    found.add(other)
                    pending.append(other)
        return frozenset(found)

    @cached_property
    def _importers(self) -> dict[str, list[str]]:
        """Every module with those whose import runs it."""
        return reversed_(self.context.structure.graph.at_import)

    @cached_property
    def _passed_on(self) -> Mapping[str, list[tuple[str, Internal]]]:
        return _by_bound_name(self.context.project.imports)


def _grouped(modules: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for module in sorted(modules):
        found.setdefault(key(module), []).append(module)
    return found


def _by_bound_name(imports: Iterable[ResolvedImport]) -> Mapping[str, list[tuple[str, Internal]]]:
    """name -> the imports that bind it for others, of what a module of the repository defines."""
    found: defaultdict[str, list[tuple[str, Internal]]] = defaultdict(list)
    for resolved in imports:
        target = resolved.target
        # By class, not by `isinstance`: once for every import of a repository.
        if target.__class__ is Internal and target.defined_as and target.defined_in:
            fact = resolved.fact
            if fact.function is None and fact.timing is Timing.IMPORT:
                found[fact.bound].append((resolved.importer, target))
    return dict(found)
