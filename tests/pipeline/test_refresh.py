"""A folder that is walked again is analysed as if nothing were known of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Analysis, analyze, open_directory
from analysis.extract import bodies
from analysis.extract.cache import facts
from analysis.sources.difference import difference
from tests.pipeline.drawn import ONE, STORE, STORES, told, trees
from tests.pipeline.steps import Rename, Step, Wait, Write, steps


@given(trees, st.lists(st.lists(steps, min_size=1, max_size=3), min_size=1, max_size=4))
@settings(max_examples=40)
def test_a_folder_is_analysed_again_as_if_nothing_were_known(
    tree: dict[str, str], rounds: list[list[Step]]
) -> None:
    with tempfile.TemporaryDirectory() as made:
        top = Path(made)
        for path, text in {"last.py": "", **tree}.items():
            Write(path, text).on(top)
        Wait().on(top)
        last = analyze(open_directory(top), ONE)
        told(last)
        for each in rounds:
            for step in each:
                step.on(top)
            now = open_directory(top)
            last = analyze(now, ONE, last)
            assert told(last) == told(analyze(now, ONE))


FILES = {
    "p/__init__.py": "",
    "p/a.py": "x = 1\n",
    "p/b.py": "from p.a import x\n",
    "c.py": "y = 1\n",
}


MODULES = ("p", "p.a", "p.b", "c")


@pytest.fixture
def top(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        Write(path, text).on(tmp_path)
    Wait().on(tmp_path)
    return tmp_path


def again(top: Path, previous: Analysis) -> Analysis:
    return analyze(open_directory(top), ONE, previous)


def test_only_what_was_saved_is_read_and_resolved_again(top: Path) -> None:
    before = analyze(open_directory(top), ONE)
    Write("c.py", "y = 2\n").on(top)
    after = again(top, before)
    old, new = before.structure.project, after.structure.project
    assert new.layout is old.layout
    assert {name for name in MODULES if new.facts[name] is not old.facts[name]} == {"c"}
    assert new.by_importer["p.b"] is old.by_importer["p.b"]


def test_what_had_just_been_written_is_read_again(tmp_path: Path) -> None:
    for path, text in FILES.items():
        Write(path, text).on(tmp_path)
    before = analyze(open_directory(tmp_path), ONE)
    Wait().on(tmp_path)
    after = again(tmp_path, before)
    old, new = before.structure.project, after.structure.project
    assert all(new.facts[name] is not old.facts[name] for name in MODULES)
    assert new.layout is old.layout


def test_a_refresh_leaves_the_cache_whole(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each change is too large to be written beside the rest, which is then written anew.
    monkeypatch.setattr(facts, "FEW", 0)
    monkeypatch.setattr(facts, "SHARE", 2**30)
    cache = facts.open_fact_cache(top)
    before = analyze(open_directory(top), ONE, cache=cache)
    Write("c.py", "y = 2\n").on(top)
    Wait().on(top)
    tree = open_directory(top)
    after = analyze(tree, ONE, before, cache=cache)
    assert told(after) == told(analyze(tree, ONE))
    kept = cache.open()
    assert all(kept.digest_at(path, tree.lasting_stamp(path)) for path in FILES)


def test_another_folder_is_read_whole(top: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    Write("p/a.py", "x = 1\n").on(other)
    before = analyze(open_directory(top), ONE)
    assert told(again(other, before)) == told(analyze(open_directory(other), ONE))


def test_classes_are_compared_by_the_text_that_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As in a large repository: the old text of a file is soon not at hand any more.
    monkeypatch.setattr(bodies, "FILES_AT_HAND", 1)
    for path, text in STORES.items():
        Write(path, text).on(tmp_path)
    Wait().on(tmp_path)
    before = analyze(open_directory(tmp_path), ONE)
    # Nothing but the text of a method is different.
    Write("p/one.py", STORE.format("One.").replace("SELECT 1", "PING")).on(tmp_path)
    after = again(tmp_path, before)
    assert told(after) == told(analyze(open_directory(tmp_path), ONE))
    assert told(after)["findings"] != told(before)["findings"]


def test_a_question_for_a_type_is_read_in_the_text_that_was_saved(tmp_path: Path) -> None:
    asking = "from p.one import Store\n\ndef is_store(x): return {}\n"
    made = "from p.two import Store\n\nstore = Store()\n"
    files = {**STORES, "p/user.py": asking.format("x"), "p/maker.py": made}
    for path, text in files.items():
        Write(path, text).on(tmp_path)
    Wait().on(tmp_path)
    before = analyze(open_directory(tmp_path), ONE)
    # The file has no class, and imports what it did on the lines on which it did.
    Write("p/user.py", asking.format("isinstance(x, Store)")).on(tmp_path)
    after = again(tmp_path, before)
    assert told(after) == told(analyze(open_directory(tmp_path), ONE))
    assert told(after)["findings"] != told(before)["findings"]


def test_the_difference_of_two_walks(top: Path) -> None:
    before = open_directory(top)
    Write("c.py", "y = 22\n").on(top)
    Rename("p/a.py", "p/d.py").on(top)
    found = difference(before, open_directory(top))
    assert (found.changed, found.new, found.gone) == (("c.py",), ("p/d.py",), ("p/a.py",))
    assert found.paths == ("c.py", "p/a.py", "p/d.py")
    assert not difference(before, before).paths
