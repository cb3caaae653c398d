"""A walk of six steps: the whole, its start, its ground, its middle, its tangles, a problem."""

from __future__ import annotations

import enum
from collections.abc import Sequence

import msgspec

from analysis.graphs.components import strongly_connected
from analysis.pipeline import Analysis
from analysis.resolve.project import ClassRef
from analysis.tour.entries import EntryPoint
from analysis.tour.leaning import is_for_tests
from analysis.tour.packages import LOOSE, PackageLine
from analysis.tour.reading import Reading, Role, many
from analysis.tour.running import Running, reached

MOST = 6


class Sight(enum.StrEnum):
    """What a step looks at."""

    WHOLE = "whole"
    START = "start"
    FOUNDATION = "foundation"
    HUB = "hub"
    CYCLES = "cycles"
    LAYERS = "layers"
    FINDING = "finding"
    CLASSES = "classes"
    CHANGE = "change"


class Step(msgspec.Struct, frozen=True):
    """One step: words, and what to show with them.

    `subject` is a module, a finding's key or a class ("pkg.mod:Class"), "" for everything; `shown`
    are the modules to draw, or the packages to open, where the sight alone does not say.
    """

    sight: Sight
    title: str
    text: str
    subject: str = ""
    shown: tuple[str, ...] = ()


def walk_of(
    analysis: Analysis,
    running: Running,
    entries: Sequence[EntryPoint],
    readings: Sequence[Reading],
    packages: Sequence[PackageLine],
) -> tuple[Step, ...]:
    """At most six steps; what a repository does not have is left out."""
    found = [_whole(analysis, packages)]
    if entries:
        found.append(_start(running, entries[0]))
    for role in (Role.FOUNDATION, Role.HUB):
        best = next((each for each in readings if each.role is role), None)
        if best is not None:
            found.append(_about(best))
    tangled = _cycles(analysis)
    if tangled is not None:
        found.append(tangled)
    elif len(packages) > 1:
        found.append(_layers(packages))
    ends = (_finding(analysis), _family(analysis), _change(running, readings))
    found += [each for each in ends if each is not None]
    return tuple(found[:MOST])


def _whole(analysis: Analysis, packages: Sequence[PackageLine]) -> Step:
    project = analysis.structure.project
    modules = [name for name in project.modules if not project.modules[name].is_test]
    tests = len(project.modules) - len(modules)
    beside = f", and {many(tests, 'test module')} beside them" if tests else ""
    ground = [each.name for each in packages if each.level == 0 and each.name][:3]
    stands = (
        f" It stands on {' and '.join(_listed(ground))}." if len(packages) > 1 and ground else ""
    )
    return Step(
        Sight.WHOLE,
        "The whole",
        f"{many(len(modules), 'module')} in {many(len(packages), 'package')}{beside}. An arrow "
        f"points to what is imported, so what everything stands on is at the bottom.{stands}",
    )


def _start(running: Running, entry: EntryPoint) -> Step:
    runs = sorted(reached(running.at_import, [entry.module]))
    broken = " Today it breaks on the way." if entry.outcome == "fails" else ""
    others = len(reached(running.at_runtime, [entry.module])) - len(runs)
    later = f" {others:,} more wait in functions until they are called." if others > 0 else ""
    why = f"{entry.module} ({entry.why})"
    said = f"It starts at {why}" if entry.golden else f"Begin with {why}"
    return Step(
        Sight.START,
        "Where it starts",
        f"{said}: importing it runs the {many(len(runs), 'module')} that are drawn.{later}{broken}",
        entry.module,
        tuple(runs),
    )


def _about(reading: Reading) -> Step:
    says = f" It says of itself: “{reading.says}”" if reading.says else ""
    title = "A foundation" if reading.role is Role.FOUNDATION else "A hub"
    return Step(
        Sight(reading.role.value),
        f"{title}: {reading.module.rpartition('.')[2]}",
        f"{reading.module}. {reading.reason}{says}",
        reading.module,
    )


def _cycles(analysis: Analysis) -> Step | None:
    graph = analysis.structure.graph
    project = analysis.structure.project
    rings = [
        ring
        for ring in strongly_connected(graph.at_import)
        if not all(is_for_tests(name, project) for name in ring if name in project.modules)
    ]
    if not rings:
        return None
    members = sum(map(len, rings))
    largest = max(rings, key=len)
    return Step(
        Sight.CYCLES,
        "Where it is tangled",
        f"{many(len(rings), 'cycle')} with {many(members, 'module')}: each of them imports itself, "
        f"through others. The largest has {len(largest):,}. Read these together, and expect that "
        "a change in one reaches the others.",
    )


def _layers(packages: Sequence[PackageLine]) -> Step:
    top = max(each.level for each in packages)
    names = [each.name for each in packages if each.level == top and each.name != LOOSE]
    apart = sorted({each.name.rpartition(".")[0] for each in packages} - {""})
    above = f", with {' and '.join(_listed(names[:3]))} on top" if names else ""
    return Step(
        Sight.LAYERS,
        "How it is layered",
        f"No cycle at import: {many(top + 1, 'layer')} of packages{above}. A package imports only "
        "what stands below it.",
        shown=tuple(apart),
    )


def _finding(analysis: Analysis) -> Step | None:
    if not analysis.findings:
        return None
    first = analysis.findings[0]
    count = len(analysis.findings)
    more = f" {many(count - 1, 'other')} come after it." if count > 1 else ""
    return Step(
        Sight.FINDING,
        "What to know before you trip over it",
        f"The first of the problems: {first.title}.{more}",
        first.key,
    )


def _family(analysis: Analysis) -> Step | None:
    """The class that most classes of other modules inherit from."""
    project = analysis.structure.project
    heirs: dict[ClassRef, int] = {}
    for each in project.classes:
        if is_for_tests(each.ref.module, project):
            continue
        for base in each.bases:
            if isinstance(base, ClassRef) and not is_for_tests(base.module, project):
                heirs[base] = heirs.get(base, 0) + 1
    if not heirs:
        return None
    base = min(heirs, key=lambda ref: (-heirs[ref], ref))
    return Step(
        Sight.CLASSES,
        f"A family: {base.qualname}",
        f"{heirs[base]:,} of the classes here inherit from {base.qualname} of {base.module} "
        "directly, more than from any other.",
        str(base),
    )


def _change(running: Running, readings: Sequence[Reading]) -> Step | None:
    """The module to read that most others run when they are imported."""
    reach = {
        each.module: reached(running.because_at_import, [each.module])
        for each in readings
        if each.users
    }
    if not reach:
        return None
    widest = min(reach, key=lambda name: (-len(reach[name]), name))
    others = len(reach[widest]) - 1
    return Step(
        Sight.CHANGE,
        "What would break",
        f"Importing any of {many(others, 'module')} runs {widest}, so an error in it stops them "
        "all. They are drawn; the same can be asked of any module.",
        widest,
        tuple(sorted(reach[widest])),
    )


def _listed(names: Sequence[str]) -> list[str]:
    """For joining with "and": all but the last two are joined by commas."""
    return [", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names)
