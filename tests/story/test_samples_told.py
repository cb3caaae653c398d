"""Every module of samples and made-up packages has a story that agrees with the audit."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from analysis import (
    Analysis,
    Fails,
    MemoryTree,
    Options,
    Unknown,
    analyze,
    open_directory,
    story_of,
)
from analysis.report import explain, explain_json
from analysis.story.value import LineKind
from tests.differential.packages import package

SAMPLES = Path(__file__).parents[2] / "sample_repos"


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.iterdir() if path.is_dir()))
def test_the_samples(sample: str) -> None:
    assert_told(analyze(open_directory(SAMPLES / sample), Options(jobs=1)))


@pytest.mark.parametrize("seed", range(12))
def test_made_up_packages(seed: int) -> None:
    assert_told(analyze(MemoryTree(package(Random(seed))), Options(jobs=1)))


def assert_told(analysis: Analysis) -> None:
    """Each story ends where the audit says that the import ends."""
    assert analysis.structure.project.modules
    for module in analysis.structure.project.modules:
        story = story_of(analysis, module)
        assert story.outcome == analysis.execution.outcomes.get(module)
        breaks = [line for line in story.lines if line.kind is LineKind.BREAKS]
        if isinstance(story.outcome, Fails):
            failure = story.outcome.failure
            assert [(line.path, line.line) for line in breaks] == [(failure.path, failure.line)]
            assert story.lines[-1] == breaks[0]
            runs = {line.module for line in story.lines if line.kind is LineKind.RUNS}
            assert failure.raised_in in runs
            assert story.why
        else:
            assert not breaks
            assert not story.why
        if isinstance(story.outcome, Unknown) and story.lines:
            assert story.lines[-1].kind is LineKind.DOUBT
        assert explain.render(analysis, story, unfold=True).endswith("\n")
        assert explain_json.render(analysis, story).isascii()
