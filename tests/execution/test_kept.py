"""An execution that was kept is the one that was run, or none."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.execution import entry, incremental
from analysis.execution.importing import Importing
from analysis.execution.kept import KIND, KeptExecution
from analysis.execution.outcome import Outcome
from analysis.extract.bodies import Bodies
from analysis.extract.cache.facts import FactCache, digest_of
from analysis.extract.cache.folder import CacheFolder
from analysis.extract.cache.layer import Layer
from analysis.pipeline import Analysis, Options, analyze
from analysis.resolve.basis import Basis
from analysis.sources.directory import open_directory
from analysis.sources.tree import MemoryTree
from tests.differential.packages import package
from tests.execution.test_incremental import answer

FILES = {
    "app/__init__.py": "",
    "app/base.py": "import sys\n\nif sys.platform == 'none':\n    maybe = 1\nnames = {}\n",
    "app/user.py": "import app.base\nimport app.lost.part\n\napp.base.names['user'] = 1\n",
    "app/open.py": "from somewhere import *\n\n\ndef __getattr__(name):\n    return name\n",
    "app/hidden.py": "exec('x = 1')\n",
    "café.py": "import app.user\n",
}

Run = list[str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """The entries that are run."""
    seen: Run = []
    enter = entry.enter

    def noting(interpreter: Importing, name: str) -> Outcome:
        seen.append(name)
        return enter(interpreter, name)

    monkeypatch.setattr(entry, "enter", noting)
    monkeypatch.setattr(incremental, "MOST", 1.0)
    return seen


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every tree is walked when the files in it are old, so that their stamps last."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 3_000_000_000)


class Repo:
    def __init__(self, top: Path, kept: Path) -> None:
        self.top, self.kept = top, kept
        self.told: list[str] = []
        self.write(FILES)

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")

    def cache(self) -> FactCache:
        return FactCache(CacheFolder(self.kept, self.told.append), str(self.top))

    def analysis(self, options: Options | None = None) -> Analysis:
        return analyze(open_directory(self.top), options, cache=self.cache())

    def kept_file(self) -> Path:
        [found] = self.kept.glob(f"*.{KIND}")
        return found


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo", tmp_path / "kept")


@settings(max_examples=40)
@given(st.randoms(use_true_random=False))
def test_what_is_found_is_what_was_kept(
    tmp_path_factory: pytest.TempPathFactory, random: Random
) -> None:
    files = FILES if random.random() < 0.1 else package(random)
    found = analyze(MemoryTree(files))
    project = found.structure.project
    cache = FactCache(CacheFolder(tmp_path_factory.mktemp("kept")), "home")
    remembered = cache.open()
    remembered.digests = {path: digest_of(text.encode(), False) for path, text in files.items()}
    basis = Basis(project, (3, 11), remembered)
    KeptExecution(cache, basis).keep(
        executed := analyze(MemoryTree(files), Options(python_version=(3, 11))).execution
    )
    kept = KeptExecution(cache, basis).find()
    assert kept is not None
    assert kept.trace is not None
    assert executed.trace is not None
    assert answer(kept) == answer(executed)
    assert kept.trace.reached == executed.trace.reached
    assert kept.trace.spots == executed.trace.spots
    assert kept.trace.changes == executed.trace.changes
    assert kept.trace.asked == executed.trace.asked
    assert kept.trace.called == executed.trace.called
    assert all(kept.trace.facts[name] is facts for name, facts in project.facts.items())
    for name in kept.names:
        assert list(kept.names[name]) == list(executed.names[name])


def test_only_what_an_edit_has_a_part_in_is_run(repo: Repo, run: Run, later: None) -> None:
    repo.analysis()
    run.clear()
    repo.analysis()
    assert run == []
    repo.write({"app/hidden.py": "y = 2\n"})
    after = repo.analysis()
    assert run == ["app.hidden"]
    assert answer(after.execution) == answer(analyze(open_directory(repo.top)).execution)


def test_what_a_file_was_is_known_from_before(repo: Repo, run: Run, later: None) -> None:
    repo.analysis()
    run.clear()
    more = FILES["app/base.py"] + "\n\ndef more():\n    import app.lost.other\n"
    repo.write({"app/base.py": more})
    after = repo.analysis()
    assert run == [], "app.user and café import it, and do not look at `more`"
    assert answer(after.execution) == answer(analyze(open_directory(repo.top)).execution)
    # What the last run was of is kept no longer: now nothing is known of that file.
    repo.cache().replace(Layer())
    repo.write({"app/base.py": f"{more}\n\ndef again():\n    pass\n"})
    run.clear()
    after = repo.analysis()
    assert "café" in run
    assert answer(after.execution) == answer(analyze(open_directory(repo.top)).execution)


@pytest.mark.parametrize(
    "change",
    [
        lambda repo: repo.write({"more.py": ""}),
        lambda repo: (repo.top / "app/open.py").unlink(),
        lambda repo: repo.write({"app/part/readme.txt": "", "app/part/x.py": ""}),
    ],
)
def test_other_modules_are_another_execution(
    repo: Repo, run: Run, later: None, change: Callable[[Repo], object]
) -> None:
    repo.analysis()
    change(repo)
    run.clear()
    after = repo.analysis()
    assert "café" in run
    assert answer(after.execution) == answer(analyze(open_directory(repo.top)).execution)


def test_another_python_is_another_execution(repo: Repo, run: Run, later: None) -> None:
    repo.analysis(Options(python_version=(3, 8)))
    run.clear()
    repo.analysis(Options(python_version=(3, 12)))
    assert "café" in run


def test_a_damaged_file_is_told_and_made_anew(repo: Repo, later: None) -> None:
    before = repo.analysis()
    whole = repo.kept_file().read_bytes()
    for cut in range(0, len(whole), 97):
        repo.told.clear()
        repo.kept_file().write_bytes(whole[:cut] + bytes([whole[cut] ^ 1]) + whole[cut + 1 :])
        assert answer(repo.analysis().execution) == answer(before.execution)
        assert len(repo.told) <= 1
    assert repo.kept_file().read_bytes() == whole


def test_what_was_run_of_other_bytes_is_not_kept(
    repo: Repo, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A function is read when it is called: by then the file may be another one."""
    text = "def f():\n    {}\n\n\nf()\n"
    repo.write({"app/base.py": text.format("pass")})
    function = Bodies.function

    def saving(self: Bodies, path: str, *arguments: object) -> object:
        (repo.top / path).write_text(text.format("import gone"))
        return function(self, path, *arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Bodies, "function", saving)
        repo.analysis()
    (repo.top / "app/base.py").write_text(text.format("pass"))
    assert answer(repo.analysis().execution) == answer(analyze(open_directory(repo.top)).execution)


def test_what_is_no_text_is_not_kept_and_no_error(tmp_path: Path) -> None:
    found = analyze(MemoryTree({"a.py": ""}))
    named = msgspec.structs.replace(found.execution, open_modules={"a": "\ud800"})
    cache = FactCache(CacheFolder(tmp_path / "kept"), "home")
    remembered = cache.open()
    remembered.digests = {"a.py": b"1"}
    place = (cache, Basis(found.structure.project, (3, 11), remembered))
    KeptExecution(*place).keep(named)
    assert KeptExecution(*place).find() is None
    KeptExecution(*place).keep(found.execution)
    assert KeptExecution(*place).find() is not None
