"""The cycle microscope: imports ticked away, and what of the component is left without them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

import msgspec

from analysis import Analysis, Timing
from analysis.findings import CycleEdge, ImportCycle
from analysis.graphs.adjacency import within
from analysis.graphs.components import components_without, cycle_through
from analysis.graphs.module_graph import Site, edge_data
from analysis.graphs.package_tree import module_of
from analysis.graphs.picture import Box, Picture

Edge = tuple[str, str]

ARROW = "->"
PROPOSED = "*"
BETWEEN = ";"


class Component:
    """One component with all of its imports, the proposed cut first."""

    def __init__(self, analysis: Analysis, finding: ImportCycle) -> None:
        data = finding.data
        self.finding = finding
        self.members = frozenset(data.members)
        self._structure = analysis.structure
        self._told = {
            (edge.importer, edge.imported): edge
            for edge in (
                *(edge for cut in data.cut for edge in cut.cycle),
                *data.cycle,
                *data.through_packages,
            )
        }
        whole = analysis.structure.graph
        graph = whole.at_import if data.timing is Timing.IMPORT else whole.at_runtime
        rows = within({member: graph.get(member, []) for member in data.members}, data.members)
        for importer, imported in self._told:
            if {importer, imported} <= self.members and imported not in rows[importer]:
                rows[importer] = sorted([*rows[importer], imported])
        self.graph = rows
        self.proposed = tuple((cut.importer, cut.imported) for cut in data.cut)
        others = [(one, other) for one, row in rows.items() for other in row]
        self.edges = tuple(dict.fromkeys([*self.proposed, *others]))

    def left(self, ticked: Iterable[Edge]) -> tuple[tuple[str, ...], ...]:
        """The components that are left without the ticked imports, the largest first."""
        found = components_without(self.graph, frozenset(ticked))
        return tuple(sorted(found, key=lambda members: (-len(members), members)))

    def cycle(self, edge: Edge) -> tuple[CycleEdge, ...]:
        """A shortest cycle through one import, each of its imports at its first line."""
        nodes = cycle_through(self.graph, *edge)
        ring = zip(nodes, (*nodes[1:], *nodes[:1]), strict=True)
        return tuple(self.written(each) for each in ring)

    def sites(self, edge: Edge) -> tuple[Site, ...]:
        """The statements of an import, those for type checkers left aside."""
        graph = self._structure.modules
        found = edge_data(graph, *edge).sites if graph.has_edge(*edge) else ()
        return tuple(site for site in found if site.timing is not Timing.TYPE_CHECKING)

    def written(self, edge: Edge) -> CycleEdge:
        """An import at its first line that runs."""
        if edge in self._told:
            return self._told[edge]
        sites = sorted(self.sites(edge), key=lambda site: (site.timing is not Timing.IMPORT, site))
        if not sites:
            path = self._structure.project.modules[edge[0]].path
            return CycleEdge(*edge, path, 1)
        return CycleEdge(*edge, sites[0].path, sites[0].line)

    def between(self, source: str, target: str) -> tuple[Edge, ...]:
        """The imports that an arrow of the picture stands for, by its boxes."""
        importer, imported = module_of(source), module_of(target)
        return tuple(
            edge
            for edge in self.edges
            if _holds(source, importer, edge[0]) and _holds(target, imported, edge[1])
        )


def _holds(box: str, name: str, module: str) -> bool:
    return module == name or (box == name and module.startswith(f"{name}."))


def write(component: Component, ticked: Iterable[Edge]) -> str | None:
    """The ticks as they stand in the address; None where there is none.

    `*` stands for the proposed cut; an import of it that is not ticked has a minus before it. The
    key of the finding comes first, short: another finding's ticks mean nothing here.
    """
    chosen = set(ticked)
    if not chosen:
        return None
    plain = sorted(chosen)
    proposed = set(component.proposed)
    missing = sorted(proposed - chosen)
    beside = [
        PROPOSED,
        *(f"-{importer}{ARROW}{imported}" for importer, imported in missing),
        *(f"{importer}{ARROW}{imported}" for importer, imported in sorted(chosen - proposed)),
    ]
    words = beside if len(beside) <= len(plain) else [ARROW.join(edge) for edge in plain]
    return BETWEEN.join([_mark(component.finding), *words])


def parse(component: Component, text: str | None) -> frozenset[Edge]:
    """The reverse of `write`; what names no import of the component is passed over."""
    mark, *words = (text or "").split(BETWEEN)
    if mark != _mark(component.finding):
        return frozenset()
    chosen: set[Edge] = set(component.proposed) if PROPOSED in words else set()
    known = set(component.edges)
    for word in words:
        importer, _, imported = word.removeprefix("-").partition(ARROW)
        if (importer, imported) in known:
            (chosen.discard if word.startswith("-") else chosen.add)((importer, imported))
    return frozenset(chosen)


def _mark(finding: ImportCycle) -> str:
    return sha256(finding.key.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def redrawn(
    picture: Picture,
    component: Component,
    ticked: frozenset[Edge],
    left: Iterable[tuple[str, ...]],
) -> Picture:
    """The picture with the ticked imports taken out, and the modules told apart.

    A member is tangled still, or free; a box that holds no member is outside. Where nothing is
    ticked, the proposed cut is marked.
    """
    proposed = frozenset(component.proposed)
    number = {member: at for at, members in enumerate(left) for member in members}
    shown = {box.id: module_of(box.id) for box in picture.boxes}
    boxes = tuple(_boxes(picture, component, number))
    timings = {Timing.IMPORT}
    if component.finding.data.timing is Timing.DEFERRED:
        timings.add(Timing.DEFERRED)
    arrows = []
    for arrow in picture.arrows:
        ends = shown.get(arrow.source, arrow.source), shown.get(arrow.target, arrow.target)
        if component.members.isdisjoint(ends):
            # What its neighbours have to do with each other says nothing about the component.
            continue
        at = number.get(ends[0]) if arrow.timing in timings else None
        gone = ends in ticked and arrow.timing in timings
        marked = ends in proposed and arrow.timing in timings and not ticked
        arrows.append(
            msgspec.structs.replace(
                arrow,
                cycle=at is not None and at == number.get(ends[1]) and not gone,
                change="removed" if gone else "proposed" if marked else "",
            )
        )
    return Picture(boxes=boxes, arrows=tuple(arrows), hidden=picture.hidden)


def _boxes(picture: Picture, component: Component, number: dict[str, int]) -> Iterator[Box]:
    for box in picture.boxes:
        module = module_of(box.id)
        if box.kind == "open-package":
            yield box
        elif module not in component.members:
            yield msgspec.structs.replace(box, change="outside")
        elif module in number:
            yield msgspec.structs.replace(
                box, badges=msgspec.structs.replace(box.badges, cycles=1), change=""
            )
        else:
            yield msgspec.structs.replace(
                box, badges=msgspec.structs.replace(box.badges, cycles=0), change="freed"
            )
