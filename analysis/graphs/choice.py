"""Which modules and imports the options of a map leave, and why the others are not drawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
import networkx as nx

from analysis.extract.facts import Timing
from analysis.graphs.chained import Chained, chained
from analysis.graphs.focus import neighbourhood
from analysis.graphs.module_graph import EdgeData
from analysis.graphs.package_tree import OWN, holder, module_of
from analysis.graphs.scene import MapOptions, Scene

Edges = dict[tuple[str, str], EdgeData]


class Choice(msgspec.Struct, frozen=True):
    """The modules to draw, the imports between them, and a line for each kind that is left out."""

    names: frozenset[str]
    edges: Edges
    notes: tuple[str, ...]
    chains: Chained | None = None


def choose(scene: Scene, options: MapOptions, numbers: Mapping[str, int]) -> Choice:
    """What the options leave; `numbers` are those of the import-time components.

    Pins come last: what they touch is drawn beside whatever the other options leave.
    """
    timed = _timed(scene.structure.modules, options)
    names, notes = _kept(scene, options, numbers)
    edges = timed
    if options.cycles_only:
        edges = {edge: data for edge, data in timed.items() if together(numbers, *edge)}
    if options.focus is not None:
        near = _graph(names, edges)
        kept = neighbourhood(near, members(near, options.focus), options.hops, options.direction)
        notes.append(f"{many(len(names) - len(kept), 'module')} out of focus.")
        names = set(kept)
    found = None
    if options.chain is not None:
        source, target = options.chain
        found = chained(_graph(names, edges), source, target, every=options.every_chain)
        names = set(found.modules)
        edges = {edge: edges[edge] for edge in sorted(found.edges)}
        if not found.chains:
            notes.append(
                f"No chain of imports leads from {module_of(source)} to {module_of(target)}."
            )
        elif not found.complete:
            notes.append(f"The first {len(found.chains)} chains: there are more, or may be.")
    edges = _between(edges, names)
    if options.pins:
        names, edges = _pinned(scene, options, names, edges, timed)
    return Choice(frozenset(names), edges, tuple(notes), found)


def members(graph: nx.DiGraph[str], box: str) -> set[str]:
    """The modules that a box stands for."""
    return {name for name in graph if holds(box, name)}


def holds(box: str, name: str) -> bool:
    """Whether a box stands for a module, among others or alone."""
    if box.endswith(OWN):
        return module_of(box) == name
    return name == box or name.startswith(f"{box}.")


def together(numbers: Mapping[str, int], one: str, other: str) -> bool:
    """Whether two modules are in one strongly connected component."""
    return one in numbers and numbers[one] == numbers.get(other)


def many(count: int, what: str) -> str:
    """`1 module is`, `2 modules are`."""
    return f"1 {what} is" if count == 1 else f"{count} {what}s are"


def _timed(graph: nx.DiGraph[str], options: MapOptions) -> Edges:
    left_out = set()
    if options.hide_deferred:
        left_out.add(Timing.DEFERRED)
    if options.hide_type_checking:
        left_out.add(Timing.TYPE_CHECKING)
    return {
        (source, target): carried["data"]
        for source, target, carried in graph.edges(data=True)
        if carried["data"].timing not in left_out
    }


def _kept(
    scene: Scene, options: MapOptions, numbers: Mapping[str, int]
) -> tuple[set[str], list[str]]:
    modules = scene.structure.project.modules
    asked = set(options.only or ()) | set(options.chain or ())
    if options.focus:
        asked.add(options.focus)
    names = set(scene.structure.modules)
    notes = []
    if options.cycles_only:
        names &= numbers.keys()
    if options.only is not None:
        names = {name for name in names if _covered(name, options.only)}
    names = {name for name in names if not _covered(name, options.without)}
    if options.matching or options.not_matching:
        left = {name for name in names if _matches(name, options)}
        notes.append(f"{many(len(names) - len(left), 'module')} left out by name.")
        names = left
    if options.hide_tests:
        tests = {n for n in names if modules[n].is_test and not _covered(n, asked)}
        names -= tests
        if tests:
            notes.append(f"{many(len(tests), 'test module')} not drawn.")
    return names, notes


def _matches(name: str, options: MapOptions) -> bool:
    folded = name.casefold()
    return all(text.casefold() in folded for text in options.matching) and not any(
        text.casefold() in folded for text in options.not_matching
    )


def _pinned(
    scene: Scene, options: MapOptions, names: set[str], edges: Edges, timed: Edges
) -> tuple[set[str], Edges]:
    modules = scene.structure.project.modules
    pinned = {name for name in scene.structure.modules if _covered(name, options.pins)}
    touching = {
        edge: data
        for edge, data in timed.items()
        if (edge[0] in pinned or edge[1] in pinned)
        and not (
            options.hide_tests
            and any(modules[end].is_test and end not in pinned | names for end in edge)
        )
    }
    drawn = names | pinned | {end for edge in touching for end in edge}
    return drawn, {edge: data for edge, data in timed.items() if edge in edges or edge in touching}


def _between(edges: Edges, names: Collection[str]) -> Edges:
    return {edge: data for edge, data in edges.items() if edge[0] in names and edge[1] in names}


def _graph(names: Collection[str], edges: Edges) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(names))
    graph.add_edges_from((*edge, {"data": data}) for edge, data in _between(edges, names).items())
    return graph


def _covered(name: str, chosen: Collection[str]) -> bool:
    if name + OWN in chosen:
        return True
    while name and name not in chosen:
        name = holder(name)
    return bool(name)
