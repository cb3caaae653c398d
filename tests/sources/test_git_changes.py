"""Which files hold what was not committed: git is the referee, and is not run by us."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from analysis.sources.git_changes import uncommitted


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", *identity, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def top(tmp_path: Path) -> Path:
    top = tmp_path / "repo"
    for path in ("pkg/same.py", "pkg/changed.py", "crlf.py", "gone.py"):
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(f"name = {path!r}\n")
    git(top.parent, "init", "-q", "repo")
    git(top, "add", ".")
    git(top, "commit", "-qm", "all")
    return top


def test_what_git_shows_is_what_is_found(top: Path) -> None:
    (top / "pkg/changed.py").write_text("name = 2\n")
    (top / "pkg/new.py").write_text("")
    git(top, "config", "core.autocrlf", "true")
    (top / "crlf.py").unlink()
    git(top, "checkout", "-q", "crlf.py")
    assert (top / "crlf.py").read_bytes().endswith(b"\r\n")
    (top / "gone.py").unlink()
    files = [top / path for path in ("pkg/same.py", "pkg/changed.py", "pkg/new.py", "crlf.py")]
    found = uncommitted([*files, top / "gone.py"])
    assert {file.name: words for file, words in found.items()} == {
        "changed.py": "has changes that are not committed",
        "new.py": "is not committed",
    }
    shown = git(top, "status", "--porcelain", "-uall").splitlines()
    assert {line[3:] for line in shown} == {"pkg/changed.py", "pkg/new.py", "gone.py"}


def test_without_a_repository_nothing_is_uncommitted(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("")
    assert uncommitted([tmp_path / "a.py"]) == {}


def test_without_a_commit_everything_is(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("")
    git(tmp_path, "init", "-q")
    assert list(uncommitted([tmp_path / "a.py"]).values()) == ["is not committed"]


def test_a_repository_in_the_repository_speaks_for_its_own(top: Path) -> None:
    inner = top / "vendored"
    inner.mkdir()
    (inner / "a.py").write_text("a = 1\n")
    git(inner, "init", "-q")
    git(inner, "add", ".")
    git(inner, "commit", "-qm", "inner")
    assert uncommitted([inner / "a.py"]) == {}
    (inner / "a.py").write_text("a = 2\n")
    assert list(uncommitted([inner / "a.py"])) == [inner / "a.py"]


def test_what_the_repository_would_have_git_run_is_not_run(top: Path, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    git(top, "config", "core.fsmonitor", f"touch {mark}")
    git(top, "config", "filter.evil.clean", f"touch {mark}; cat")
    (top / ".gitattributes").write_text("*.py filter=evil\n")
    (top / "pkg/changed.py").write_text("name = 2\n")
    assert list(uncommitted([top / "pkg/changed.py"])) == [top / "pkg/changed.py"]
    assert not mark.exists()


def test_a_commit_that_cannot_be_read_decides_nothing(top: Path) -> None:
    head = git(top, "rev-parse", "HEAD").strip()
    (top / f".git/objects/{head[:2]}/{head[2:]}").unlink()
    (words,) = uncommitted([top / "pkg/same.py"]).values()
    assert "can't be read" in words
