"""The import statements behind an edge, also those that only run a package on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from analysis.checks.context import CodeContext
from analysis.extract.facts import Timing
from analysis.findings import CutSite, CycleEdge
from analysis.resolve.project import ResolvedImport

Edge = tuple[str, str]

_RANK = {Timing.IMPORT: 0, Timing.DEFERRED: 1, Timing.TYPE_CHECKING: 2}


class Statements:
    """Looks up the statements of `importers` by edge."""

    def __init__(self, context: CodeContext, importers: Collection[str]) -> None:
        self._context = context
        self._direct: dict[Edge, list[ResolvedImport]] = {}
        self._loading: dict[Edge, list[ResolvedImport]] = {}
        for importer in dict.fromkeys(importers):
            for resolved in context.project.by_importer.get(importer, ()):
                if resolved.fact.timing is Timing.TYPE_CHECKING:
                    continue
                if resolved.depends_on is not None:
                    self._direct.setdefault((importer, resolved.depends_on), []).append(resolved)
                for loaded in resolved.loads:
                    self._loading.setdefault((importer, loaded), []).append(resolved)

    def behind(self, edge: Edge) -> list[ResolvedImport]:
        """The statements of an edge, those that run at import first; [] where none is written."""
        found = self._direct.get(edge) or self._loading.get(edge) or []
        return sorted(found, key=lambda r: (_RANK[r.fact.timing], r.fact.span.line))

    def runs(self, edge: Edge) -> bool:
        """Whether a statement that runs while `edge[0]` is imported takes this edge."""
        return any(r.fact.timing is Timing.IMPORT for r in self.behind(edge))

    def is_written(self, edge: Edge) -> bool:
        """Whether a statement names the imported module itself, not only one inside of it."""
        return edge in self._direct

    def place(self, edge: Edge) -> tuple[str, int]:
        """Path and line of the first statement of an edge."""
        lines = [resolved.fact.span.line for resolved in self.behind(edge)[:1]]
        return self._context.path_of(edge[0]), lines[0] if lines else 1

    def written(self, edges: Iterable[Edge]) -> tuple[CycleEdge, ...]:
        """The edges with the place of each."""
        return tuple(CycleEdge(*edge, *self.place(edge)) for edge in edges)

    def sites(self, edge: Edge) -> tuple[CutSite, ...]:
        """Every line on which a statement of an edge begins, those that run at import first."""
        path = self._context.path_of(edge[0])
        places = [(r.fact.span.line, r.fact.timing) for r in self.behind(edge)]
        return tuple(CutSite(path, line, timing) for line, timing in dict.fromkeys(places))

    def links(self, edges: Iterable[Edge]) -> list[Edge]:
        """Those of `edges` that some statement makes."""
        return [edge for edge in edges if edge[0] != edge[1] and self.behind(edge)]


def ring_of(nodes: tuple[str, ...]) -> list[Edge]:
    """The edges of a cycle through `nodes`."""
    return list(zip(nodes, nodes[1:] + nodes[:1], strict=True))
