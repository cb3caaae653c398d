"""Long work can be ended wherever it asks, and leaves nothing behind."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Analysis, Cancelled, MemoryTree, analyze, checkpoints, open_fact_cache
from analysis.checkpoint import checkpoint
from analysis.extract import scan
from analysis.extract.apart import extract_apart
from analysis.extract.module import extract, extract_notebook
from analysis.recursion import recursion_to
from benchmarks.pathological import write_pathological
from tests.app.test_turns import LONG

FILES = {
    "p/__init__.py": "",
    "p/a.py": "from p import b\nclass K:\n    def one(self): ...\n",
    "p/b.py": "from p.a import none\nfrom p.c import *\n",
    "p/c.py": "import p.b\nclass K:\n    def one(self): return 1\n",
}


def asked_in(stages: list[str], end: Callable[[int], bool] = lambda count: False) -> Analysis:
    """An analysis that hears of its checkpoints by the stage in which they are."""
    said: list[str] = []

    def asked(share: float | None) -> None:
        assert share is None or 0.0 <= share <= 1.0
        stages.append(said[-1])
        if end(len(stages)):
            raise Cancelled

    with checkpoints(asked):
        return analyze(MemoryTree(FILES), progress=said.append)


def test_every_long_stage_asks() -> None:
    stages: list[str] = []
    asked_in(stages)
    assert set(stages) == {"reading files", "simulating imports", "checking"}


@given(st.integers(1, 60))
@settings(deadline=None, max_examples=20)
def test_wherever_it_is_ended_nothing_is_left_behind(at: int) -> None:
    limit = sys.getrecursionlimit()
    stages: list[str] = []
    try:
        asked_in(stages, lambda count: count == at)
    except Cancelled:
        assert len(stages) == at
    assert gc.isenabled()
    assert sys.getrecursionlimit() == limit
    checkpoint()


def test_what_is_ended_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def refuse(share: float | None) -> None:
        raise Cancelled

    with pytest.raises(Cancelled), checkpoints(refuse):
        analyze(MemoryTree(FILES), cache=open_fact_cache(tmp_path))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_who_works_in_another_thread_is_not_asked() -> None:
    heard: list[float | None] = []
    with checkpoints(heard.append):
        thread = threading.Thread(target=checkpoint)
        thread.start()
        thread.join(LONG)
        assert heard == []
        checkpoint(0.5)
    assert heard == [0.5]


def test_a_tangle_asks_in_all_that_takes_long(tmp_path: Path) -> None:
    from analysis import open_directory

    write_pathological(tmp_path, share=0.01)
    stages: list[str] = []
    with checkpoints(lambda share: stages.append("")):
        found = analyze(open_directory(str(tmp_path)))
    assert len(stages) > 3 * len(found.structure.project.modules)


# How deep calls may nest


def test_nobody_lowers_the_limit_of_another() -> None:
    usual = sys.getrecursionlimit()
    with recursion_to(usual + 50):
        one, other = recursion_to(usual + 100), recursion_to(usual + 70)
        one.__enter__()
        other.__enter__()
        assert sys.getrecursionlimit() == usual + 100
        one.__exit__(None, None, None)
        assert sys.getrecursionlimit() == usual + 70
        other.__exit__(None, None, None)
        assert sys.getrecursionlimit() == usual + 50
    assert sys.getrecursionlimit() == usual
    with recursion_to(1):
        assert sys.getrecursionlimit() == usual


# Large files


NOTEBOOK = b'{"cells": [{"cell_type": "code", "source": ["import os\\n"]}]}'


@pytest.mark.parametrize(
    ("source", "notebook"),
    [(b"import os\nx = 1\n" * 3_000, False), (b"def f(:\n", False), (NOTEBOOK, True)],
    ids=["large", "unparsable", "notebook"],
)
def test_apart_the_facts_are_the_same(source: bytes, notebook: bool) -> None:
    here = extract_notebook(source) if notebook else extract(source)
    assert extract_apart(source, notebook) == here


def test_reading_apart_can_be_ended() -> None:
    def refuse(share: float | None) -> None:
        raise Cancelled

    with pytest.raises(Cancelled), checkpoints(refuse):
        extract_apart(b"x = [1, 2, 3]\n" * 100_000, False)


def test_a_server_reads_large_files_apart_and_a_process_that_dies_costs_one_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scan, "LARGE", 10)
    monkeypatch.setattr(scan, "extract_apart", lambda source, notebook: None)
    tree = MemoryTree({"a.py": "import b, c, d, e\n", "b.py": ""})
    alone = analyze(tree)
    ends = threading.Event()
    thread = threading.Thread(target=ends.wait, args=(LONG,))
    thread.start()
    try:
        beside = analyze(tree)
    finally:
        ends.set()
        thread.join(LONG)
    assert [each.key for each in beside.findings] == ["unparsable-file:a.py"]
    if threading.active_count() == 1:
        assert alone.findings == ()
