"""Who imports whom, and when: the module graph as an audit needs it, without the statements."""

from __future__ import annotations

from collections.abc import Mapping

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


def at_import(edges: ImportEdges) -> dict[str, list[str]]:
    """The same modules, and only edges that an import statement run at import time makes."""
    running = Timing.IMPORT
    return {
        importer: [imported for imported, timing in row.items() if timing is running]
        for importer, row in edges.items()
    }


def at_runtime(edges: ImportEdges) -> dict[str, list[str]]:
    """The same modules, without the edges that exist for the type checker alone."""
    typed = Timing.TYPE_CHECKING
    return {
        importer: [imported for imported, timing in row.items() if timing is not typed]
        for importer, row in edges.items()
    }
