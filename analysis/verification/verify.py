"""Imports modules of an analysed tree with real CPython, and lays that beside the prediction.

This runs the code of the repository: only on request. What it may do is limited, as far as the
system allows; it is no sandbox for code that is out to do harm.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

from analysis.execution.outcome import Outcome
from analysis.fixes.plan import Plan
from analysis.pipeline import Analysis
from analysis.sources.errors import SourceError
from analysis.sources.layout import Kind
from analysis.verification.interpreter import Answer
from analysis.verification.judging import judge
from analysis.verification.protection import protections
from analysis.verification.value import (
    Happened,
    Limits,
    ModuleVerdict,
    Observed,
    Verdict,
    Verification,
)
from analysis.verification.workers import Progress, Workers


def worth_verifying(plan: Plan, most: int = 200) -> tuple[str, ...]:
    """The modules that show whether a plan does what it says, the most telling first.

    Those whose import it changes, those whose file it edits, and where golden paths start.
    """
    after = plan.after
    edited = {edit.path for edit in plan.edits}
    modules = after.structure.project.modules
    names = [change.module for change in (*plan.comparison.healed, *plan.comparison.worsened)]
    names += [name for name in sorted(modules) if modules[name].path in edited]
    names += [golden.module for golden in after.golden_paths]
    found = after.execution.outcomes
    present = [
        name
        for name in dict.fromkeys(names)
        if name in found and modules[name].kind is not Kind.NOTEBOOK
    ]
    return tuple(present[:most])


def verify(
    analysis: Analysis,
    modules: Iterable[str],
    limits: Limits | None = None,
    progress: Progress = lambda stage: None,
) -> Verification:
    """Imports each of `modules`, in a fresh interpreter each, and judges the prediction by it.

    `analysis` is that of the tree to import: `plan.after` for a healed one, the plain analysis for
    one without edits. Nothing in the tree itself is touched, and nothing is left behind.
    `progress` is called in this thread. Raises SourceError, with one sentence, where it can't be
    done: no POSIX system, a tree too large to copy, an interpreter that does not start.
    """
    if not hasattr(os, "fork"):
        raise SourceError("verifying needs a POSIX system: this one can't limit a process")
    limits = limits or Limits()
    started = time.monotonic()
    asked = tuple(dict.fromkeys(modules))
    own = _own_names(analysis)
    files = analysis.structure.project.modules
    names = [one for one in asked if one not in files or files[one].kind is not Kind.NOTEBOOK]
    workers = Workers(analysis, names, limits, own, started + limits.seconds)
    progress("copying the tree")
    answers = workers.answers(progress) if names else {}
    spoken = ".".join(map(str, analysis.options.python_version))
    same = workers.version.startswith(f"{spoken}.")
    notes = list(workers.notes)
    if workers.version and not same:
        notes.append(f"the prediction is for Python {spoken}: messages are not compared")
    verdicts = tuple(
        _verdict(name, _predicted(analysis, name), answers.get(name), own, same) for name in asked
    )
    return Verification(
        modules=verdicts,
        python=workers.version,
        limits=limits,
        protections=protections(workers.means, limits),
        stand_ins=tuple(sorted({name for one in verdicts for name in one.stand_ins})),
        notes=tuple(notes),
        seconds=round(time.monotonic() - started, 3),
    )


def _verdict(
    name: str, predicted: Outcome | None, answer: Answer | None, own: frozenset[str], same: bool
) -> ModuleVerdict:
    if answer is None:
        reason = "a notebook runs as a script, not as a module"
        skipped = Observed(Happened.SKIPPED)
        return ModuleVerdict(name, Verdict.UNDECIDED, reason, predicted, skipped)
    verdict, reason = judge(predicted, answer, own, same)
    return ModuleVerdict(
        module=name,
        verdict=verdict,
        reason=reason,
        predicted=predicted,
        observed=answer.observed,
        stand_ins=answer.stand_ins,
        refused=answer.refused,
        output=answer.output,
        seconds=round(answer.seconds, 3),
    )


def _predicted(analysis: Analysis, name: str) -> Outcome | None:
    execution = analysis.execution
    return execution.outcomes.get(name) or execution.absent.get(name)


def _own_names(analysis: Analysis) -> frozenset[str]:
    """The top-level names that are the repository's, whether or not it has such a module."""
    project = analysis.structure.project
    bare = (file.name for file in project.layout.bare)
    named = (*project.modules, *bare, *analysis.execution.absent, *project.misspelt)
    return frozenset(name.partition(".")[0] for name in named)
