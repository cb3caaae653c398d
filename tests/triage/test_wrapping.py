from __future__ import annotations

import pytest

from tests.triage.answers import corpus, misses
from tests.triage.wrapping import WRAPS

EVERY = 9
"""Of so many texts, each wrapping gets one: which, is another one for each wrapping."""


@pytest.mark.parametrize("name", WRAPS)
def test_what_stands_around_a_traceback_changes_nothing(name: str) -> None:
    start = list(WRAPS).index(name) % EVERY
    for at, one in enumerate(corpus()):
        if at % EVERY == start:
            told = misses(one.name, WRAPS[name](one.text))
            assert told is None, f"{one.name} {one.versions}: {told}"
