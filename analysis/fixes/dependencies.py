"""What a fix makes a sound module need from outside of the repository."""

from __future__ import annotations

import sys

from analysis.comparison import Comparison
from analysis.execution.outcome import Ok
from analysis.extract.facts import Timing
from analysis.pipeline import Analysis
from analysis.resolve.project import External


def newly_needed(
    before: Analysis, after: Analysis, comparison: Comparison
) -> tuple[tuple[str, str], ...]:
    """(module, distribution's top module) pairs: who imports, and what it did not need before.

    What is not of the repository is assumed to be there, and need not be: a module that imported
    without it would no longer. The standard library is there.
    """
    pairs = [(edge.importer, edge.imported) for edge in comparison.edges_new]
    pairs += [(edge.importer, edge.imported) for edge in comparison.edges_retimed]
    return tuple(
        sorted(
            (importer, name)
            for importer, imported in pairs
            if after.structure.graph.edges[importer][imported] is Timing.IMPORT
            and before.execution.outcomes.get(importer) == Ok()
            for name in _needs(after, imported) - _needs(before, importer)
        )
    )


def _needs(analysis: Analysis, module: str) -> frozenset[str]:
    """The top modules from outside that importing a module may import, without any guard."""
    project, rows = analysis.structure.project, analysis.structure.graph.at_import
    seen, left = {module}, [module]
    found: set[str] = set()
    while left:
        one = left.pop()
        parent = one.rpartition(".")[0]
        for imported in (*rows.get(one, ()), *([parent] if parent in project.modules else ())):
            if imported not in seen:
                seen.add(imported)
                left.append(imported)
        for resolved in project.by_importer.get(one, ()):
            fact = resolved.fact
            unguarded = fact.timing is Timing.IMPORT and not fact.guarded
            if isinstance(resolved.target, External) and unguarded:
                found.add(fact.module.partition(".")[0])
    return frozenset(found - sys.stdlib_module_names)
