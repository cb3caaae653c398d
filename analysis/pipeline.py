"""The order of the stages: from a source tree to an analysis."""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import NamedTuple

import msgspec

from analysis.aside import Aside, can_run_aside, duplicates_aside, execution_aside
from analysis.checks import Found, Prepared, find, find_duplicates, prepare
from analysis.checks.context import CodeContext, Context
from analysis.execution.golden import GoldenPath, golden_paths
from analysis.execution.outcome import BlindSpot, Execution
from analysis.execution.run import execute
from analysis.extract.bodies import Bodies
from analysis.extract.cache.facts import FactCache
from analysis.extract.facts import FileFacts
from analysis.extract.module import extract
from analysis.extract.scan import scan
from analysis.findings import RULES, AnyFinding
from analysis.graphs.structure import Structure, build_structure
from analysis.last_run import LastRun
from analysis.resolve.again import resolved_again
from analysis.resolve.ground import Ground, survey
from analysis.resolve.project import Project
from analysis.resolve.resolve import resolved
from analysis.resolve.shadowing import shadowed_standard_library, tops_asked_for
from analysis.sources.difference import differing_paths
from analysis.sources.discover import discover
from analysis.sources.distributions import declared_distributions
from analysis.sources.entry_points import console_scripts
from analysis.sources.exclusion import Exclusion, excluded, excluded_names
from analysis.sources.git_history import history_of
from analysis.sources.history import NO_HISTORY, History
from analysis.sources.layout import Kind, Layout, ModuleFile
from analysis.sources.noted import NotedTree
from analysis.sources.revision_tree import RevisionTree
from analysis.sources.settings import Settings, read_settings
from analysis.sources.standard_library import read_standard_library
from analysis.sources.tree import OverlayTree, SourceTree
from analysis.sources.unread import unread, unread_for_settings

Progress = Callable[[str], None]


class Options(msgspec.Struct, frozen=True):
    """What the user may say: import roots, golden paths, the Python to speak for, workers."""

    roots: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    python_version: tuple[int, int] = sys.version_info[:2]
    jobs: int | None = None
    past: bool = True
    """Whether the history of the source may be asked what a broken import has meant."""


class Analysis(msgspec.Struct, frozen=True):
    """Everything that is known of one source tree."""

    tree: SourceTree
    options: Options
    structure: Structure
    execution: Execution
    findings: tuple[AnyFinding, ...]
    golden_paths: tuple[GoldenPath, ...]
    blind_spots: tuple[BlindSpot, ...]
    bodies: Bodies
    roots: tuple[str, ...] = ()
    """The import roots that the user or the settings name."""
    layout_read: frozenset[str] = frozenset()
    """The files that decided about the layout."""
    found: Found | None = None
    settings: Settings = Settings()
    excluded: tuple[str, ...] = ()
    """The files that the settings exclude."""
    history: History = NO_HISTORY
    """What the source has kept of its past."""


@contextmanager
def collector_resting() -> Iterator[None]:
    """Nothing is looked through for garbage meanwhile."""
    # What the stages make is kept, in no cycles: looking through it again and again for garbage
    # costs as much as a stage.
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            # Straight into the oldest generation: else the next collection goes through it all.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


