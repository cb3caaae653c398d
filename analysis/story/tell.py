"""`story_of(analysis, entry) -> Story`: what importing one module first does, for a person."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.execution.outcome import Cause, Fails, Failure, Ok, Outcome, Unknown
from analysis.execution.run import ENTRIES, sound_entries, story
from analysis.extract.class_shape import decode
from analysis.pipeline import Analysis
from analysis.resolve.project import External, Project
from analysis.sources.errors import SourceError
from analysis.story.lines import Outside, Telling
from analysis.story.nodes import Node, tree_of, way_to_doubt, way_to_failure
from analysis.story.reason import asked_early, half_imported, why
from analysis.story.value import Line, LineKind, Story


def story_of(analysis: Analysis, entry: str) -> Story:
    """The story of `import entry` in a fresh interpreter; KeyError for an unknown module."""
    project = analysis.structure.project
    file = project.modules[entry]
    if file.kind not in ENTRIES:
        return Story(entry, file.path, None, (), (), ())
    version = analysis.options.python_version
    outcome, steps = story(project, analysis.bodies, entry, version)
    top = tree_of(steps)
    outside = _outside(project)
    way = _way(top, outcome)
    broken = None
    if isinstance(outcome, Fails):
        broken = _broken(analysis, outcome.failure, way)
    telling = Telling(way, broken, outside)
    told = Story(
        entry,
        file.path,
        outcome,
        telling.story(top),
        loaded=tuple(body.step.module for node in top for body in node.bodies() if not body.failed),
        outside=telling.asked_outside(top),
    )
    if not isinstance(outcome, Fails):
        return told
    failure = outcome.failure
    half = half_imported(analysis, failure, way)
    waiting = _waiting(failure)
    return Story(
        *(told.entry, told.path, told.outcome, told.lines, told.loaded, told.outside),
        why=why(project, failure, half),
        half=half,
        waiting=waiting,
        sound_entries=sound_entries(
            *(project, analysis.bodies, entry, failure.raised_in),
            _candidates(analysis, entry, waiting),
            version,
        ),
    )


def _way(top: list[Node], outcome: Outcome) -> list[Node]:
    match outcome:
        case Fails(failure=failure):
            return way_to_failure(top, failure.stack, failure.path, failure.line)
        case Unknown(reason=reason):
            return way_to_doubt(top, reason)
        case Ok():
            return []


def _broken(analysis: Analysis, failure: Failure, way: Sequence[Node]) -> Line:
    """The statement that raises, in its own words where the file can be read."""
    last = way[-1].step if way else None
    if last is not None and last.what and (last.path, last.line) == (failure.path, failure.line):
        text = last.what
    else:
        text = _source_line(analysis, failure.path, failure.line)
    return Line(0, LineKind.BREAKS, failure.raised_in, failure.path, failure.line, text)


def _source_line(analysis: Analysis, path: str, line: int) -> str:
    try:
        lines = decode(analysis.tree.read(path)).split("\n")
    except (KeyError, OSError, SourceError):
        return ""
    return lines[line - 1].strip() if 0 < line <= len(lines) else ""


def _waiting(failure: Failure) -> tuple[str, ...]:
    """The modules of the cycle, as far as the imports under way show it."""
    if failure.cause is Cause.PARTIAL:
        for module in asked_early(failure):
            if module in failure.stack:
                return failure.stack[failure.stack.index(module) :]
    return ()


def _candidates(analysis: Analysis, entry: str, waiting: tuple[str, ...]) -> tuple[str, ...]:
    """The modules of the cycle that import when they come first."""
    if not waiting:
        return ()
    members = {
        module
        for component in analysis.structure.graph.cycles_at_import
        if not set(component).isdisjoint(waiting)
        for module in component
    }
    outcomes = analysis.execution.outcomes
    return tuple(
        module
        for module in sorted({*members, *waiting} - {entry})
        if isinstance(outcomes.get(module), Ok)
    )


def _outside(project: Project) -> Outside:
    found: dict[tuple[str, int], dict[str, None]] = {}
    for resolved in project.imports:
        target = resolved.target
        if isinstance(target, External):
            top = target.module.partition(".")[0]
            place = (project.modules[resolved.importer].path, resolved.fact.span.line)
            if top != "__future__":
                found.setdefault(place, {})[top] = None
    return lambda path, line: tuple(found.get((path, line), ()))
