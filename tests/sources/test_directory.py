"""Walking a folder: what is kept, what is left out, and how misuse is said."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from analysis.sources.directory import open_directory
from analysis.sources.errors import SourceError
from analysis.sources.relevance import MAX_FILE_BYTES


def write(top: Path, *paths: str) -> None:
    for path in paths:
        file = top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x = 1\n")


def reasons(top: Path) -> dict[str, str]:
    return {skipped.path: skipped.reason for skipped in open_directory(top).skipped}


def test_keeps_python_and_settings_at_any_level(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "pkg/b.pyi", "pkg/c.so", "pkg/d.txt", "pkg/setup.cfg", "e.png", "n.md")
    tree = open_directory(tmp_path)
    assert tree.paths() == ("a.py", "n.md", "pkg/b.pyi", "pkg/c.so", "pkg/setup.cfg")
    assert tree.read("a.py") == b"x = 1\n"
    assert tree.label == str(tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        ".git/hooks/a.py",
        ".venv/lib/a.py",
        "pkg/__pycache__/a.pyc",
        "web/node_modules/a.py",
        "lib/site-packages/a.py",
        "build/lib/a.py",
        "pkg.egg-info/a.py",
    ],
)
def test_leaves_out(tmp_path: Path, path: str) -> None:
    write(tmp_path, "kept.py", path)
    assert open_directory(tmp_path).paths() == ("kept.py",)


def test_leaves_out_a_virtual_environment_of_any_name(tmp_path: Path) -> None:
    write(tmp_path, "kept.py", "my-env/lib/a.py", "my-env/pyvenv.cfg", "venv/kept.py")
    assert open_directory(tmp_path).paths() == ("kept.py", "venv/kept.py")


def test_a_build_folder_of_the_repository_itself_is_kept(tmp_path: Path) -> None:
    write(tmp_path, "build/make.py")
    assert open_directory(tmp_path).paths() == ("build/make.py",)


@pytest.mark.parametrize("name", ["site-packages", ".venv", "build"])
def test_the_folder_that_is_named_may_have_any_name(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"{name}/a.py")
    assert open_directory(tmp_path / name).paths() == ("a.py",)


def test_lists_empty_folders_for_they_are_importable(tmp_path: Path) -> None:
    write(tmp_path, "pkg/__init__.py")
    (tmp_path / "pkg" / "data" / "deep").mkdir(parents=True)
    assert open_directory(tmp_path).folders() == ("pkg", "pkg/data", "pkg/data/deep")


def test_a_folder_named_like_a_module_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "pkg/__init__.py/b.py")
    assert open_directory(tmp_path).paths() == ("a.py", "pkg/__init__.py/b.py")


def test_follows_links_within_the_tree_and_none_out_of_it(tmp_path: Path) -> None:
    top = tmp_path / "top"
    write(tmp_path, "secret.py", "outside/a.py", "top/pkg/a.py", "top/pkg/__init__.py")
    (top / "alias.py").symlink_to(top / "pkg" / "a.py")
    (top / "linked").symlink_to(top / "pkg")
    (top / "again").symlink_to(top / "pkg")
    (top / "out.py").symlink_to(tmp_path / "secret.py")
    (top / "out").symlink_to(tmp_path / "outside")
    (top / "nowhere.py").symlink_to(tmp_path / "absent.py")
    (top / "loop.py").symlink_to(top / "loop.py")
    (top / "pkg" / "up").symlink_to(top)
    tree = open_directory(top)
    linked = [path for path in tree.paths() if path.startswith(("linked/", "again/"))]
    assert len(linked) == 2, "a folder with two links to it is followed once"
    assert {"alias.py", "pkg/a.py"} < set(tree.paths())
    found = {skipped.path: skipped.reason for skipped in tree.skipped}
    assert found["out.py"] == found["out"] == "a link out of the tree"
    assert found["nowhere.py"] == found["loop.py"] == "a link that leads nowhere"
    assert "stands in" in found["pkg/up"]


def test_a_tree_reached_through_a_link_is_one_tree(tmp_path: Path) -> None:
    write(tmp_path, "real/pkg/a.py")
    (tmp_path / "real" / "alias.py").symlink_to("pkg/a.py")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert open_directory(tmp_path / "link").paths() == ("alias.py", "pkg/a.py")


def test_links_that_double_at_every_level_end(tmp_path: Path) -> None:
    for level in range(30):
        write(tmp_path, f"d{level}/a.py")
        for name in ("left", "right"):
            (tmp_path / f"d{level}" / name).symlink_to(tmp_path / f"d{(level + 1) % 30}")
    assert len(open_directory(tmp_path).paths()) <= 60


def test_skips_what_is_no_regular_file(tmp_path: Path) -> None:
    write(tmp_path, "a.py")
    os.mkfifo(tmp_path / "pipe.py")
    assert reasons(tmp_path) == {"pipe.py": "not a regular file"}


def test_skips_a_huge_file(tmp_path: Path) -> None:
    write(tmp_path, "a.py")
    with (tmp_path / "huge.py").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    assert list(reasons(tmp_path)) == ["huge.py"]


def test_skips_a_name_that_is_not_text(tmp_path: Path) -> None:
    write(tmp_path, "a.py")
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.py")).write_text("")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert reasons(tmp_path) == {"bad\\xff.py": "the name is not UTF-8"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_skips_what_may_not_be_read(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "closed.py", "folder/b.py")
    (tmp_path / "closed.py").chmod(0)
    (tmp_path / "folder").chmod(0)
    try:
        found = reasons(tmp_path)
    finally:
        (tmp_path / "folder").chmod(0o700)
    assert set(found) == {"closed.py", "folder"}


def test_reading_what_is_not_listed_is_a_key_error(tmp_path: Path) -> None:
    write(tmp_path, "top/a.py", "secret.py")
    with pytest.raises(KeyError):
        open_directory(tmp_path / "top").read("../secret.py")


def test_reading_what_has_gone_is_said(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "b.py")
    tree = open_directory(tmp_path)
    (tmp_path / "b.py").unlink()
    with pytest.raises(SourceError, match=r"b\.py changed while it was read"):
        tree.read("b.py")


def test_a_stamp_is_what_the_file_system_says(tmp_path: Path) -> None:
    write(tmp_path, "a.py")
    stat = (tmp_path / "a.py").stat()
    tree = open_directory(tmp_path)
    assert tree.stamp("a.py") == (
        stat.st_size,
        stat.st_mtime_ns,
        stat.st_ctime_ns,
        0 if sys.platform == "win32" else stat.st_ino,
    )
    assert tree.stamp("b.py") is None
    assert tree.is_unchanged("a.py")
    (tmp_path / "a.py").write_text("changed")
    assert not tree.is_unchanged("a.py")
    (tmp_path / "a.py").unlink()
    assert not tree.is_unchanged("a.py")


def test_the_stamp_of_a_file_that_has_just_changed_does_not_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.py")
    assert open_directory(tmp_path).lasting_stamp("a.py") is None
    now = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: now + 3_000_000_000)
    tree = open_directory(tmp_path)
    assert tree.lasting_stamp("a.py") == tree.stamp("a.py") is not None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("absent", "no such folder"),
        ("single.py", "is a single file: name the folder"),
        ("notes.txt", "is a file, not a folder"),
        ("empty", "is an empty folder"),
        ("texts", "has no Python files"),
        ("environment", "is a virtual environment"),
        ("nul\0l", r"nul\\x00l: (no such|cannot open this) folder"),
        ("two\nlines", "no such folder"),
        ("x" * 300, "cannot open this folder|no such folder"),
    ],
)
def test_misuse_is_one_sentence(tmp_path: Path, name: str, words: str) -> None:
    write(tmp_path, "single.py", "notes.txt", "texts/a.md", "environment/pyvenv.cfg")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=words) as caught:
        open_directory(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_an_unknown_user_is_misuse() -> None:
    with pytest.raises(SourceError):
        open_directory("~no-such-user-here/repository")
