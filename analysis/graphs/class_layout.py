"""The drawing of the class graph: classes inside their modules, inheritance and use."""

from __future__ import annotations

from collections.abc import Collection

import networkx as nx

from analysis.extract.facts import Timing
from analysis.graphs.class_graph import INHERITS, family
from analysis.graphs.drawing import Extent, draw
from analysis.graphs.focus import neighbourhood
from analysis.graphs.layout import outcome_word
from analysis.graphs.picture import Picture
from analysis.graphs.scene import ClassOptions, Mark, Scene
from analysis.graphs.sketch import Leaf, Link, Sketch
from analysis.resolve.project import ClassRef


def draw_classes(scene: Scene, options: ClassOptions = ClassOptions()) -> Picture:  # noqa: B008
    """The class graph of one analysis as nested boxes, bases below what inherits from them.

    Ids of boxes are "pkg.mod:Class", and names of modules and packages around them. Badges of
    duplicates come from the marks whose subjects are classes.
    """
    chosen = options.only is not None or options.family_of is not None
    extent = Extent(options.opened, options.budget, options.ceiling, whole=chosen)
    return draw(class_sketch(scene, options), extent)


def class_sketch(scene: Scene, options: ClassOptions) -> Sketch:
    """The classes and edges that the options leave, before anything is opened or placed."""
    graph = scene.structure.classes
    modules = scene.structure.project.modules
    kept, notes = _chosen(scene, options)
    leaves = {
        str(ref): Leaf(
            id=str(ref),
            kind="class",
            importers=graph.in_degree(ref),
            outcome=outcome_word(scene.execution.outcomes.get(ref.module)),
            is_test=ref.module in modules and modules[ref.module].is_test,
        )
        for ref in sorted(kept)
    }
    links = [
        Link(str(source), str(target), carried["kind"], Timing.IMPORT)
        for source, target, carried in graph.edges(data=True)
        if source in kept
        and target in kept
        and (carried["kind"] == INHERITS or not options.inheritance_only)
    ]
    return Sketch(
        leaves=leaves,
        links=tuple(links),
        marks=tuple(
            Mark(mark.kind, tuple(name for name in mark.subjects if name in leaves))
            for mark in scene.marks
        ),
        notes=notes,
    )


def _chosen(scene: Scene, options: ClassOptions) -> tuple[set[ClassRef], tuple[str, ...]]:
    graph = scene.structure.classes
    modules = scene.structure.project.modules
    kept = set(graph)
    notes = []
    if options.within is not None:
        around = f"{options.within}."
        kept = {ref for ref in kept if f"{ref.module}.".startswith(around)}
    if options.family_of is not None:
        kept &= set(family(graph, _ref(options.family_of)))
    if options.only is not None:
        kept &= _beside(graph, options.only)
    if options.hide_tests:
        asked = {_ref(name) for name in options.only or ()}
        tests = {
            ref
            for ref in kept
            if ref not in asked and ref.module in modules and modules[ref.module].is_test
        }
        kept -= tests
        if tests:
            classes = "1 class" if len(tests) == 1 else f"{len(tests)} classes"
            notes.append(
                f"{classes} of test modules {'is' if len(tests) == 1 else 'are'} not drawn."
            )
    return kept, tuple(notes)


def _beside(graph: nx.DiGraph[ClassRef], names: Collection[str]) -> frozenset[ClassRef]:
    return neighbourhood(graph, [_ref(name) for name in sorted(names)])


def _ref(name: str) -> ClassRef:
    module, _, qualname = name.partition(":")
    return ClassRef(module, qualname)
