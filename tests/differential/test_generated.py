"""CPython's answer is ours, for every module of packages that nobody wrote."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.differential.agreement import disagreements, show
from tests.differential.packages import package
from tests.differential.shrink import shrink

SHARES = 10
PACKAGES = 36


@pytest.mark.parametrize("share", range(SHARES))
def test_generated_packages(share: int) -> None:
    """`python -m tests.differential.explore` looks further than these seeds."""

    # Every other share lets hypothesis choose each step, which prefers the extremes.
    @seed(share)
    @settings(
        max_examples=PACKAGES,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=share % 2 == 0))
    def agree(random: Random) -> None:
        files = package(random)
        if disagreements(files):
            files = shrink(files, lambda smaller: bool(disagreements(smaller)))
            found = disagreements(files)
            pytest.fail("\n".join([*map(str, found), show(files)]))

    agree()
