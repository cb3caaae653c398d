"""An analysis as a drawing needs it: findings become marks on boxes and ghosts beside them."""

from __future__ import annotations

from analysis.extract.facts import Timing
from analysis.findings import AnyFinding, BrokenImport, DuplicateClass, ImportCycle
from analysis.graphs.scene import Ghost, Mark, MarkKind, Scene
from analysis.pipeline import Analysis


def scene_of(analysis: Analysis) -> Scene:
    """Everything that a map of modules or classes draws."""
    return Scene(
        structure=analysis.structure,
        execution=analysis.execution,
        marks=tuple(mark for finding in analysis.findings for mark in _marks(finding)),
        ghosts=tuple(
            ghost_of(finding) for finding in analysis.findings if isinstance(finding, BrokenImport)
        ),
    )


def ghost_of(finding: BrokenImport) -> Ghost:
    """The box of a broken target; its arrow is as early as the earliest of its imports."""
    timings = {site.timing for site in finding.data.sites}
    order = (Timing.IMPORT, Timing.DEFERRED, Timing.TYPE_CHECKING)
    return Ghost(
        module=finding.data.module,
        name=finding.data.name,
        importers=tuple(sorted({site.importer for site in finding.data.sites})),
        timing=next((timing for timing in order if timing in timings), Timing.IMPORT),
    )


def _marks(finding: AnyFinding) -> tuple[Mark, ...]:
    match finding:
        case ImportCycle(data=data):
            return (Mark(MarkKind.CYCLES, data.members),)
        case BrokenImport(data=data):
            importers = tuple(sorted({site.importer for site in data.sites}))
            return (Mark(MarkKind.BROKEN, importers),)
        case DuplicateClass(data=data):
            classes = tuple(f"{each.module}:{each.class_}" for each in data.definitions)
            return (Mark(MarkKind.DUPLICATES, classes),)
        case _:
            return ()
