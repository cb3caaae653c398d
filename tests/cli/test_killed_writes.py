"""A write that is killed at any moment: every file is whole, and the next run tells and ends it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.cli.journal import STAGING_PREFIX, interrupted, sync_folder
from analysis.cli.misuse import Misuse
from analysis.cli.recovery import recover
from analysis.cli.writing import write_changes
from analysis.sources.directory import open_directory
from tests.cli.conftest import Run, write
from tests.cli.test_writing import contents

OLD = {
    "a.py": "a = 1\n",
    "pkg/b.py": "b = 1\n" * 400,
    "pkg/gone.py": "gone = 1\n",
    "c.py": "c = 1\n",
}
CHANGED: dict[str, bytes | None] = {
    "a.py": b"a = 2\n",
    "pkg/b.py": b"b = 2\n",
    "pkg/gone.py": None,
    "new/deep/n.py": b"n = 2\n",
}
BEFORE = {path: text.encode() for path, text in OLD.items()}
AFTER = {
    "a.py": b"a = 2\n",
    "pkg/b.py": b"b = 2\n",
    "new/deep/n.py": b"n = 2\n",
    "c.py": b"c = 1\n",
}
SYNC = "analysis.cli.replacing.sync_folder"
STEPS = ("replace", "rename", "unlink", "mkdir", "rmdir", "fsync", "chmod", "open", "close")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def top(tmp_path: Path) -> Path:
    return write(tmp_path / "repo", OLD)


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Whether a child that does `work` is killed: at its call number `step` of the system."""
    child = os.fork()
    if child == 0:
        calls = 0

        def counted(call: Callable[..., Any]) -> Callable[..., Any]:
            def wrapped(*args: Any, **options: Any) -> Any:
                nonlocal calls
                calls += 1
                if calls == step:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*args, **options)

            return wrapped

        try:
            for name in STEPS:
                setattr(os, name, counted(getattr(os, name)))
            work()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def sources(folder: Path) -> dict[str, bytes]:
    """What the folder holds, but for what a write puts there for itself."""
    return {
        path: content
        for path, content in contents(folder).items()
        if not path.startswith(STAGING_PREFIX)
    }


def points(work: Callable[[], Callable[[], object]]) -> Iterator[int]:
    """Kills a child at each of its calls; ends with the first that comes to its end."""
    for step in range(1, 1000):
        if not killed_at(step, work()):
            assert step > 20
            return
        yield step
    raise AssertionError("it never ends")


def test_killed_at_every_step(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    said: set[str] = set()
    top = tmp_path / "repo"

    def fresh() -> Callable[[], object]:
        write(top, OLD)
        tree = open_directory(top)
        return lambda: write_changes(top, tree, CHANGED)

    for _ in points(fresh):
        left = sources(top)
        for path, content in left.items():
            assert content in (BEFORE.get(path), AFTER.get(path)), path
        recover(str(top))
        told = capfd.readouterr().err
        assert told.count("\n") <= 1
        assert contents(top) in (BEFORE, AFTER)
        if left != BEFORE and left != AFTER:
            assert "interrupted write" in told
        said.add(told.rpartition(": ")[2].strip())
        recover(str(top))
        assert capfd.readouterr().err == ""
        assert not list(interrupted())
        for path in (*AFTER, *BEFORE):
            (top / path).unlink(missing_ok=True)
    assert {"it is undone", "4 files changed"} <= said


def test_the_recovery_may_be_killed_too(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    top = tmp_path / "repo"

    def half_done() -> Callable[[], object]:
        for path in (*AFTER, *BEFORE):
            (top / path).unlink(missing_ok=True)
        write(top, OLD)
        interrupt(top, 2)
        return lambda: recover(str(top))

    for _ in points(half_done):
        recover(str(top))
        assert contents(top) == AFTER
        capfd.readouterr()


def interrupt(top: Path, files: int) -> None:
    """Leaves a write that was killed when it had changed as many files."""
    tree = open_directory(top)
    child = os.fork()
    if child == 0:
        try:
            done = 0

            def counted(folder: Path) -> None:
                nonlocal done
                sync_folder(folder)
                done += not folder.name.startswith(STAGING_PREFIX)
                if done == files:
                    os.kill(os.getpid(), signal.SIGKILL)

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(SYNC, counted)
                write_changes(top, tree, CHANGED)
        finally:
            os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_any_command_on_the_repository_ends_it(top: Path, run: Run) -> None:
    interrupt(top, 2)
    assert sources(top) not in (BEFORE, AFTER)
    said = run("audit", top / "pkg")
    assert (
        said.err == f"plumbline: an interrupted write to {top} is finished now: 4 files changed\n"
    )
    assert contents(top) == AFTER
    assert run("audit", top).err == ""


def test_another_repository_is_none_of_its_business(top: Path, tmp_path: Path, run: Run) -> None:
    interrupt(top, 2)
    other = write(tmp_path / "repo-2", OLD)
    assert run("audit", other).err == ""
    assert sources(top) not in (BEFORE, AFTER)


def test_what_was_edited_since_is_left_and_the_rest_put_back(top: Path, run: Run) -> None:
    interrupt(top, 2)
    (top / "c.py").write_text("c = 'not in the write'\n")
    (top / "pkg/b.py").write_text("b = 'mine'\n")
    said = run("audit", top)
    assert "is undone, but for pkg/b.py: edited since" in said.err
    assert contents(top) == {
        **BEFORE,
        "pkg/b.py": b"b = 'mine'\n",
        "c.py": b"c = 'not in the write'\n",
    }


def test_a_write_that_goes_on_is_not_taken_for_dead(top: Path) -> None:
    tree = open_directory(top)
    seen = []

    def looked(folder: Path) -> None:
        sync_folder(folder)
        seen.append(list(interrupted()))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SYNC, looked)
        write_changes(top, tree, CHANGED)
    assert seen
    assert not any(seen)
    assert contents(top) == AFTER


def test_a_journal_that_the_repository_brings_along_is_not_followed(top: Path, run: Run) -> None:
    interrupt(top, 2)
    (top.parent / "cache/plumbline/writes").rename(top / ".plumbline-write-journal")
    half = contents(top)
    assert run("audit", top).err == ""
    assert contents(top) == half


def test_a_folder_that_others_may_enter_holds_no_journal(
    top: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    for place in ("cache/plumbline/writes", f"plumbline-writes-{os.getuid()}"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place).chmod(0o777)
    with pytest.raises(Misuse, match="cannot keep a journal"):
        write_changes(top, open_directory(top), CHANGED)
    assert contents(top) == BEFORE
