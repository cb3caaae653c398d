"""The import statements behind an edge, also those that only run a package on the way."""

from __future__ import annotations

from collections.abc import Container, Iterable

from analysis.checks.context import CodeContext
from analysis.extract.facts import Timing
from analysis.findings import CutSite, CycleEdge
from analysis.resolve.project import ResolvedImport

Edge = tuple[str, str]
_ByImported = dict[str, list[ResolvedImport]]

_RANK = {Timing.IMPORT: 0, Timing.DEFERRED: 1, Timing.TYPE_CHECKING: 2}


class Statements:
    """Looks up the statements of `importers` by edge; those of a module when it is first asked."""

    def __init__(self, context: CodeContext, importers: Container[str]) -> None:
        self._context = context
        self._importers = importers
        self._known: dict[str, tuple[_ByImported, _ByImported]] = {}

    def _of(self, importer: str) -> tuple[_ByImported, _ByImported]:
        """By the module that a statement names, and by those that it loads on the way."""
        known = self._known.get(importer)
        if known is None:
            known = self._known[importer] = {}, {}
            direct, loading = known
            every = self._context.project.by_importer if importer in self._importers else {}
            for resolved in every.get(importer, ()):
                if resolved.fact.timing is Timing.TYPE_CHECKING:
                    continue
                if resolved.depends_on is not None:
                    direct.setdefault(resolved.depends_on, []).append(resolved)
                for loaded in resolved.loads:
                    loading.setdefault(loaded, []).append(resolved)
        return known

    def behind(self, edge: Edge) -> list[ResolvedImport]:
        """The statements of an edge, those that run at import first; [] where none is written."""
        importer, imported = edge
        direct, loading = self._of(importer)
        found = direct.get(imported) or loading.get(imported) or []
        return sorted(found, key=lambda r: (_RANK[r.fact.timing], r.fact.span.line))

    def runs(self, edge: Edge) -> bool:
        """Whether a statement that runs while `edge[0]` is imported takes this edge."""
        return any(r.fact.timing is Timing.IMPORT for r in self.behind(edge))

    def is_written(self, edge: Edge) -> bool:
        """Whether a statement names the imported module itself, not only one inside of it."""
        return edge[1] in self._of(edge[0])[0]

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
