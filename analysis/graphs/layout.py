"""The levelled map of the modules, and the statements behind its arrows."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping

import msgspec

from analysis.execution.outcome import Fails, Ok, Outcome
from analysis.extract.facts import Timing
from analysis.graphs.chained import Chained
from analysis.graphs.choice import choose, holds, many, members, together
from analysis.graphs.components import component_numbers
from analysis.graphs.drawing import Extent, draw
from analysis.graphs.module_graph import Site, edge_data, import_time_graph
from analysis.graphs.package_tree import OWN, holder
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
    picture = draw(sketch, extent_of(options))
    return against_the_flow(picture) if options.upward_only else picture


def extent_of(options: MapOptions) -> Extent:
    """How far the options let a drawing go."""
    chosen = (
        options.only is not None
        or options.focus is not None
        or options.cycles_only
        or options.chain is not None
        or bool(options.matching or options.not_matching)
    )
    return Extent(options.opened, options.budget, options.ceiling, whole=chosen, kept=options.pins)


def against_the_flow(picture: Picture) -> Picture:
    """The same boxes where they are, and only the arrows against the flow between them."""
    arrows = tuple(arrow for arrow in picture.arrows if arrow.upward)
    ends = {end for arrow in arrows for end in (arrow.source, arrow.target)}
    gone = len(picture.arrows) - len(arrows)
    notes = [f"{many(gone, 'arrow')} with the flow and not drawn."] if gone else []
    if not arrows:
        notes.append("No import between these boxes runs against the flow: open a package.")
    return msgspec.structs.replace(
        picture,
        boxes=tuple(box for box in picture.boxes if box.kind != "ghost" or box.id in ends),
        arrows=arrows,
        hidden=(*picture.hidden, *notes),
    )


def module_sketch(scene: Scene, options: MapOptions) -> Sketch:
    """The modules and imports that the options leave, before anything is opened or placed."""
    graph = scene.structure.modules
    numbers = component_numbers(import_time_graph(graph))
    choice = choose(scene, options, numbers)
    names, edges = choice.names, choice.edges
    asked = (options.only or frozenset()) | options.pins
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
            cycle=data.timing == Timing.IMPORT and together(numbers, source, target),
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
        # What else its modules ask for is not part of a chain.
        ghosts=() if options.chain else ghosts_from(scene.ghosts, leaf_of),
        own=own,
        notes=choice.notes,
    )


def chosen_modules(scene: Scene, options: MapOptions) -> frozenset[str]:
    """The modules that the options leave."""
    numbers = component_numbers(import_time_graph(scene.structure.modules))
    return choose(scene, options, numbers).names


def chains_drawn(scene: Scene, options: MapOptions) -> Chained | None:
    """The chains that the options choose, with their statements; None where they choose none."""
    if options.chain is None:
        return None
    numbers = component_numbers(import_time_graph(scene.structure.modules))
    return choose(scene, options, numbers).chains


def exactly(names: Collection[str], options: MapOptions, *structures: Structure) -> MapOptions:
    """Options that choose these modules and, of packages among them, their own code alone."""
    packages = {name for structure in structures for name in _packages(structure.modules)}
    return msgspec.structs.replace(
        options,
        only=frozenset(name + OWN if name in packages else name for name in names),
        without=frozenset(),
        focus=None,
        cycles_only=False,
        chain=None,
        matching=(),
        not_matching=(),
        pins=frozenset(),
    )


def edge_sites(structure: Structure, source: str, target: str) -> tuple[Site, ...]:
    """The import statements behind an arrow, from its boxes' ids; () where there is no such arrow.

    A closed package stands for all that is in it. Statements in tests are among them even where
    the drawing hides tests.
    """
    if target.startswith("ghost:"):
        return _broken_sites(structure.project, source, target)
    graph = structure.modules
    imported = members(graph, target)
    found: set[Site] = set()
    for importer in members(graph, source):
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
        if not isinstance(missing, Missing) or not holds(source, resolved.importer):
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


def _kind(scene: Scene, name: str) -> Kind:
    return scene.structure.project.modules[name].kind
