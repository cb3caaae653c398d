"""What is computed once of an analysis, and kept."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from analysis import (
    Analysis,
    Comparison,
    ResolvedClass,
    Story,
    story_of,
)
from analysis.findings import AnyFinding, DuplicateClass, ImportCycle
from analysis.graphs import layout
from analysis.graphs.chained import Chained
from analysis.graphs.class_layout import draw_classes
from analysis.graphs.components import levels
from analysis.graphs.matrix import Matrix, children_of, matrix_of, modules_of
from analysis.graphs.pair import draw_pair
from analysis.graphs.picture import Picture
from analysis.graphs.readable import BUDGETS, SCALE, fitting_scale, readable
from analysis.graphs.scene import ClassOptions, MapOptions, Scene
from analysis.graphs.sketch import Sketch
from analysis.scenes import scene_of
from views import inbox
from views.inbox import Filed
from views.scenes import classes_around, modules_about, modules_around, scene_around
from views.shelf import of_analysis

PAIR_BUDGETS = (24, 14, 8, 4)
WINDOW = (736.0, 430.0)
HALF_WINDOW = (600.0, 380.0)


@of_analysis(most=4)
def classes_of_modules(key: str, _analysis: Analysis) -> Mapping[str, tuple[ResolvedClass, ...]]:
    """The classes of every module that has some, in the order of the file."""
    found: dict[str, list[ResolvedClass]] = {}
    for resolved in _analysis.structure.project.classes:
        found.setdefault(resolved.ref.module, []).append(resolved)
    return {
        module: tuple(sorted(classes, key=lambda each: each.fact.line))
        for module, classes in found.items()
    }


@of_analysis(most=4)
def modules_by_path(key: str, _analysis: Analysis) -> Mapping[str, str]:
    """The module of every file."""
    return {file.path: name for name, file in _analysis.structure.project.modules.items()}


@of_analysis(most=4)
def levels_of(key: str, _analysis: Analysis) -> Mapping[str, int]:
    """The level of every module; 0 imports nothing of the repository."""
    return levels(_analysis.structure.modules)


@of_analysis(most=4)
def filed(key: str, _analysis: Analysis) -> tuple[Filed, ...]:
    """Every finding with what the filters ask of it."""
    return inbox.filed(_analysis)


@of_analysis(most=8)
def _scene(key: str, _analysis: Analysis) -> Scene:
    return scene_of(_analysis)


@of_analysis(most=32, spinner="Laying out the map …")
def module_picture(key: str, _analysis: Analysis, options: MapOptions) -> Picture:
    """The levelled map of modules.

    Where the options leave it to us what is open, as much as can be read without zooming.
    """
    usual = MapOptions()
    sketch = _sketch(
        key,
        _analysis,
        msgspec.structs.replace(
            options, opened=usual.opened, budget=usual.budget, ceiling=usual.ceiling
        ),
    )
    return readable(
        lambda budget: layout.picture_of(sketch, msgspec.structs.replace(options, budget=budget)),
        WINDOW,
        BUDGETS if options.opened is None else BUDGETS[:1],
    )


@of_analysis(most=16, spinner="Looking for chains …")
def chains_drawn(key: str, _analysis: Analysis, options: MapOptions) -> Chained | None:
    """The chains on a map, with their statements; None where it is not about any."""
    return layout.chains_drawn(_scene(key, _analysis), options)


@of_analysis(most=8)
def _sketch(key: str, _analysis: Analysis, options: MapOptions) -> Sketch:
    """What the options leave: most of the work, and the same whatever is opened."""
    return layout.module_sketch(_scene(key, _analysis), options)


@of_analysis(most=32, spinner="Laying out the classes …")
def class_picture(key: str, _analysis: Analysis, options: ClassOptions) -> Picture:
    """The map of classes, as much of it open as can be read without zooming."""
    scene = _scene(key, _analysis)
    return readable(
        lambda budget: draw_classes(scene, msgspec.structs.replace(options, budget=budget)),
        WINDOW,
        BUDGETS if options.opened is None else BUDGETS[:1],
    )


class MatrixOf(msgspec.Struct, frozen=True):
    """What the rows of a matrix are: the parts of a package or its modules, or a cycle's members.

    `cycle` is the key of a finding.
    """

    package: str = ""
    flat: bool = False
    tests: bool = False
    cycle: str = ""


@of_analysis(most=16)
def matrix_groups(key: str, _analysis: Analysis, asked: MatrixOf) -> Mapping[str, str]:
    """Each module that a matrix is about with its row."""
    return _meant(_analysis, asked)[1]


@of_analysis(most=16, spinner="Ordering the matrix …")
def matrix(key: str, _analysis: Analysis, asked: MatrixOf, at_import: bool) -> Matrix:
    """The matrix that is asked for."""
    package, groups = _meant(_analysis, asked)
    return matrix_of(_analysis.structure.modules, package, groups, at_import=at_import)


def _meant(analysis: Analysis, asked: MatrixOf) -> tuple[str, Mapping[str, str]]:
    files = analysis.structure.project.modules
    if asked.cycle:
        finding = _finding(analysis, asked.cycle)
        members = finding.data.members if isinstance(finding, ImportCycle) else ()
        return "", dict(zip(members, members, strict=True))
    graph = analysis.structure.modules
    modules = [name for name in graph if name in files and (asked.tests or not files[name].is_test)]
    if asked.flat:
        return asked.package, modules_of(modules, asked.package)
    return children_of(modules, asked.package)


@of_analysis(most=64)
def finding_picture(key: str, _analysis: Analysis, finding_key: str) -> Picture | None:
    """A finding and what stands next to it; None where there is nothing to draw."""
    finding = _finding(_analysis, finding_key)
    if isinstance(finding, DuplicateClass):
        return draw_classes(_scene(key, _analysis), classes_around(finding))
    options = modules_around(finding, _analysis) if finding is not None else None
    if finding is None or options is None:
        return None
    return layout.draw_modules(scene_around(finding, _scene(key, _analysis)), options)


@of_analysis(most=64, spinner="Following its imports …")
def story(key: str, _analysis: Analysis, module: str) -> Story:
    """What importing a module first does, step by step."""
    return story_of(_analysis, module)


@of_analysis(most=8, spinner="Laying out both sides …")
def pair_picture(
    before_key: str,
    after_key: str,
    _before: Analysis,
    _after: Analysis,
    _seen: Comparison,
    first: tuple[str, ...] = (),
) -> tuple[Picture, Picture]:
    """Before and after, each module at the same place on both sides; `first` are drawn first."""
    before, after = _scene(before_key, _before), _scene(after_key, _after)
    around = modules_about(_seen)
    for budget in PAIR_BUDGETS:
        options = MapOptions(hide_tests=False, budget=budget)
        pair = draw_pair(before, after, options, around, first)
        if min(fitting_scale(side, HALF_WINDOW) for side in pair) >= SCALE:
            break
    return pair


def _finding(analysis: Analysis, key: str) -> AnyFinding | None:
    return next((finding for finding in analysis.findings if finding.key == key), None)
