"""What another process answers is what this one would have found."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import aside
from analysis.aside import Aside
from analysis.extract.cache.facts import FactCache
from analysis.extract.cache.folder import CacheFolder
from analysis.pipeline import Analysis, Options, analyze
from analysis.sources.directory import open_directory
from analysis.sources.tree import MemoryTree, OverlayTree
from tests.execution.test_incremental import answer
from tests.execution.test_kept import FILES
from tests.pipeline.drawn import STORES, told

TREE = MemoryTree({**FILES, **STORES, "app/run.py": "def f():\n    import app.gone\n\n\nf()\n"})


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What ran aside, of trees that would be too small."""
    if not hasattr(os, "fork"):
        pytest.skip("no fork on this system")
    seen: list[object] = []
    result = Aside.result

    def noted(self: Aside[object]) -> object:
        seen.append(result(self))
        return seen[-1]

    monkeypatch.setattr(Aside, "result", noted)
    monkeypatch.setattr(aside, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    return seen


def test_one_and_two_processes_say_the_same(started: list[object]) -> None:
    alone = analyze(TREE, Options(jobs=1))
    assert not started
    both = analyze(TREE, Options(jobs=2))
    assert started
    assert answer(both.execution) == answer(alone.execution)
    assert told(both) == told(alone)
    assert both.execution.trace == alone.execution.trace


def test_an_overlay_goes_on_from_it(started: list[object]) -> None:
    base = analyze(TREE, Options(jobs=2))
    edited = OverlayTree(TREE, {"app/user.py": b"import p.one\n"})
    assert told(analyze(edited, Options(jobs=2), base)) == told(analyze(edited, Options(jobs=1)))
    assert len(started) == 1


def test_a_process_that_dies_is_done_without(
    started: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Aside, "_work", lambda self, sender: os._exit(9))
    assert told(analyze(TREE, Options(jobs=2))) == told(analyze(TREE, Options(jobs=1)))
    assert started


def test_a_process_with_threads_is_not_forked(
    started: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    analyze(TREE, Options(jobs=2))
    assert not started


@pytest.mark.parametrize("changed", [False, True])
def test_it_is_kept_only_if_its_files_did_not_change(
    started: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: bool
) -> None:
    top, kept = tmp_path / "repo", tmp_path / "kept"
    top.mkdir()
    (top / "a.py").write_text("def f():\n    return 1\n\n\nf()\n")
    work = Aside._work

    def saving(self: Aside[object], sender: object) -> None:
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


@pytest.fixture
def kept_run(tmp_path: Path) -> Callable[[int], Analysis]:
    """Analyses a folder with two stores in it, with a cache that lasts from run to run."""
    top = tmp_path / "repo"
    for path in TREE.paths():
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_bytes(TREE.read(path))

    def run(jobs: int) -> Analysis:
        cache = FactCache(CacheFolder(tmp_path / "kept"), str(top))
        return analyze(open_directory(top), Options(jobs=jobs), cache=cache)

    return run


def test_after_an_edit_the_classes_are_compared_aside(
    started: list[object],
    kept_run: Callable[[int], Analysis],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def plain() -> dict[str, object]:
        return told(analyze(open_directory(tmp_path / "repo"), Options(jobs=1)))

    kept_run(1)
    assert not started
    edited = tmp_path / "repo/p/two.py"
    edited.write_text(edited.read_text() + "\n    def three(self): return 3\n")
    run = kept_run(2)
    assert run.found is not None
    assert run.found.duplicates
    assert started == [run.found.duplicates]
    assert told(run) == plain()
    (tmp_path / "repo/app/user.py").write_text("import p.one\n\n\nclass User:\n    pass\n")
    expected = plain()
    # What the other process has read is not read again.
    monkeypatch.setattr("analysis.extract.bodies.read_class_shape", lambda *place: 1 / 0)
    assert told(kept_run(1)) == expected


@pytest.mark.parametrize("changed", [False, True])
def test_what_was_compared_is_kept_only_if_its_files_did_not_change(
    started: list[object],
    kept_run: Callable[[int], Analysis],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changed: bool,
) -> None:
    kept_run(1)
    [kept] = (tmp_path / "kept").glob("*.duplicates")
    before = kept.read_bytes()
    one, two = tmp_path / "repo/p/one.py", tmp_path / "repo/p/two.py"
    two.write_text(two.read_text() + "\n    def three(self): return 3\n")
    work = Aside._work

    def saving(self: Aside[object], sender: object) -> None:
        if changed:
            one.write_text(one.read_text().replace("SELECT 1", "PING"))
        work(self, sender)  # type: ignore[arg-type]

    monkeypatch.setattr(Aside, "_work", saving)
    # Nothing is known any more of the code of the classes.
    for definitions in (tmp_path / "kept").glob("*.definitions"):
        definitions.unlink()
    kept_run(2)
    assert started
    assert (kept.read_bytes() == before) is changed
