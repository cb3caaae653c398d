"""The levelled map of the modules, and the statements behind its arrows."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping

import msgspec
import networkx as nx

from analysis.execution.outcome import Fails, Ok, Outcome
from analysis.extract.facts import Timing
from analysis.graphs.components import component_numbers
from analysis.graphs.drawing import Extent, draw
from analysis.graphs.focus import neighbourhood
from analysis.graphs.module_graph import EdgeData, Site, edge_data, import_time_graph
from analysis.graphs.package_tree import OWN, holder, module_of
from analysis.graphs.picture import Picture
from analysis.graphs.scene import Ghost, MapOptions, Mark, Scene
from analysis.graphs.sketch import Leaf, Link, Sketch
from analysis.graphs.structure import Structure
from analysis.resolve.project import External, Missing, Project
from analysis.sources.layout import Kind


def draw_modules(scene: Scene, options: MapOptions = MapOptions()) -> Picture:  # noqa: B008
    """The module graph of one analysis as nested, levelled boxes.

    Ids of boxes are module and package names. The code of an open package itself is the box
    "pkg.__init__" inside of it (`module_of` gives the module back), drawn where it matters.
    `Picture.hidden` says what was left out. The same input gives the same picture.
    """
    return picture_of(module_sketch(scene, options), options)


def picture_of(sketch: Sketch, options: MapOptions) -> Picture:
    """The picture of `module_sketch`, which is the same whatever is opened."""
    return draw(sketch, extent_of(options))


def extent_of(options: MapOptions) -> Extent:
    """How far the options let a drawing go."""
    chosen = options.only is not None or options.focus is not None or options.cycles_only
    return Extent(options.opened, options.budget, options.ceiling, whole=chosen)


def reveal(opened: Collection[str], name: str) -> frozenset[str]:
    """`opened` and every package around a module (or box), so that it is drawn itself."""
    found = set(opened)
    around = holder(name)
    while around:
        found.add(around)
        around = holder(around)
    return frozenset(found)


def module_sketch(scene: Scene, options: MapOptions) -> Sketch:
    """The modules and imports that the options leave, before anything is opened or placed."""
    graph = scene.structure.modules
    numbers = component_numbers(import_time_graph(graph))
    edges = _edges(graph, options, numbers)
    names, notes = _chosen(scene, options, edges, numbers)
    asked = options.only or frozenset()
    edges = {edge: data for edge, data in edges.items() if edge[0] in names and edge[1] in names}
    externals = _externals(scene.structure.project, names) if options.externals else {}
    packages = _packages(names | asked)
    busy = {end for edge in edges for end in edge}
    busy |= {subject.partition(":")[0] for mark in scene.marks for subject in mark.subjects}
    busy |= {importer for ghost in scene.ghosts for importer in ghost.importers}
    busy |= {importer for importers in externals.values() for importer in importers}
    leaf_of: dict[str, str] = {}
    leaves: dict[str, Leaf] = {}
    own: dict[str, Leaf] = {}
    for name in sorted(names):
        outcome = outcome_word(scene.execution.outcomes.get(name))
        leaf = Leaf(
            id=name + OWN if name in packages else name,
            kind="namespace" if _kind(scene, name) == Kind.NAMESPACE else "module",
            importers=graph.in_degree(name),
            outcome=outcome,
            is_test=scene.structure.project.modules[name].is_test,
            component=numbers.get(name),
        )
        idle = name not in busy and outcome == "ok" and leaf.id not in asked
        if idle and name in packages:
            own[name] = leaf
        elif not idle or leaf.kind != "namespace":
            leaf_of[name] = leaf.id
            leaves[leaf.id] = leaf
    links = [
        Link(
            source=leaf_of[source],
            target=leaf_of[target],
            kind="import",
            timing=data.timing,
            guarded=data.guarded,
            cycle=data.timing == Timing.IMPORT and _together(numbers, source, target),
        )
        for (source, target), data in edges.items()
    ]
    for package, importers in externals.items():
        leaves[package] = Leaf(package, "external", importers=len(importers))
        links += [Link(leaf_of[name], package, "import", Timing.IMPORT) for name in importers]
    return Sketch(
        leaves=leaves,
        links=tuple(links),
        marks=tuple(
            Mark(mark.kind, tuple(sorted({leaf_of[name] for name in _modules(mark, leaf_of)})))
            for mark in scene.marks
        ),
        ghosts=ghosts_from(scene.ghosts, leaf_of),
        own=own,
        notes=notes,
    )


def chosen_modules(scene: Scene, options: MapOptions) -> frozenset[str]:
    """The modules that the options leave."""
    graph = scene.structure.modules
    numbers = component_numbers(import_time_graph(graph))
    return frozenset(_chosen(scene, options, _edges(graph, options, numbers), numbers)[0])


def exactly(names: Collection[str], options: MapOptions, *structures: Structure) -> MapOptions:
    """Options that choose these modules and, of packages among them, their own code alone."""
    packages = {name for structure in structures for name in _packages(structure.modules)}
    return msgspec.structs.replace(
        options,
        only=frozenset(name + OWN if name in packages else name for name in names),
        without=frozenset(),
        focus=None,
        cycles_only=False,
    )


def edge_sites(structure: Structure, source: str, target: str) -> tuple[Site, ...]:
    """The import statements behind an arrow, from its boxes' ids; () where there is no such arrow.

    A closed package stands for all that is in it. Statements in tests are among them even where
    the drawing hides tests.
    """
    if target.startswith("ghost:"):
        return _broken_sites(structure.project, source, target)
    graph = structure.modules
    imported = _members(graph, target)
    found: set[Site] = set()
    for importer in _members(graph, source):
        for other in graph.successors(importer):
            if other in imported:
                found.update(edge_data(graph, importer, other).sites)
    return tuple(sorted(found))


def ghosts_from(ghosts: Iterable[Ghost], leaf_of: Mapping[str, str]) -> tuple[Ghost, ...]:
    """Ghosts with their importers as leaves, as far as these are drawn; the others go."""
    found = []
    for ghost in ghosts:
        importers = tuple(sorted({leaf_of[name] for name in ghost.importers if name in leaf_of}))
        if importers:
            found.append(Ghost(ghost.module, ghost.name, importers, ghost.timing))
    return tuple(sorted(found, key=lambda ghost: ghost.id))


def outcome_word(outcome: Outcome | None) -> str:
    """ok, fails or unknown."""
    if outcome is None or isinstance(outcome, Ok):
        return "ok"
    return "fails" if isinstance(outcome, Fails) else "unknown"


Edges = dict[tuple[str, str], EdgeData]


def _edges(graph: nx.DiGraph[str], options: MapOptions, numbers: Mapping[str, int]) -> Edges:
    left_out = set()
    if options.hide_deferred:
        left_out.add(Timing.DEFERRED)
    if options.hide_type_checking:
        left_out.add(Timing.TYPE_CHECKING)
    return {
        (source, target): carried["data"]
        for source, target, carried in graph.edges(data=True)
        if carried["data"].timing not in left_out
        and (not options.cycles_only or _together(numbers, source, target))
    }


def _chosen(
    scene: Scene, options: MapOptions, edges: Edges, numbers: Mapping[str, int]
) -> tuple[set[str], tuple[str, ...]]:
    """The modules to draw, and a line for each kind of module that is not."""
    modules = scene.structure.project.modules
    asked = set(options.only or ()) | ({options.focus} if options.focus else set())
    names = set(scene.structure.modules)
    notes = []
    if options.cycles_only:
        names &= numbers.keys()
    if options.only is not None:
        names = {name for name in names if _covered(name, options.only)}
    names = {name for name in names if not _covered(name, options.without)}
    if options.hide_tests:
        tests = {n for n in names if modules[n].is_test and not _covered(n, asked)}
        names -= tests
        if tests:
            notes.append(f"{_many(len(tests), 'test module')} not drawn.")
    if options.focus is not None:
        near: nx.DiGraph[str] = nx.DiGraph()
        near.add_nodes_from(names)
        near.add_edges_from(edge for edge in edges if edge[0] in names and edge[1] in names)
        seeds = _members(near, options.focus)
        kept = neighbourhood(near, seeds, options.hops, options.direction)
        notes.append(f"{_many(len(names) - len(kept), 'module')} out of focus.")
        names = set(kept)
    return names, tuple(notes)


def _externals(project: Project, names: Collection[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for resolved in project.imports:
        if isinstance(resolved.target, External) and resolved.importer in names:
            package = resolved.target.module.partition(".")[0]
            if package not in sys.stdlib_module_names:
                found.setdefault(f"external:{package}", set()).add(resolved.importer)
    return {package: found[package] for package in sorted(found)}


def _broken_sites(project: Project, source: str, target: str) -> tuple[Site, ...]:
    found: dict[tuple[str, int, Timing], set[str]] = {}
    for resolved in project.imports:
        missing = resolved.target
        if not isinstance(missing, Missing) or not _holds(source, resolved.importer):
            continue
        if Ghost(missing.module, missing.name, ()).id == target:
            path = project.modules[resolved.importer].path
            key = (path, resolved.fact.span.line, resolved.fact.timing)
            found.setdefault(key, set()).update([resolved.fact.name] if resolved.fact.name else [])
    return tuple(
        sorted(
            Site(path, line, tuple(sorted(names)), timing)
            for (path, line, timing), names in found.items()
        )
    )


def _modules(mark: Mark, leaf_of: Mapping[str, str]) -> list[str]:
    found = {subject.partition(":")[0] for subject in mark.subjects}
    return sorted(name for name in found if name in leaf_of)


def _packages(names: Collection[str]) -> set[str]:
    """Everything that one of the modules lies in."""
    found: set[str] = set()
    for name in names:
        around = holder(name)
        while around and around not in found:
            found.add(around)
            around = holder(around)
    return found


def _members(graph: nx.DiGraph[str], box: str) -> set[str]:
    """The modules that a box stands for."""
    return {name for name in graph if _holds(box, name)}


def _holds(box: str, name: str) -> bool:
    if box.endswith(OWN):
        return module_of(box) == name
    return name == box or name.startswith(f"{box}.")


def _covered(name: str, chosen: Collection[str]) -> bool:
    if name + OWN in chosen:
        return True
    while name and name not in chosen:
        name = holder(name)
    return bool(name)


def _together(numbers: Mapping[str, int], one: str, other: str) -> bool:
    return one in numbers and numbers[one] == numbers.get(other)


def _kind(scene: Scene, name: str) -> Kind:
    return scene.structure.project.modules[name].kind


def _many(count: int, what: str) -> str:
    return f"1 {what} is" if count == 1 else f"{count} {what}s are"
