from __future__ import annotations

from pathlib import Path

import pytest

from analysis.cli import replacing, writing
from analysis.cli.journal import Journal, interrupted, new_journal, write_synced
from analysis.cli.misuse import Misuse
from analysis.cli.output import replace_file
from analysis.cli.writing import write_changes
from analysis.sources.directory import open_directory
from tests.cli.conftest import write


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_files_change_appear_and_go(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "a = 1\n", "b.py": "b = 1\n"})
    (tmp_path / "a.py").chmod(0o755)
    tree = open_directory(tmp_path)
    write_changes(tmp_path, tree, {"a.py": b"a = 2\n", "b.py": None, "new/deep/c.py": b""})
    assert contents(tmp_path) == {"a.py": b"a = 2\n", "new/deep/c.py": b""}
    assert (tmp_path / "a.py").stat().st_mode & 0o777 == 0o755


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "a = 1\n", "b.py": "b = 1\n"})
    tree = open_directory(tmp_path)
    (tmp_path / "b.py").write_text("b = 'saved'\n")
    with pytest.raises(Misuse, match=r"b\.py has changed since it was read"):
        write_changes(tmp_path, tree, {"a.py": b"a = 2\n", "b.py": b"b = 2\n"})
    assert contents(tmp_path) == {"a.py": b"a = 1\n", "b.py": b"b = 'saved'\n"}


def test_a_new_file_never_overwrites_one_that_was_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": ""})
    tree = open_directory(tmp_path)
    write(tmp_path, {"new.py": "mine = 1\n"})
    with pytest.raises(Misuse, match=r"new\.py has changed"):
        write_changes(tmp_path, tree, {"new.py": b""})
    assert contents(tmp_path)["new.py"] == b"mine = 1\n"


@pytest.mark.parametrize("failing", ["old", "new", "replace", "journal"])
def test_all_or_none(failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.py": "a = 1\n", "b.py": "b = 1\n", "gone.py": "gone = 1\n"})
    before = contents(tmp_path)
    tree = open_directory(tmp_path)
    written: list[Path] = []

    def no_space(path: Path, content: bytes, mode: int = 0o600) -> None:
        written.append(path)
        if (failing == "old" and len(written) == 3) or (failing == "new" and len(written) == 5):
            raise OSError(28, "No space left on device")
        write_synced(path, content, mode)

    def refused(self: Path, target: Path) -> Path:
        if failing == "replace" and target.name == "z.py":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    def none() -> Journal:
        if failing == "journal":
            raise PermissionError(13, "Permission denied")
        return new_journal()

    replace = Path.replace
    monkeypatch.setattr(replacing, "write_synced", no_space)
    monkeypatch.setattr(Path, "replace", refused)
    monkeypatch.setattr(writing, "new_journal", none)
    changed = {"a.py": b"a = 2\n", "gone.py": None, "new/n.py": b"n = 1\n", "z.py": b"z = 1\n"}
    with pytest.raises(Misuse, match=r"nothing was changed|cannot keep a journal"):
        write_changes(tmp_path, tree, changed)
    assert contents(tmp_path) == before
    assert not (tmp_path / "new").exists()
    assert not list(interrupted())


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    top, outside = tmp_path / "top", tmp_path / "outside"
    outside.mkdir()
    write(top, {"a.py": ""})
    tree = open_directory(top)
    (top / "pkg").symlink_to(outside)
    with pytest.raises(Misuse, match="leads out of"):
        write_changes(top, tree, {"pkg/new.py": b""})
    assert list(outside.iterdir()) == []


def test_a_report_replaces_a_file_and_keeps_a_link(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_bytes(b"old")
    (tmp_path / "link.txt").symlink_to("report.txt")
    replace_file(tmp_path / "link.txt", b"new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "report.txt").read_bytes() == b"new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.txt", "report.txt"]


def test_a_device_is_written_not_replaced() -> None:
    replace_file(Path("/dev/null"), b"gone")
    assert Path("/dev/null").is_char_device()