@collector_resting()
def analyze(
    tree: SourceTree,
    options: Options | None = None,
    previous: Analysis | None = None,
    progress: Progress = lambda stage: None,
    cache: FactCache | None = None,
) -> Analysis:
    """Runs every stage.

    `previous` spares reading and asking again what an overlay over its tree keeps, or the same
    folder walked again; `cache` spares reading what an earlier run has read.
    """
    options = options or Options()
    progress("finding modules")
    settings = read_settings(tree, RULES)
    roots = options.roots or settings.roots
    differing = differing_paths(tree, previous.tree) if previous is not None else None
    left = excluded(tree, settings.exclude)
    layout, layout_read = _layout(tree, left, roots, previous, differing)
    progress("reading files")
    known = _known(previous, differing)
    remembered = cache.open() if cache is not None else None
    beside = _sources_of_extensions(left.tree, layout)
    facts = scan(tree, (*layout.modules, *beside.values()), known, options.jobs, remembered)
    progress("resolving imports")
    declared = {
        name: frozenset(binding.name for binding in facts[file.path].bindings)
        for name, file in beside.items()
    }
    distributions = declared_distributions(left.tree)
    shadowed = shadowed_standard_library(layout, _standard_library_imports)
    said = (layout, _by_module(layout, facts), declared, distributions, shadowed)
    project = resolved_again(previous.structure.project, *said) if previous is not None else None
    ground = project or survey(*said)
    kept = None
    if cache is not None and remembered is not None and differing is None:
        kept = LastRun(cache, remembered, tree.read, ground, options.python_version)
    bodies = kept.bodies if kept is not None else _bodies(tree, previous, differing)
    before = _executed_before(previous, kept)
    # Where all of them run, the entries take longest: they begin before anything else.
    begun = _begun(ground, bodies, options, kept) if before is None else None
    project = project or resolved(ground)
    structure = build_structure(project, previous.structure if previous is not None else None)
    code = CodeContext(
        structure=structure,
        bodies=bodies,
        canonical_classes=dict(settings.ssot),
    )
    progress("simulating imports")
    execution, is_sound, duplicates, prepared = _executed(code, options, before, kept, begun)
    progress("checking")
    history = history_of(tree) if options.past else NO_HISTORY
    context = Context(
        structure=structure,
        bodies=code.bodies,
        canonical_classes=code.canonical_classes,
        execution=execution,
        golden_paths=golden_paths(
            *(project, execution, settings.golden_paths, options.entries),
            scripts=console_scripts(left.tree),
        ),
        history=history,
    )
    found = find(
        context,
        _found_before(tree, previous),
        duplicates,
        dict(settings.severities),
        prepared,
    )
    if kept is not None:
        kept.keep(execution if is_sound else None, code, found.duplicates)
    return Analysis(
        tree=tree,
        options=options,
        structure=structure,
        execution=execution,
        findings=found.findings,
        golden_paths=_blocked(context.golden_paths, found.findings),
        blind_spots=(*execution.blind_spots, *_left_out(tree, project, settings, left)),
        bodies=code.bodies,
        roots=roots,
        layout_read=layout_read,
        found=found,
        settings=settings,
        excluded=left.paths,
        history=history,
    )


def _layout(
    tree: SourceTree,
    left: Exclusion,
    roots: tuple[str, ...],
    previous: Analysis | None,
    differing: AbstractSet[str] | None,
) -> tuple[Layout, frozenset[str]]:
    """The layout, and the files that were read for it: an edit elsewhere leaves it as it is."""
    before = previous.structure.project.layout if previous is not None else None
    if (
        previous is not None
        and before is not None
        and differing is not None
        and previous.layout_read.isdisjoint(differing)
        and roots == previous.roots
        and left.paths == previous.excluded
        and tree.paths() == previous.tree.paths()
        and tree.folders() == previous.tree.folders()
    ):
        return before, previous.layout_read
    noted = NotedTree(left.tree)
    found = discover(noted, roots)
    if left.paths:
        found = msgspec.structs.replace(found, excluded=excluded_names(found, left.paths))
    if before is not None and before == found:
        # The same object: what stands on it is kept, too.
        found = before
    return found, frozenset(noted.paths_read)


def _bodies(
    tree: SourceTree, previous: Analysis | None, differing: AbstractSet[str] | None
) -> Bodies:
    if previous is None or differing is None:
        return Bodies(tree.read)
    return previous.bodies.over(tree.read, differing)


def _executed_before(
    previous: Analysis | None, kept: LastRun | None
) -> tuple[Ground, Execution] | None:
    """The execution to go on from."""
    if previous is not None:
        return previous.structure.project, previous.execution
    return kept.last_execution() if kept is not None else None


def _begun(
    ground: Ground, bodies: Bodies, options: Options, kept: LastRun | None
) -> Aside[tuple[Execution, bool]] | None:
    """The execution under way in another process, where that pays."""
    if not can_run_aside(ground, options.jobs):
        return None
    is_sound = kept.is_sound if kept is not None else lambda: True
    return execution_aside(ground, bodies, options.python_version, is_sound)


