"""`change_of(before, after) -> Change`: all that a reviewer asks of two states of a repository.

Apart from `compare`, which every proof of a fix asks for: this reads files and follows imports.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from analysis.change.found import findings_changed, grown
from analysis.change.reach import Reach, reached_golden, reached_tests
from analysis.change.value import ABSENT, Change, GoldenChange, LevelChange, Touched
from analysis.comparison import Comparison, EdgeChange, EdgeRetimed, OutcomeChange, compare
from analysis.execution.golden import ABSENT as NOT_THERE
from analysis.execution.golden import GoldenPath
from analysis.execution.outcome import Fails, Outcome
from analysis.extract.facts import Timing
from analysis.findings import AnyFinding
from analysis.graphs.components import levels
from analysis.graphs.import_graph import ImportGraph
from analysis.pipeline import Analysis
from analysis.sources.difference import differing_paths
from analysis.sources.errors import SourceError
from analysis.sources.tree import SourceTree


def change_of(before: Analysis, after: Analysis) -> Change:
    """What changed. Both trees are read: a file that can't be read any more counts as changed."""
    seen = compare(before, after)
    touched = _touched(before, after)
    reach = Reach(before, after, touched.modules)
    return Change(
        comparison=seen,
        touched=touched,
        levels=_levels(before, after),
        against_flow=_on_cycles(_earlier(seen), after.structure.graph),
        with_flow=_on_cycles(_later(seen), before.structure.graph),
        otherwise=_otherwise(before, after, seen),
        findings_added=_only_in(after.findings, before.findings),
        findings_removed=_only_in(before.findings, after.findings),
        findings_changed=findings_changed(before, after),
        grown=grown(seen),
        golden_paths=_golden(before.golden_paths, after.golden_paths),
        tests=reached_tests(reach, after),
        golden=reached_golden(reach, after),
    )


def _touched(before: Analysis, after: Analysis) -> Touched:
    old, new = before.structure.project.modules, after.structure.project.modules
    differing = differing_paths(after.tree, before.tree)
    rewritten = (
        name
        for name in old.keys() & new.keys()
        if not _same_text(before.tree, old[name].path, after.tree, new[name].path, differing)
    )
    return Touched(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        rewritten=tuple(sorted(rewritten)),
    )


def _same_text(
    before: SourceTree,
    path: str,
    after: SourceTree,
    path_now: str,
    differing: AbstractSet[str] | None,
) -> bool:
    if differing is not None and path == path_now and path not in differing:
        return True
    try:
        return before.read(path) == after.read(path_now)
    except KeyError:
        # A namespace: there is a folder, and no text.
        return path == path_now
    except SourceError:
        return False


def _levels(before: Analysis, after: Analysis) -> tuple[LevelChange, ...]:
    old, new = (levels(side.structure.graph.at_import) for side in (before, after))
    return tuple(
        LevelChange(name, old[name], new[name])
        for name in sorted(old.keys() & new.keys())
        if old[name] != new[name]
    )


def _earlier(seen: Comparison) -> tuple[EdgeChange, ...]:
    """Imports that are new, or new at import time."""
    retimed = (one for one in seen.edges_retimed if one.after is Timing.IMPORT)
    return (*seen.edges_new, *map(_as_edge, retimed))


def _later(seen: Comparison) -> tuple[EdgeChange, ...]:
    """Imports that are gone, or gone from import time."""
    retimed = (one for one in seen.edges_retimed if one.before is Timing.IMPORT)
    return (*seen.edges_gone, *map(_as_edge, retimed))


def _as_edge(edge: EdgeRetimed) -> EdgeChange:
    return EdgeChange(edge.importer, edge.imported, edge.path, edge.line)


def _on_cycles(edges: Iterable[EdgeChange], graph: ImportGraph) -> tuple[EdgeChange, ...]:
    """Those that run at import time and stand on a cycle there."""
    home = {
        member: number for number, cycle in enumerate(graph.cycles_at_import) for member in cycle
    }
    return tuple(
        sorted(
            edge
            for edge in edges
            if graph.edges[edge.importer][edge.imported] is Timing.IMPORT
            and edge.importer in home
            and home[edge.importer] == home.get(edge.imported)
        )
    )


def _otherwise(before: Analysis, after: Analysis, seen: Comparison) -> tuple[OutcomeChange, ...]:
    told = {one.module for one in (*seen.healed, *seen.worsened)}
    old, new = before.execution.outcomes, after.execution.outcomes
    return tuple(
        OutcomeChange(name, old[name], new[name])
        for name in sorted(old.keys() & new.keys() - told)
        if _in_short(old[name]) != _in_short(new[name])
    )


def _in_short(outcome: Outcome) -> tuple[str, ...]:
    """What an import does, without the lines on which it hangs."""
    match outcome:
        case Fails(failure=failure):
            return ("fails", failure.error, failure.message)
        case _:
            return (type(outcome).__name__,)


def _only_in(
    findings: Iterable[AnyFinding], others: Iterable[AnyFinding]
) -> tuple[AnyFinding, ...]:
    known = {finding.key for finding in others}
    return tuple(finding for finding in findings if finding.key not in known)


def _golden(before: Iterable[GoldenPath], after: Iterable[GoldenPath]) -> tuple[GoldenChange, ...]:
    old, new = ({(one.name, one.module): one for one in side} for side in (before, after))
    found = []
    for key in [*new, *(each for each in old if each not in new)]:
        was, now = _state(old.get(key)), _state(new.get(key))
        if was != now:
            blocked = new[key].blocked_by if key in new else ()
            found.append(GoldenChange(*key, was, now, blocked))
    return tuple(found)


def _state(path: GoldenPath | None) -> str | None:
    if path is None:
        return None
    return ABSENT if path.why in NOT_THERE else path.outcome
