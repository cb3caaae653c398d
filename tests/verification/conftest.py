"""Small trees, verified as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pytest

from analysis.pipeline import Options, analyze
from analysis.sources.tree import MemoryTree
from analysis.verification.value import Limits, ModuleVerdict, Verification
from analysis.verification.verify import verify

Verify = Callable[..., Verification]


def of(done: Verification, module: str) -> ModuleVerdict:
    return next(one for one in done.modules if one.module == module)


@pytest.fixture
def verified() -> Verify:
    """`verified(files)` verifies every module of a tree, or those that are named."""

    def call(
        files: Mapping[str, str], modules: Iterable[str] = (), limits: Limits | None = None
    ) -> Verification:
        analysis = analyze(MemoryTree(files), Options(jobs=1))
        names = tuple(modules) or sorted(analysis.execution.outcomes)
        return verify(analysis, names, limits)

    return call
