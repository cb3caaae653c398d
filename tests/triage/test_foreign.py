from __future__ import annotations

from pathlib import Path

import pytest

from analysis.pipeline import Analysis, Options, analyze
from analysis.sources.directory import open_directory
from analysis.triage.examine import examine
from analysis.triage.report import Cause
from tests.triage.answers import analysis_of
from tests.triage.foreign import FOREIGN

GOLDEN = Path(__file__).parents[2] / "sample_repos/golden_path"


@pytest.fixture(scope="module")
def golden() -> Analysis:
    return analyze(open_directory(str(GOLDEN)), Options(jobs=1))


@pytest.mark.parametrize("name", FOREIGN)
def test_nothing_of_this_repository_is_found(name: str, golden: Analysis) -> None:
    for analysis in (analysis_of("missing-name"), analysis_of("pytest-called-auto"), golden):
        found = examine(analysis, FOREIGN[name])
        assert not found.concerns_repository
        assert not found.has_faults
        for one in found.tracebacks:
            assert one.cause is Cause.NOT_THIS_REPOSITORY
            assert (one.path, one.finding, one.blocked) == (None, None, ())


def test_there_are_enough_of_them() -> None:
    assert len(FOREIGN) >= 15
