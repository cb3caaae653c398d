"""Our edges beside those of pydeps, each that only one has with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import msgspec

from analysis.cross_check.value import CrossCheck, OneSided, Reason
from analysis.extract.facts import Timing
from analysis.graphs.module_graph import edge_data
from analysis.pipeline import Analysis
from analysis.resolve.project import External, ResolvedImport
from analysis.sources.layout import Kind

Edge = tuple[str, str]


class Seen(msgspec.Struct, frozen=True):
    """What pydeps says: its names with their files (None: a folder), and who imports whom.

    `standard` are the names that it takes for the standard library's.
    """

    version: str
    standard: frozenset[str]
    names: Mapping[str, str | None]
    imports: frozenset[Edge]


def compared(analysis: Analysis, seen: Seen, problems: tuple[str, ...] = ()) -> CrossCheck:
    """The comparison, between modules of the repository: pydeps's others are left out."""
    modules = analysis.structure.project.modules
    by_path = {file.path: name for name, file in modules.items()}
    ours_of = {
        name: by_path.get(path, "") if path else name if name in modules else ""
        for name, path in seen.names.items()
    }
    theirs = {
        (ours_of[importer], ours_of[imported])
        for importer, imported in seen.imports
        if ours_of.get(importer) and ours_of.get(imported)
    }
    graph = analysis.structure.modules
    ours = {edge for edge in graph.edges if edge_data(graph, *edge).timing is Timing.IMPORT}
    read = frozenset(name for name in ours_of.values() if name)
    why = _Why(analysis, seen, read)
    return CrossCheck(
        answered=bool(seen.names),
        version=seen.version,
        modules=len(read),
        both=len(ours & theirs),
        only_ours=tuple(sorted(why.only_ours(*edge) for edge in ours - theirs)),
        only_theirs=tuple(sorted(why.only_theirs(*edge) for edge in theirs - ours)),
        problems=problems,
    )


class _Why:
    def __init__(self, analysis: Analysis, seen: Seen, read: frozenset[str]) -> None:
        self._project = analysis.structure.project
        self._graph = analysis.structure.modules
        self._seen = seen
        self._read = read

    def only_ours(self, importer: str, imported: str) -> OneSided:
        path, line = self._place(importer, imported)
        return OneSided(importer, imported, self._unseen(importer, imported), path, line)

    def only_theirs(self, importer: str, imported: str) -> OneSided:
        path, line = self._place(importer, imported)
        reason = self._added(importer, imported)
        if path is None:
            behind = self._behind(importer, imported)
            if behind is not None:
                path, line = self._project.modules[importer].path, behind.fact.span.line
        return OneSided(importer, imported, reason, path, line)

    def _unseen(self, importer: str, imported: str) -> Reason:
        ends = (importer, imported)
        if any("migrations" in name.split(".") for name in ends if name not in self._readers):
            return Reason.MIGRATIONS
        if any(name in self._seen.standard for name in ends):
            return Reason.STANDARD_NAME
        statements = self._statements(importer, imported)
        if statements and all(each.fact.dynamic for each in statements):
            return Reason.DYNAMIC
        if imported.partition(".")[0] in self._scattered:
            return Reason.NAMESPACE
        if any(name not in self._readers for name in ends):
            return Reason.NOT_READ
        last = imported.rpartition(".")[2]
        if last in self._outside and any(each.fact.level for each in statements):
            return Reason.NAMED_ALIKE
        return Reason.UNEXPLAINED

    def _added(self, importer: str, imported: str) -> Reason:
        if self._graph.has_edge(importer, imported):
            timing = edge_data(self._graph, importer, imported).timing
            return Reason.DEFERRED if timing is Timing.DEFERRED else Reason.TYPE_CHECKING
        if importer == imported or importer.startswith(f"{imported}."):
            return Reason.OWN_PACKAGE
        asked = self._project.by_importer.get(importer, ())
        around = imported.rpartition(".")[0]
        if any(each.depends_on == around and each.fact.name == "*" for each in asked):
            return Reason.STAR
        short = imported.rpartition(".")[2]
        if any(each.depends_on == around and each.fact.name == short for each in asked):
            return Reason.NAME_OR_MODULE
        if self._behind(importer, imported) is not None:
            return Reason.PARENT_PACKAGE
        return Reason.UNEXPLAINED

    def _behind(self, importer: str, imported: str) -> ResolvedImport | None:
        """The statement that runs `imported` on its way to what it asks for."""
        for each in self._project.by_importer.get(importer, ()):
            if imported in each.loads or (each.depends_on or "").startswith(f"{imported}."):
                return each
        return None

    def _statements(self, importer: str, imported: str) -> list[ResolvedImport]:
        return [
            each
            for each in self._project.by_importer.get(importer, ())
            if each.depends_on == imported and each.fact.timing is Timing.IMPORT
        ]

    def _place(self, importer: str, imported: str) -> tuple[str | None, int | None]:
        if not self._graph.has_edge(importer, imported):
            return None, None
        sites = edge_data(self._graph, importer, imported).sites
        early = next((site for site in sites if site.timing is Timing.IMPORT), sites[0])
        return early.path, early.line

    @cached_property
    def _scattered(self) -> frozenset[str]:
        """Top-level packages that have folders below several import roots."""
        roots: dict[str, set[str]] = {}
        for name, file in self._project.modules.items():
            if file.kind is not Kind.NAMESPACE:
                roots.setdefault(name.partition(".")[0], set()).add(file.root)
        return frozenset(name for name, found in roots.items() if len(found) > 1)

    @cached_property
    def _outside(self) -> frozenset[str]:
        """What is imported from outside: pydeps is given the repository alone, and misses it."""
        return frozenset(
            target.module.partition(".")[0]
            for target in self._project.targets
            if isinstance(target, External)
        )

    @cached_property
    def _readers(self) -> frozenset[str]:
        """The modules that pydeps knows of, a namespace by what is in it."""
        around = {name[:end] for name in self._read for end in range(len(name)) if name[end] == "."}
        return self._read | around
