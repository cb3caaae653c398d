"""What a run keeps for the next one spares work, and says what a run that knows nothing says."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Analysis, analyze, checks, open_directory
from analysis.checks import duplicate_class
from analysis.checks.context import CodeContext
from analysis.checks.duplicate_class.kept import KIND
from analysis.extract.bodies import Bodies
from analysis.extract.cache.facts import FactCache
from analysis.extract.cache.folder import CacheFolder
from analysis.extract.cache.layer import Layer
from analysis.extract.class_shape import ClassShape
from analysis.findings import AnyFinding
from tests.pipeline.drawn import ONE, STORE, STORES, told, trees
from tests.pipeline.steps import Step, Wait, Write, steps


class Folder:
    """A folder with files in it, and a cache beside it."""

    def __init__(self, beside: Path, files: dict[str, str]) -> None:
        self.top, self.kept = beside / "top", beside / "kept"
        self.told: list[str] = []
        for path, text in files.items():
            Write(path, text).on(self.top)
        Wait().on(self.top)

    def write(self, path: str, text: str) -> None:
        Write(path, text).on(self.top)
        Wait().on(self.top)

    def cache(self) -> FactCache:
        return FactCache(CacheFolder(self.kept, self.told.append), str(self.top))

    def run(self) -> Analysis:
        return analyze(open_directory(self.top), ONE, cache=self.cache())

    def kept_file(self) -> Path:
        [found] = self.kept.glob(f"*.{KIND}")
        return found


@pytest.fixture
def stores(tmp_path: Path) -> Folder:
    return Folder(tmp_path, STORES)


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[CodeContext]:
    """What the check of duplicate classes has looked through."""
    seen: list[CodeContext] = []
    check = duplicate_class.check

    def noting(context: CodeContext) -> Iterator[AnyFinding]:
        seen.append(context)
        yield from check(context)

    monkeypatch.setattr(duplicate_class, "check", noting)
    every = tuple(noting if each is check else each for each in checks.CHECKS)
    monkeypatch.setattr(checks, "CHECKS", every)
    return seen


@given(trees, st.lists(st.lists(steps, min_size=1, max_size=3), min_size=1, max_size=4))
@settings(max_examples=40)
def test_each_run_says_what_one_that_knows_nothing_says(
    tree: dict[str, str], rounds: list[list[Step]]
) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Folder(Path(made), {"last.py": "", **tree})
        folder.run()
        for each in rounds:
            for step in each:
                step.on(folder.top)
            assert told(folder.run()) == told(analyze(open_directory(folder.top), ONE))
        assert folder.told == []


ASKING = "from p.one import Store\n\ndef is_store(x): return {}\n"


@pytest.mark.parametrize(
    ("path", "text", "is_checked"),
    [
        pytest.param("p/idle.py", "import sys\n", False, id="elsewhere"),
        pytest.param("p/idle.py", "class Idle:\n    pass\n", True, id="a class more"),
        pytest.param("p/engine.py", "def engine(url): ...\n", False, id="what they use"),
        pytest.param("p/one.py", STORE.format("One.") + "\nx = 1\n", False, id="below the class"),
        pytest.param("p/one.py", "\n" + STORE.format("One."), True, id="lines moved"),
        pytest.param("p/one.py", STORE.format("1"), True, id="docstring of the module"),
        pytest.param("p/one.py", STORE.format("One.").replace("SELECT", "x"), True, id="code"),
        pytest.param("p/user.py", "from p.one import Store\nx = 1\n", False, id="an importer"),
        pytest.param("p/user.py", "\nfrom p.one import Store\n", True, id="its line"),
        pytest.param("p/user.py", ASKING.format("isinstance(x, Store)"), True, id="a question"),
        pytest.param("tests/t.py", "from p.one import Store\nx = 1\n", False, id="of a test"),
        pytest.param(
            *("tests/t.py", ASKING.format("isinstance(x, Store)"), False), id="a question of a test"
        ),
    ],
)
def test_an_edit_that_does_not_touch_the_duplicates_spares_the_check(
    tmp_path: Path, checked: list[CodeContext], path: str, text: str, is_checked: bool
) -> None:
    folder = Folder(tmp_path, {**STORES, "tests/t.py": "from p.one import Store\n"})
    before = folder.run()
    assert before.found is not None and before.found.duplicates
    # What the files that know one of them make of it is known from the second run on.
    folder.write("p/user.py", "from p.one import Store\n\n")
    folder.run()
    folder.write("p/one.py", STORE.format("One.") + "\n")
    folder.run()
    checked.clear()
    folder.write(path, text)
    after = folder.run()
    assert bool(checked) is is_checked
    assert told(after) == told(analyze(open_directory(folder.top), ONE))


def test_a_class_called_otherwise_in_the_settings_is_checked(
    stores: Folder, checked: list[CodeContext]
) -> None:
    stores.run()
    checked.clear()
    stores.write("pyproject.toml", '[tool.plumbline.ssot]\nStore = "p.two"\n')
    after = stores.run()
    assert checked
    assert told(after) == told(analyze(open_directory(stores.top), ONE))


def test_what_a_file_was_may_be_forgotten(stores: Folder, checked: list[CodeContext]) -> None:
    """A file without a class is not one whose class is gone: of neither are there facts."""
    stores.run()
    stores.write("p/two.py", "x = 1\n")
    # What the last run was of is kept no longer.
    stores.cache().replace(Layer())
    checked.clear()
    after = stores.run()
    assert checked
    assert told(after) == told(analyze(open_directory(stores.top), ONE))


def test_other_modules_are_other_classes(stores: Folder, checked: list[CodeContext]) -> None:
    stores.run()
    checked.clear()
    stores.write("p/three.py", STORE.format("Three."))
    after = stores.run()
    assert checked
    assert told(after) == told(analyze(open_directory(stores.top), ONE))


def test_a_damaged_file_is_told_and_made_anew(stores: Folder) -> None:
    before = stores.run()
    whole = stores.kept_file().read_bytes()
    for cut in range(0, len(whole), 97):
        stores.told.clear()
        stores.kept_file().write_bytes(whole[:cut] + bytes([whole[cut] ^ 1]) + whole[cut + 1 :])
        assert told(stores.run()) == told(before)
        assert len(stores.told) <= 1
    assert stores.kept_file().read_bytes() == whole


def test_what_was_found_in_other_bytes_is_not_kept(
    stores: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code of a class is read when it is compared: by then the file may be another one."""
    two = STORE.format("Two.")
    class_shape = Bodies.class_shape

    def saving(self: Bodies, path: str, line: int, end_line: int) -> ClassShape:
        (stores.top / "p/two.py").write_text(two.replace("session", "thing"))
        return class_shape(self, path, line, end_line)

    with monkeypatch.context() as patch:
        patch.setattr(Bodies, "class_shape", saving)
        stores.run()
    stores.write("p/two.py", two)
    assert told(stores.run()) == told(analyze(open_directory(stores.top), ONE))


def test_the_cache_counts_and_clears_all_that_a_run_keeps(stores: Folder) -> None:
    stores.run()
    stores.write("p/idle.py", "import sys\n")
    stores.run()
    folder = CacheFolder(stores.kept)
    written = {path.name for path in stores.kept.iterdir() if path.suffix[1:].isalpha()}
    assert {kept.name for kept in folder.files()} == written
    folder.clear()
    assert not written & {path.name for path in stores.kept.iterdir()}
