"""Who imports whom, and when: the module graph as an audit needs it, without the statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import msgspec

from analysis.extract.facts import Timing
from analysis.graphs.components import strongly_connected
from analysis.resolve.project import Project, ResolvedImport

RANK = {Timing.IMPORT: 0, Timing.DEFERRED: 1, Timing.TYPE_CHECKING: 2}

ImportEdges = Mapping[str, Mapping[str, Timing]]


class ImportGraph(msgspec.Struct, frozen=True, dict=True):
    """Who imports whom and when, and what follows from it; read only by agreement."""

    edges: ImportEdges
    """Every module with those that it imports, each with the earliest timing of the statements."""

    @cached_property
    def modules(self) -> list[str]:
        """Sorted."""
        return sorted(self.edges)

    @cached_property
    def at_import(self) -> dict[str, list[str]]:
        """Only the edges that an import statement run at import time makes."""
        running = Timing.IMPORT
        return {
            importer: [imported for imported, timing in row.items() if timing is running]
            for importer, row in self.edges.items()
        }

    @cached_property
    def at_runtime(self) -> dict[str, list[str]]:
        """Without the edges that exist for the type checker alone."""
        typed = Timing.TYPE_CHECKING
        return {
            importer: [imported for imported, timing in row.items() if timing is not typed]
            for importer, row in self.edges.items()
        }

    @cached_property
    def cycles_at_import(self) -> tuple[tuple[str, ...], ...]:
        return strongly_connected(self.at_import)

    @cached_property
    def cycles_at_runtime(self) -> tuple[tuple[str, ...], ...]:
        return strongly_connected(self.at_runtime)


def import_graph(project: Project) -> ImportGraph:
    """The graph of all imports of a project."""
    edges: dict[str, dict[str, Timing]] = {module: {} for module in sorted(project.modules)}
    for importer, imports in project.by_importer.items():
        edges[importer] = _row(importer, imports)
    for row in list(edges.values()):
        for imported in row:
            if imported not in edges:
                # A folder without modules: no module, and importable all the same.
                edges[imported] = {}
    return ImportGraph(edges)


def import_graph_again(project: Project, before: Project, graph: ImportGraph) -> ImportGraph:
    """The same, where `graph` is that of the project `before`."""
    if project.modules is not before.modules or graph.edges.keys() != project.modules.keys():
        return import_graph(project)
    changed: dict[str, Mapping[str, Timing]] = {}
    for importer, imports in project.by_importer.items():
        if imports is not before.by_importer[importer]:
            row = _row(importer, imports)
            if not row.keys() <= graph.edges.keys():
                return import_graph(project)
            if row != graph.edges[importer]:
                changed[importer] = row
    return ImportGraph({**graph.edges, **changed}) if changed else graph


def _row(importer: str, imports: Iterable[ResolvedImport]) -> dict[str, Timing]:
    row: dict[str, Timing] = {}
    for resolved in imports:
        imported = resolved.depends_on
        if imported is None or imported == importer:
            continue
        timing = resolved.fact.timing
        known = row.get(imported)
        if known is None or (known is not timing and RANK[timing] < RANK[known]):
            row[imported] = timing
    return row
