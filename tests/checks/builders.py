"""A context for a check, out of files in memory and what importing them is said to do."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from analysis.checks.context import Context
from analysis.execution.golden import GoldenPath
from analysis.execution.outcome import (
    Certainty,
    Execution,
    Fails,
    Failure,
    NameVerdict,
    Ok,
    Outcome,
)
from analysis.extract.bodies import Bodies
from analysis.extract.module import extract
from analysis.graphs.structure import build_structure
from analysis.resolve.resolve import resolve
from analysis.sources.discover import discover
from analysis.sources.history import NO_HISTORY, History
from analysis.sources.tree import MemoryTree, SourceTree


def context_of(
    files: Mapping[str, str],
    failures: Mapping[str, Failure] | None = None,
    names: Mapping[str, tuple[str, ...]] | None = None,
    open_modules: Mapping[str, str] | None = None,
    golden: Mapping[str, str] | None = None,
    canonical_classes: Mapping[str, str] | None = None,
    history: History = NO_HISTORY,
) -> Context:
    """`failures` by entry module; every other module imports. `names` are final namespaces."""
    tree = MemoryTree({path: dedent(text) for path, text in files.items()})
    return context_of_tree(tree, failures, names, open_modules, golden, canonical_classes, history)


def context_of_tree(
    tree: SourceTree,
    failures: Mapping[str, Failure] | None = None,
    names: Mapping[str, tuple[str, ...]] | None = None,
    open_modules: Mapping[str, str] | None = None,
    golden: Mapping[str, str] | None = None,
    canonical_classes: Mapping[str, str] | None = None,
    history: History = NO_HISTORY,
) -> Context:
    layout = discover(tree)
    facts = {
        module.name: extract(tree.read(module.path))
        for module in layout.modules
        if module.path.endswith(".py")
    }
    project = resolve(layout, facts)
    outcomes: dict[str, Outcome] = {module.name: Ok() for module in layout.modules}
    outcomes |= {module: Fails(failure) for module, failure in (failures or {}).items()}
    return Context(
        structure=build_structure(project),
        execution=Execution(
            outcomes=outcomes,
            names={
                module: {name: NameVerdict(Certainty.BOUND) for name in bound}
                for module, bound in (names or {}).items()
            },
            open_modules=dict(open_modules or {}),
        ),
        golden_paths=tuple(
            GoldenPath(name, module, "fails", (), "named")
            for name, module in (golden or {}).items()
        ),
        bodies=Bodies(tree.read),
        canonical_classes=dict(canonical_classes or {}),
        history=history,
    )
