"""What an analysis knows of a place, a name or a module, looked up as a diagnosis asks."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cached_property

from analysis.execution.outcome import Fails, Failure
from analysis.extract.module import extract
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    ImportCycle,
    UndefinedName,
    UnparsableFile,
    owners_of,
)
from analysis.fixes.plan import candidates
from analysis.fixes.workbench import Workbench
from analysis.graphs.adjacency import reversed_
from analysis.pipeline import Analysis
from analysis.resolve.index import ALWAYS_LOADED
from analysis.resolve.project import ResolvedImport
from analysis.sources.distributions import declared_distributions
from analysis.sources.layout import Kind, ModuleFile
from analysis.sources.standard_library import read_standard_library
from analysis.triage.report import SuggestedFix

_LINE_END = re.compile(r"\r\n|\r|\n")
_SPACE = re.compile(r"\s+")


def squeezed(text: str) -> str:
    """A line, however it is indented and spaced."""
    return _SPACE.sub(" ", text.strip())


class Ground:
    """Looks things up; each table is made when it is first asked for."""

    def __init__(self, analysis: Analysis, proposes: bool = True) -> None:
        """`proposes`: whether fixes are looked for, which takes seconds where many files import
        what a finding is about.
        """
        self.analysis = analysis
        self._proposes = proposes
        self.project = analysis.structure.project
        self._texts: dict[str, tuple[str, ...]] = {}
        self._places: dict[str, dict[str, list[int]]] = {}
        self._fixes: dict[str, SuggestedFix | None] = {}
        self._blocked: dict[str, tuple[str, ...]] = {}

    @cached_property
    def paths(self) -> frozenset[str]:
        return frozenset(self.analysis.tree.paths())

    @cached_property
    def module_at(self) -> dict[str, ModuleFile]:
        """The module that a file is, by path."""
        layout = self.project.layout
        found = {file.path: file for file in layout.shadowed}
        found |= {file.path: file for file in self.project.modules.values()}
        return found

    @cached_property
    def tops(self) -> frozenset[str]:
        """The first parts of the names of all modules that can be imported."""
        modules = self.project.modules.values()
        return frozenset(
            file.name.partition(".")[0] for file in modules if file.kind is not Kind.NOTEBOOK
        )

    @cached_property
    def failures(self) -> dict[tuple[str, int], dict[str, Failure]]:
        """For each place that raises: the entries that fail there."""
        found: dict[tuple[str, int], dict[str, Failure]] = {}
        for entry, outcome in self.analysis.execution.outcomes.items():
            if isinstance(outcome, Fails):
                failure = outcome.failure
                found.setdefault((failure.path, failure.line), {})[entry] = failure
        return found

    @cached_property
    def owners(self) -> dict[str, str]:
        return owners_of(self.analysis.execution, self.analysis.findings)

    @cached_property
    def by_key(self) -> dict[str, AnyFinding]:
        return {finding.key: finding for finding in self.analysis.findings}

    @cached_property
    def _broken(self) -> dict[tuple[str, str | None], BrokenImport]:
        return {
            (finding.data.module, finding.data.name): finding
            for finding in self.analysis.findings
            if isinstance(finding, BrokenImport)
        }

    @cached_property
    def declared(self) -> frozenset[str]:
        """What the repository says that it needs."""
        return declared_distributions(self.analysis.tree)

    @cached_property
    def _importers(self) -> dict[str, list[str]]:
        """Who imports a module while being imported."""
        return reversed_(self.analysis.structure.graph.at_import)

    @cached_property
    def _bench(self) -> Workbench:
        return Workbench(self.analysis)

    def lines(self, path: str) -> tuple[str, ...]:
        """The lines of a file, as Python counts them."""
        if path not in self._texts:
            source = self.analysis.tree.read(path) if path in self.paths else b""
            text = source.decode("utf-8-sig", "replace")
            self._texts[path] = tuple(_LINE_END.split(text))
        return self._texts[path]

    def lines_that_read(self, path: str, text: str) -> list[int]:
        """The numbers of the lines that are this text, whatever blanks there are in it."""
        if path not in self._places:
            places: dict[str, list[int]] = {}
            for at, line in enumerate(self.lines(path), 1):
                places.setdefault(squeezed(line), []).append(at)
            self._places[path] = places
        return self._places[path].get(text, [])

    def text(self, path: str, line: int) -> str | None:
        """A line of a file, without its indentation."""
        lines = self.lines(path)
        return lines[line - 1].strip() if 0 < line <= len(lines) else None

    def imports_at(self, module: str | None, line: int) -> tuple[ResolvedImport, ...]:
        """What the import statement that covers a line imports."""
        found = self.project.by_importer.get(module or "", ())
        return tuple(
            each for each in found if each.fact.span.line <= line <= each.fact.span.end_line
        )

    def broken(self, module: str, name: str | None) -> BrokenImport | None:
        """The finding that nothing provides this."""
        return self._broken.get((module, name))

    def modules_without(self, name: str) -> list[str]:
        """The modules that are asked for a name and do not have it."""
        return [module for module, missing in self._broken if missing == name]

    def broken_at(self, path: str, line: int) -> Iterator[BrokenImport]:
        """The findings that have a statement at a place."""
        for finding in self._broken.values():
            if any((site.path, site.line) == (path, line) for site in finding.data.sites):
                yield finding

    def cycle_of(self, *modules: str) -> ImportCycle | None:
        """The cycle that has all of these modules; one of imports that run at import first."""
        found = [
            finding
            for finding in self.analysis.findings
            if isinstance(finding, ImportCycle) and set(modules) <= set(finding.data.members)
        ]
        return min(found, key=lambda each: each.data.timing.value != "import", default=None)

    def unparsable(self, path: str) -> UnparsableFile | None:
        for finding in self.analysis.findings:
            if isinstance(finding, UnparsableFile) and finding.locations[0].path == path:
                return finding
        return None

    def undefined(self, name: str, path: str) -> UndefinedName | None:
        for finding in self.analysis.findings:
            named = isinstance(finding, UndefinedName) and finding.data.name == name
            if named and any(at.path == path for at in finding.locations):
                assert isinstance(finding, UndefinedName)
                return finding
        return None

    def failure_at(self, path: str, line: int, entry: str | None) -> tuple[str, Failure] | None:
        """A predicted failure at a place: that of `entry` first."""
        found = self.failures.get((path, line), {})
        if entry in found:
            return entry, found[entry]
        return next(iter(found.items()), None)

    def is_ours(self, module: str) -> bool:
        """Whether a module, or its outermost package, is a file of the repository."""
        return module.partition(".")[0] in self.tops

    def hides_another(self, module: str, name: str | None) -> bool:
        """Whether a top-level file of ours has the name of a module from outside that has `name`.

        One of the standard library, or of a distribution that the repository says it needs.
        """
        file = self.project.modules.get(module)
        if file is None or "." in module or file.kind is Kind.NAMESPACE:
            return False
        if module in sys.stdlib_module_names and module not in ALWAYS_LOADED:
            source = read_standard_library(module)
            if name is None or source is None:
                return True
            facts = extract(source)
            return any(binding.name == name for binding in facts.bindings) or any(
                fact.name == "*" for fact in facts.imports
            )
        return module.lower() in self.declared

    def binding_line(self, module: str, name: str) -> int | None:
        """The last line of a module that binds a name."""
        facts = self.project.facts.get(module)
        if facts is None:
            return None
        return max((each.line for each in facts.bindings if each.name == name), default=None)

    def may_bind(self, path: str, name: str) -> bool:
        """Whether a file binds a name, or something that only running it can tell."""
        facts = extract(self.analysis.tree.read(path))
        stars = any(fact.name == "*" for fact in facts.imports)
        return stars or any(each.name in (name, "__getattr__") for each in facts.bindings)

    def stub_beside(self, module: str, name: str) -> tuple[str, int] | None:
        """The place in the `.pyi` beside a module that has a name."""
        file = self.project.modules.get(module)
        if file is None:
            return None
        stub = f"{file.path.rpartition('.')[0]}.pyi"
        if file.kind is Kind.STUB:
            stub = file.path
        if stub not in self.paths:
            return None
        facts = extract(self.analysis.tree.read(stub))
        lines = [each.line for each in facts.bindings if each.name == name]
        return (stub, lines[0]) if lines else None

    def blocked_by(self, module: str, at_import: bool) -> tuple[str, ...]:
        """A module and all that import it while they are imported, sorted."""
        if not at_import:
            return ()
        if module not in self._blocked:
            found, waiting = {module}, [module]
            while waiting:
                for importer in self._importers.get(waiting.pop(), ()):
                    if importer not in found:
                        found.add(importer)
                        waiting.append(importer)
            self._blocked[module] = tuple(sorted(found))
        return self._blocked[module]

    def best_fix(self, finding: AnyFinding) -> SuggestedFix | None:
        """The best proposal for a finding, unproven."""
        if not self._proposes:
            return None
        if finding.key not in self._fixes:
            proposed = candidates(self.analysis, finding, self._bench)
            self._fixes[finding.key] = (
                SuggestedFix(best.id, best.title, best.applicability.value, best.rationale)
                if (best := next(iter(proposed), None)) is not None
                else None
            )
        return self._fixes[finding.key]
