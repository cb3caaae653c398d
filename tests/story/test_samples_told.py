"""Every module of every sample has a story that agrees with the audit."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import Fails, Options, analyze, open_directory, story_of
from analysis.report import explain, explain_json
from analysis.story.value import LineKind

SAMPLES = Path(__file__).parents[2] / "sample_repos"


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.iterdir() if path.is_dir()))
def test_a_story_ends_where_the_audit_says(sample: str) -> None:
    analysis = analyze(open_directory(SAMPLES / sample), Options(jobs=1))
    told = 0
    for module in analysis.structure.project.modules:
        story = story_of(analysis, module)
        assert story.outcome == analysis.execution.outcomes.get(module)
        breaks = [line for line in story.lines if line.kind is LineKind.BREAKS]
        if isinstance(story.outcome, Fails):
            failure = story.outcome.failure
            assert [(line.path, line.line) for line in breaks] == [(failure.path, failure.line)]
            runs = {line.module for line in story.lines if line.kind is LineKind.RUNS}
            assert failure.raised_in in runs
            assert story.why
        else:
            assert not breaks
        assert explain.render(analysis, story, unfold=True).isascii() or sample == "hopeless"
        assert explain_json.render(analysis, story).isascii()
        told += 1
    assert told
