"""For the tests that write files, look, and write them again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analysis.sources import directory
from tests.pipeline.steps import TICK


@pytest.fixture(scope="module", autouse=True)
def stamps_last_after_a_moment() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(directory, "COARSEST_CLOCK", int(TICK * 1e9))
        yield
