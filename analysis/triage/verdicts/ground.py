"""What of an analysis the verdicts look at, under the names that a ticket uses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import msgspec

from analysis.execution.outcome import Certainty, Fails, Outcome
from analysis.findings import (
    BrokenImport,
    DuplicateClass,
    Evidence,
    ImportCycle,
    ImportSite,
    owners_of,
)
from analysis.graphs.ways import Ways
from analysis.pipeline import Analysis
from analysis.resolve.project import External, ResolvedClass, ResolvedImport
from analysis.sources.layout import Kind
from analysis.triage.ticket.vocabulary import Vocabulary

_WITHOUT_FILE = frozenset({Kind.NAMESPACE})


class Ground(msgspec.Struct, frozen=True, dict=True):
    """An analysis with what is asked of it again and again."""

    analysis: Analysis

    @cached_property
    def vocabulary(self) -> Vocabulary:
        project = self.analysis.structure.project
        asked = {each.data.name for each in self.broken if each.data.name is not None}
        return Vocabulary(
            modules={name: file.path for name, file in project.modules.items()},
            classes={name: tuple(sorted(each)) for name, each in self._modules_of_class.items()},
            bound=self.bound.keys(),
            asked=asked,
            outside={
                each.module.partition(".")[0]
                for each in project.targets
                if isinstance(each, External)
            },
            golden={
                each.name: each.module
                for each in self.analysis.golden_paths
                if each.module in project.modules
            },
        )

    @cached_property
    def _modules_of_class(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for each in self.analysis.structure.project.classes:
            found.setdefault(each.fact.name, set()).add(each.ref.module)
        return found

    @cached_property
    def classes(self) -> dict[str, list[ResolvedClass]]:
        """The classes at the top of modules, by name."""
        found: dict[str, list[ResolvedClass]] = {}
        for each in self.analysis.structure.project.classes:
            if "." not in each.ref.qualname:
                found.setdefault(each.fact.name, []).append(each)
        return found

    @cached_property
    def bound(self) -> dict[str, list[tuple[str, int]]]:
        """Where statements that are no imports bind a name: modules and lines."""
        found: dict[str, list[tuple[str, int]]] = {}
        for module, facts in sorted(self.analysis.structure.project.facts.items()):
            for binding in facts.bindings:
                if binding.kind in ("function", "class", "assign"):
                    found.setdefault(binding.name, []).append((module, binding.line))
        return found

    @cached_property
    def broken(self) -> tuple[BrokenImport, ...]:
        return tuple(each for each in self.analysis.findings if isinstance(each, BrokenImport))

    @cached_property
    def cycles(self) -> tuple[ImportCycle, ...]:
        return tuple(each for each in self.analysis.findings if isinstance(each, ImportCycle))

    @cached_property
    def duplicates(self) -> tuple[DuplicateClass, ...]:
        return tuple(each for each in self.analysis.findings if isinstance(each, DuplicateClass))

    @cached_property
    def owners(self) -> dict[str, str]:
        return owners_of(self.analysis.execution, self.analysis.findings)

    @cached_property
    def at_import(self) -> Ways[str]:
        graph = self.analysis.structure.graph
        return Ways((a, b) for a, row in graph.at_import.items() for b in row)

    @cached_property
    def at_runtime(self) -> Ways[str]:
        graph = self.analysis.structure.graph
        return Ways((a, b) for a, row in graph.at_runtime.items() for b in row)

    @cached_property
    def lines(self) -> dict[str, int]:
        project = self.analysis.structure.project
        return {
            project.modules[name].path: max(facts.lines, 1)
            for name, facts in project.facts.items()
            if name in project.modules
        }

    def outcome(self, module: str) -> Outcome | None:
        return self.analysis.execution.outcomes.get(module)

    def failure(self, module: str) -> Fails | None:
        outcome = self.outcome(module)
        return outcome if isinstance(outcome, Fails) else None

    def path(self, module: str) -> str | None:
        """The file of a module; None for what has none."""
        file = self.analysis.structure.project.modules.get(module)
        return file.path if file is not None and file.kind not in _WITHOUT_FILE else None

    def at(self, module: str, line: int | None, note: str) -> tuple[Evidence, ...]:
        """A place in a module as evidence; nothing where the module has no file."""
        path = self.path(module)
        if path is None:
            return ()
        return (self.place(path, line, note),)

    def place(self, path: str, line: int | None, note: str) -> Evidence:
        """A place as evidence; a line that the file does not have is left out."""
        if line is not None and not 1 <= line <= self.lines.get(path, 1):
            line = None
        return Evidence(path, line, note)

    def imports(self, importer: str) -> Iterable[ResolvedImport]:
        return self.analysis.structure.project.by_importer.get(importer, ())

    def line_of(self, importer: str, imported: str) -> int | None:
        """The first line at which a module imports another one directly."""
        lines = [
            each.fact.span.line for each in self.imports(importer) if each.depends_on == imported
        ]
        return min(lines, default=None)

    def bindings(self, module: str, name: str) -> int | None:
        """The line at which a module binds a name, or imports it."""
        facts = self.analysis.structure.project.facts.get(module)
        if facts is None:
            return None
        return next((each.line for each in facts.bindings if each.name == name), None)

    def has_name(self, module: str, name: str) -> bool | None:
        """Whether a module has a name once it is imported; None where dynamic code decides."""
        execution = self.analysis.execution
        project = self.analysis.structure.project
        if f"{module}.{name}" in project.modules:
            return True
        if module in execution.open_modules:
            return True if self.bindings(module, name) is not None else None
        verdict = execution.names.get(module, {}).get(name)
        if verdict is not None and verdict.certainty is Certainty.UNKNOWN:
            return None
        if verdict is not None:
            return verdict.certainty is Certainty.BOUND
        if module in project.facts and project.facts[module].problem is None:
            return self.bindings(module, name) is not None
        return None

    def finding_of_name(self, module: str, name: str) -> BrokenImport | None:
        return next(
            (each for each in self.broken if (each.data.module, each.data.name) == (module, name)),
            None,
        )


def said_of(site: ImportSite) -> str:
    """What an import site is, in a few words."""
    where = f" in {site.function}" if site.function else ""
    return f"{site.importer} asks for it, {site.kind.value}{where}"


def listed(words: Iterable[str], most: int = 3) -> str:
    """A few words with commas, and how many there are beside them."""
    every = list(words)
    shown = every[:most]
    more = len(every) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
