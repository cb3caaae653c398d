"""What a small picture of a finding shows of an analysis, and which modules a repair is about."""

from __future__ import annotations

import msgspec

from analysis import Analysis, Comparison
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    DoubleImport,
    DuplicateClass,
    ImportCycle,
    UndefinedName,
    UnparsableFile,
)
from analysis.graphs.package_tree import OWN
from analysis.graphs.scene import ClassOptions, MapOptions, Mark, MarkKind, Scene

SMALL = 60
MOST_MEMBERS = 30
FEW_OF_MANY = 14
NEAR = 3


def scene_around(finding: AnyFinding, scene: Scene) -> Scene:
    """What a small picture shows: of a cycle, nothing that is the matter for another reason."""
    if not isinstance(finding, ImportCycle):
        return scene
    marks = (Mark(MarkKind.CYCLES, finding.data.members),)
    return msgspec.structs.replace(scene, marks=marks, ghosts=())


def modules_around(finding: AnyFinding, analysis: Analysis) -> MapOptions | None:
    """The modules that a finding is about, for a small picture; None where there are none."""
    modules: set[str] = set()
    match finding:
        case BrokenImport(data=data):
            modules = {site.importer for site in data.sites}
            modules |= {each.module for each in data.candidates[:3]}
            modules.add(data.module)
        case ImportCycle():
            return _cycle_and_boundary(finding, analysis)
        case UndefinedName(data=data):
            modules = {site.importer for site in data.sites}
        case UnparsableFile() | DoubleImport():
            modules = set(finding.subjects)
        case DuplicateClass(data=data):
            modules = {each.module for each in data.definitions}
    known = modules & set(analysis.structure.project.modules)
    if isinstance(finding, UnparsableFile | UndefinedName):
        graph = analysis.structure.modules
        near = {other for name in known if name in graph for other in graph.predecessors(name)}
        if len(near | known) <= SMALL // 4:
            known |= near
    if not known:
        return None
    return MapOptions(
        opened=packages_of(known), only=frozenset(known), hide_tests=False, budget=SMALL
    )


def _cycle_and_boundary(finding: ImportCycle, analysis: Analysis) -> MapOptions:
    """The members, as many as can be looked at, and their busiest neighbours as closed boxes."""
    data = finding.data
    known = set(analysis.structure.project.modules)
    telling = [edge.importer for edge in data.cycle]
    telling += [entry.module for entry in data.failing_entries[:3] if entry.module in data.members]
    for cut in sorted(data.cut, key=lambda cut: (sum(cut.leaves), -cut.short_cycles)):
        telling += [edge.importer for edge in cut.cycle]
    telling += data.members
    shown = [name for name in dict.fromkeys(telling) if name in known]
    if len(shown) > MOST_MEMBERS:
        shown = shown[:FEW_OF_MANY]
    around = [
        each.name for each in (*data.boundary.importers[:NEAR], *data.boundary.imported[:NEAR])
    ]
    packages = packages_of(set(data.members))
    return MapOptions(
        # Its own code is meant where a member is a package, and where one stands around members.
        opened=packages,
        only=frozenset(f"{name}{OWN}" if name in packages else name for name in (*shown, *around)),
        hide_tests=False,
        hide_type_checking=True,
        budget=SMALL,
    )


def classes_around(finding: DuplicateClass) -> ClassOptions:
    """The classes of a group of duplicates, for a small picture."""
    classes = frozenset(f"{each.module}:{each.class_}" for each in finding.data.definitions)
    return ClassOptions(
        opened=packages_of({each.module for each in finding.data.definitions}),
        only=classes,
        hide_tests=False,
        budget=SMALL,
    )


def packages_of(modules: set[str]) -> frozenset[str]:
    """Every package that one of the modules stands in, and the modules themselves."""
    found = set(modules)
    for module in modules:
        while module:
            module = module.rpartition(".")[0]
            found.add(module)
    return frozenset(found - {""})


def modules_about(seen: Comparison) -> frozenset[str]:
    """The modules of the findings that a repair is about."""
    found = (*seen.fixed, *seen.introduced, *(whole for whole, _ in seen.reduced))
    return frozenset(subject.partition(":")[0] for each in found for subject in each.subjects)
