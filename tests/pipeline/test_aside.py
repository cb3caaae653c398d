"""An execution in another process is the one that this process would have run."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from analysis import aside
from analysis.aside import Aside
from analysis.execution.outcome import Execution
from analysis.extract.cache.facts import FactCache
from analysis.extract.cache.folder import CacheFolder
from analysis.pipeline import Analysis, Options, analyze
from analysis.sources.directory import open_directory
from analysis.sources.tree import MemoryTree, OverlayTree
from tests.execution.test_incremental import answer
from tests.execution.test_kept import FILES
from tests.pipeline.drawn import told

TWIN = "class Twin:\n    def one(self): return 1\n    def two(self): return 2\n"
TWINS = {"app/twin.py": TWIN, "app/other.py": TWIN}
TREE = MemoryTree({**FILES, **TWINS, "app/run.py": "def f():\n    import app.gone\n\n\nf()\n"})


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Aside]:
    """What ran aside, of trees that would be too small."""
    if not hasattr(os, "fork"):
        pytest.skip("no fork on this system")
    seen: list[Aside] = []

    class Noted(Aside):
        def result(self) -> tuple[Execution, bool]:
            seen.append(self)
            return super().result()

    monkeypatch.setattr("analysis.pipeline.Aside", Noted)
    monkeypatch.setattr(aside, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    return seen


def test_one_and_two_processes_say_the_same(started: list[Aside]) -> None:
    alone = analyze(TREE, Options(jobs=1))
    assert not started
    both = analyze(TREE, Options(jobs=2))
    assert started
    assert answer(both.execution) == answer(alone.execution)
    assert told(both) == told(alone)
    assert both.execution.trace == alone.execution.trace


def test_an_overlay_goes_on_from_it(started: list[Aside]) -> None:
    base = analyze(TREE, Options(jobs=2))
    edited = OverlayTree(TREE, {"app/user.py": b"import app.twin\n"})
    assert told(analyze(edited, Options(jobs=2), base)) == told(analyze(edited, Options(jobs=1)))
    assert len(started) == 1


def test_a_process_that_dies_is_done_without(
    started: list[Aside], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Aside, "_work", lambda self, sender: os._exit(9))
    assert told(analyze(TREE, Options(jobs=2))) == told(analyze(TREE, Options(jobs=1)))
    assert started


def test_a_process_with_threads_is_not_forked(
    started: list[Aside], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    analyze(TREE, Options(jobs=2))
    assert not started


@pytest.mark.parametrize("changed", [False, True])
def test_it_is_kept_only_if_its_files_did_not_change(
    started: list[Aside], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: bool
) -> None:
    top, kept = tmp_path / "repo", tmp_path / "kept"
    top.mkdir()
    (top / "a.py").write_text("def f():\n    return 1\n\n\nf()\n")
    work = Aside._work

    def saving(self: Aside, sender: object) -> None:
        if changed:
            (top / "a.py").write_text("def f():\n    import gone\n\n\nf()\n")
        work(self, sender)  # type: ignore[arg-type]

    monkeypatch.setattr(Aside, "_work", saving)

    def again() -> Analysis:
        cache = FactCache(CacheFolder(kept), str(top))
        return analyze(open_directory(top), Options(jobs=2), cache=cache)

    again()
    assert started
    assert bool([*kept.glob("*.execution")]) is not changed
