"""Who imports whom, and when: the module graph as an audit needs it, without the statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from analysis.extract.facts import Timing
from analysis.resolve.project import Project

RANK = {Timing.IMPORT: 0, Timing.DEFERRED: 1, Timing.TYPE_CHECKING: 2}

ImportEdges = Mapping[str, Mapping[str, Timing]]


def import_edges(project: Project) -> dict[str, dict[str, Timing]]:
    """For every module those that it imports, each with the earliest timing of the statements."""
    found: dict[str, dict[str, Timing]] = {module: {} for module in sorted(project.modules)}
    for resolved in project.imports:
        imported = resolved.depends_on
        importer = resolved.importer
        if imported is None or imported == importer:
            continue
        row = found[importer]
        timing = resolved.fact.timing
        known = row.get(imported)
        if known is None:
            row[imported] = timing
            if imported not in found:
                # A folder without modules: no module, and importable all the same.
                found[imported] = {}
        elif known is not timing and RANK[timing] < RANK[known]:
            row[imported] = timing
    return found


def run_at(edges: ImportEdges, timings: Collection[Timing]) -> dict[str, set[str]]:
    """The same modules with the edges of such a timing, and no other."""
    return {
        importer: {imported for imported, timing in row.items() if timing in timings}
        for importer, row in edges.items()
    }


def at_import(edges: ImportEdges) -> dict[str, set[str]]:
    """Only the edges that an import statement run at import time makes."""
    return run_at(edges, (Timing.IMPORT,))


def at_runtime(edges: ImportEdges) -> dict[str, set[str]]:
    """Without the edges that exist for the type checker alone."""
    return run_at(edges, (Timing.IMPORT, Timing.DEFERRED))
