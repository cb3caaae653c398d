"""No test reads or writes the cache of the user who runs it, or fails because it took long."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# How fast we are is measured by the benchmarks: a busy machine is no failure.
settings.register_profile("plumbline", deadline=None)
settings.load_profile("plumbline")


@pytest.fixture(scope="session", autouse=True)
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
