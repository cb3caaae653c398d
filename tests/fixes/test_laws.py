"""The laws of fixes, on packages that nobody wrote; real CPython and git are the referees."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analysis.fixes.edits import overlay
from analysis.fixes.plan import combine
from analysis.fixes.walk import follow
from tests.fixes.broken import broken_package
from tests.fixes.laws import GIT, check_everything, texts
from tests.fixes.repository import analysed

pytestmark = pytest.mark.skipif(GIT is None, reason="there is no git")


@pytest.mark.parametrize("share", range(2))
def test_every_law_holds_on_broken_packages(share: int) -> None:
    seen = [0, 0, 0, 0]
    for number in range(share * 1000, share * 1000 + 10):
        random = Random(number)
        looked_at = check_everything(broken_package(random), random)
        seen = [one + more for one, more in zip(seen, looked_at, strict=True)]
    safe, ordered, _, taken = seen
    assert safe and ordered and taken


@settings(
    max_examples=8,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.randoms(use_true_random=False))
def test_every_law_holds_on_the_extremes(random: Random) -> None:
    check_everything(broken_package(random), random)


@settings(max_examples=10, database=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10_000))
def test_an_empty_plan_changes_no_byte(number: int) -> None:
    analysis = analysed(broken_package(Random(number)))
    for edits in (combine(analysis, []).edits, follow(analysis, []).edits()):
        assert edits == ()
        assert texts(overlay(analysis.tree, edits)) == texts(analysis.tree)
