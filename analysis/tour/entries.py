"""Where a repository starts: its golden paths, or the modules that bring in most of it."""

from __future__ import annotations

import msgspec

from analysis.graphs.layout import outcome_word
from analysis.pipeline import Analysis
from analysis.sources.layout import Kind
from analysis.tour.leaning import is_for_tests
from analysis.tour.running import Running, reached

MOST_FOUND = 5
FEWEST = 3
FOUND = "nothing imports it, and it brings in much"
USED = "what users of the package import"


class EntryPoint(msgspec.Struct, frozen=True):
    """A module where something starts, and why it is taken for one.

    `reach` counts the modules that importing it runs, itself included, as its statements and
    theirs say; `outcome` is ok, fails or unknown.
    """

    name: str
    module: str
    why: str
    outcome: str
    reach: int
    golden: bool = True


def entry_points(analysis: Analysis, running: Running) -> tuple[EntryPoint, ...]:
    """The golden paths that are there; only without any, what imports most of the tree."""
    modules = analysis.structure.project.modules
    golden = [
        EntryPoint(
            *(path.name, path.module, path.why, path.outcome),
            len(reached(running.at_import, [path.module])),
        )
        for path in analysis.golden_paths
        if path.module in modules
    ]
    return tuple(golden) or _found(analysis, running)


def _found(analysis: Analysis, running: Running) -> tuple[EntryPoint, ...]:
    """What users of a library import, then what nothing else imports: the widest first.

    One that the others before it run nearly whole is left out: it is no start of its own.
    """
    project = analysis.structure.project
    ours = [
        name
        for name, file in sorted(project.modules.items())
        if file.kind in (Kind.MODULE, Kind.PACKAGE)
        and name in project.facts
        and not is_for_tests(name, project)
    ]
    imported = {
        target
        for importer in ours
        for target in analysis.structure.graph.edges.get(importer, ())
        if not importer.startswith(f"{target}.")
    }
    starts = {
        name: reached(running.at_import, [name])
        for name in ours
        if name not in imported or "." not in name
    }
    seen: set[str] = set()
    found: list[EntryPoint] = []
    # A module below runs its package too, and would always look wider.
    for name in sorted(starts, key=lambda name: ("." in name, -len(starts[name]), name)):
        runs = starts[name]
        if len(found) == MOST_FOUND:
            break
        # What runs next to nothing says nothing about the tree.
        if len(runs) < FEWEST or len(runs - seen) * 2 < len(runs):
            continue
        seen |= runs
        word = outcome_word(analysis.execution.outcomes.get(name))
        is_package = project.modules[name].kind is Kind.PACKAGE
        why = USED if is_package and "." not in name else FOUND
        found.append(EntryPoint(name, name, why, word, len(runs), golden=False))
    return tuple(found)
