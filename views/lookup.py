"""What a panel looks up instead of going through the whole repository at every click."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from analysis import Analysis, Fails, ResolvedImport
from analysis.findings import AnyFinding
from analysis.graphs.metrics import Metrics, interfaces_in, is_abstract, metrics_between
from views import cached, tables
from views.shelf import of_analysis


class Places(msgspec.Struct, frozen=True):
    """Where the findings are: their positions by what they are about, and by the files in them."""

    modules: tuple[str, ...]
    """All of them, sorted."""
    by_subject: Mapping[str, tuple[int, ...]]
    """What a finding is about, or keeps from being imported: modules and packages."""
    by_path: Mapping[str, tuple[int, ...]]

    def below(self, name: str) -> tuple[str, ...]:
        """The modules in a package, without its own."""
        first = bisect_left(self.modules, f"{name}.")
        # The character after the dot.
        return self.modules[first : bisect_left(self.modules, f"{name}/", first)]


class PackageFacts(msgspec.Struct, frozen=True):
    """What a package holds, and what it has to do with the rest."""

    modules: int
    lines: int
    failing: tuple[str, ...]
    findings: tuple[AnyFinding, ...]
    uses: Sequence[tuple[str, int]]
    used_by: Sequence[tuple[str, int]]


class Numbers(msgspec.Struct, frozen=True):
    """The metrics of a module, or of a package with all that is in it."""

    edges: Metrics
    classes: int
    abstract: int

    @property
    def abstractness(self) -> float | None:
        """The share of abstract classes; None where there is no class."""
        return self.abstract / self.classes if self.classes else None


@of_analysis(most=4)
def places(key: str, _analysis: Analysis) -> Places:
    """Those of an analysis."""
    by_subject: dict[str, list[int]] = {}
    by_path: dict[str, list[int]] = {}
    for at, finding in enumerate(_analysis.findings):
        about = {subject.partition(":")[0] for subject in finding.subjects} | set(finding.blocked)
        for subject in about:
            by_subject.setdefault(subject, []).append(at)
        for path in {place.path for place in finding.locations}:
            by_path.setdefault(path, []).append(at)
    return Places(
        tuple(sorted(_analysis.structure.project.modules)),
        {subject: tuple(found) for subject, found in by_subject.items()},
        {path: tuple(found) for path, found in by_path.items()},
    )


def prepare(key: str, analysis: Analysis) -> None:
    """Make everything that every panel asks for."""
    places(key, analysis)
    cached.classes_of_modules(key, analysis)
    cached.levels_of(key, analysis)
    cached.filed(key, analysis)


def modules_in(key: str, analysis: Analysis, name: str) -> tuple[str, ...]:
    """A module and all that is in it, where it is a package; sorted."""
    below = places(key, analysis).below(name)
    return (name, *below) if name in analysis.structure.project.modules else below


def findings_at(key: str, analysis: Analysis, module: str, path: str) -> list[AnyFinding]:
    """The findings that are about a module, keep it from being imported or lie in its file."""
    known = places(key, analysis)
    return _findings(analysis, known.by_subject.get(module, ()), known.by_path.get(path, ()))


@of_analysis(most=256)
def package_facts(key: str, _analysis: Analysis, name: str) -> PackageFacts:
    """Those of a package, its own code among them."""
    inside = frozenset(modules_in(key, _analysis, name))
    known = places(key, _analysis)
    outcomes, facts = _analysis.execution.outcomes, _analysis.structure.project.facts
    about = (known.by_subject[module] for module in inside if module in known.by_subject)
    return PackageFacts(
        modules=len(inside),
        lines=sum(facts[module].lines for module in inside if module in facts),
        failing=tuple(sorted(name for name in inside if isinstance(outcomes.get(name), Fails))),
        findings=tuple(_findings(_analysis, *about)),
        uses=tables.outward(_analysis, inside),
        used_by=tables.inward(_analysis, inside),
    )


@of_analysis(most=1024)
def numbers(key: str, _analysis: Analysis, name: str) -> Numbers:
    """Those of a module, or of a package with all that is in it."""
    inside = modules_in(key, _analysis, name)
    graph = _analysis.structure.modules
    facts = [found for name in inside if (found := _analysis.structure.project.facts.get(name))]
    return Numbers(
        metrics_between(graph, [module for module in inside if module in graph]),
        sum(len(file.classes) for file in facts),
        sum(
            is_abstract(each, interfaces)
            for file in facts
            if (interfaces := interfaces_in(file.imports))
            for each in file.classes
        ),
    )


def imports_of(analysis: Analysis, module: str) -> Sequence[ResolvedImport]:
    """The imports of a module, in the order of the file."""
    found = analysis.structure.project.by_importer.get(module, ())
    return sorted(found, key=lambda each: each.fact.span.line)


@of_analysis(most=4)
def importers_of_outside(key: str, _analysis: Analysis) -> Mapping[str, Mapping[str, int]]:
    """Top-level name of what is not in the repository -> importer -> its first line."""
    found: dict[str, dict[str, int]] = {}
    for resolved in _analysis.structure.project.imports:
        if resolved.depends_on is None:
            lines = found.setdefault(resolved.target.module.partition(".")[0], {})
            line = resolved.fact.span.line
            lines[resolved.importer] = min(line, lines.get(resolved.importer, line))
    return found


def _findings(analysis: Analysis, *found: Iterable[int]) -> list[AnyFinding]:
    return [analysis.findings[at] for at in sorted({at for each in found for at in each})]
