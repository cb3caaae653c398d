"""The sample of the story: one plan heals its golden path, and real CPython agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.execution.outcome import Ok
from analysis.findings import Severity, rule_of
from analysis.fixes.edits import Applicability, overlay
from analysis.fixes.heal import heal
from analysis.fixes.plan import Plan, plan_all
from analysis.pipeline import Analysis, analyze
from analysis.sources.directory import open_directory
from tests.differential.judge import cpython
from tests.fixes.laws import GIT, check_patch
from tests.fixes.repository import OPTIONS

SAMPLE = Path(__file__).parents[2] / "sample_repos" / "golden_path"


@pytest.fixture(scope="module")
def sample() -> Analysis:
    return analyze(open_directory(str(SAMPLE)), OPTIONS)


@pytest.mark.skipif(GIT is None, reason="there is no git")
def test_one_plan_heals_the_golden_path_and_cpython_agrees(sample: Analysis) -> None:
    (path,) = sample.golden_paths
    assert path.outcome == "fails"
    healing = heal(sample, [path.module])
    assert healing.heals
    assert len(healing.walk.ids) == 1
    plan = healing.walk.plan()
    assert [one.outcome for one in plan.after.golden_paths] == ["ok"]
    assert plan.comparison.harmless
    assert healed_for_cpython(sample, plan) >= {path.module, "main"}
    check_patch(sample.tree, plan.edits)


@pytest.mark.skipif(GIT is None, reason="there is no git")
def test_after_all_that_can_be_mended_only_decisions_are_left(sample: Analysis) -> None:
    plan = plan_all(sample, Applicability.UNSAFE)
    assert plan.comparison.worsened == ()
    check_patch(sample.tree, plan.edits)
    assert len(healed_for_cpython(sample, plan)) == 10
    fresh = analyze(overlay(sample.tree, plan.edits), OPTIONS)
    assert all(outcome == Ok() for outcome in fresh.execution.outcomes.values())
    # Two classes that differ: which one is meant is for a person to say.
    assert [rule_of(one) for one in fresh.findings if one.severity is not Severity.INFO] == [
        "duplicate-class"
    ]


def healed_for_cpython(sample: Analysis, plan: Plan) -> set[str]:
    """The modules that we say are healed: none imported before, and all do after."""
    healed = {change.module for change in plan.comparison.healed}
    before = imported(sample)
    after = imported(plan.after)
    assert not healed & before
    assert healed <= after
    assert before <= after
    return healed


def imported(analysis: Analysis) -> set[str]:
    """What real CPython imports."""
    files = {path: analysis.tree.read(path) for path in analysis.tree.paths()}
    return {name for name, verdict in cpython(files).items() if verdict.outcome == "ok"}