class _Executed(NamedTuple):
    """The execution, and what was found beside it: of that only what there was time for."""

    execution: Execution
    is_sound: bool = True
    """Whether it may be kept."""
    duplicates: Callable[[], tuple[AnyFinding, ...]] | None = None
    """Waits for them, where another process looks for them."""
    prepared: Prepared = ()


def _executed(
    code: CodeContext,
    options: Options,
    before: tuple[Ground, Execution] | None,
    kept: LastRun | None,
    begun: Aside[tuple[Execution, bool]] | None,
) -> _Executed:
    """`begun` is the execution in another process."""
    if begun is not None:
        duplicates, prepared = find_duplicates(code), prepare(code)
        return _Executed(*begun.result(), lambda: duplicates, prepared)
    known, comparing = None, None
    if before is not None and kept is not None:
        known = kept.last_duplicates(code)
        if known is None and can_run_aside(code.project, options.jobs):
            comparing = duplicates_aside(code, kept)
    execution = execute(code.project, code.bodies, options.python_version, before)
    if known is not None:
        return _Executed(execution, True, lambda: known)
    if comparing is not None:
        return _Executed(execution, True, comparing.result, prepare(code))
    return _Executed(execution)


def _known(
    previous: Analysis | None, differing: AbstractSet[str] | None
) -> Mapping[str, FileFacts]:
    """Facts by path that stay true."""
    if previous is None or differing is None:
        return {}
    project: Project = previous.structure.project
    return {
        module.path: project.facts[name]
        for name, module in project.modules.items()
        if name in project.facts and module.path not in differing
    }


def _found_before(tree: SourceTree, previous: Analysis | None) -> Found | None:
    """What the checks may go on from."""
    if previous is None or previous.found is None:
        return None
    if isinstance(tree, OverlayTree) or isinstance(previous.tree, RevisionTree):
        return previous.found
    # Of a file that was written there is only the new text.
    context = previous.found.context
    unread = msgspec.structs.replace(context, bodies=context.bodies.unread())
    return msgspec.structs.replace(previous.found, context=unread)


def _sources_of_extensions(tree: SourceTree, layout: Layout) -> dict[str, ModuleFile]:
    """For each compiled module the source or stub beside it, which names what it binds."""
    extensions = [module for module in layout.modules if module.kind is Kind.EXTENSION]
    if not extensions:
        return {}
    paths = set(tree.paths())
    found = {}
    for module in extensions:
        folder, slash, name = module.path.rpartition("/")
        stem = f"{folder}{slash}{name.partition('.')[0]}"
        for path in (f"{stem}.pyi", f"{stem}.py"):
            if path in paths:
                found[module.name] = msgspec.structs.replace(module, path=path, kind=Kind.STUB)
                break
    return found


# Once: every repair that is tried on a repository with a `types.py` asks again.
@functools.cache
def _standard_library_imports(module: str) -> frozenset[str]:
    source = read_standard_library(module)
    return tops_asked_for(extract(source)) if source is not None else frozenset()


def _left_out(
    tree: SourceTree, project: Project, settings: Settings, left: Exclusion
) -> tuple[BlindSpot, ...]:
    classes = ((found.ref.module, found.ref.qualname) for found in project.classes)
    every = (*unread(tree, project.layout), *unread_for_settings(settings, left, classes))
    return tuple(BlindSpot(item.path, 1, item.reason) for item in every)


def _by_module(layout: Layout, facts: Mapping[str, FileFacts]) -> dict[str, FileFacts]:
    return {module.name: facts[module.path] for module in layout.modules if module.path in facts}


def _blocked(
    golden: tuple[GoldenPath, ...], findings: tuple[AnyFinding, ...]
) -> tuple[GoldenPath, ...]:
    return tuple(
        msgspec.structs.replace(
            path,
            blocked_by=tuple(finding.key for finding in findings if path.name in finding.golden),
        )
        for path in golden
    )
