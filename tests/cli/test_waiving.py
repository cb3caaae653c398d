from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest

from analysis import MemoryTree, SourceError, open_directory
from analysis.cli.waiving import add_waiver
from analysis.sources.settings import Waiver, read_settings
from tests.cli.conftest import Repo, Run

ONE = Waiver("agreed", datetime.date(2999, 12, 31), finding="broken-import:shop.stock:lost")


def content(folder: Path) -> bytes:
    return (folder / "pyproject.toml").read_bytes()


def test_a_waiver_is_written_and_counts(repo: Repo, run: Run) -> None:
    folder = repo()
    assert run("audit", folder).code == 1
    add_waiver(open_directory(folder), ONE)
    assert run("audit", folder).code == 0
    assert read_settings(open_directory(folder)).waivers == (ONE,)


def test_the_file_keeps_all_that_it_has(repo: Repo) -> None:
    folder = repo()
    (folder / "pyproject.toml").write_bytes(b"# ours\r\n[project]\r\nname = 'shop'\r\n")
    (folder / "pyproject.toml").chmod(0o640)
    before = content(folder)
    add_waiver(open_directory(folder), ONE)
    assert content(folder).startswith(before + b"\r\n[[tool.plumbline.waivers]]\r\n")
    assert (folder / "pyproject.toml").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["pyproject.toml", "shop"]


@pytest.mark.parametrize("written", [b"[project]\nname = 'shop'\n", None])
def test_a_file_that_has_changed_is_left_alone(written: bytes | None, repo: Repo) -> None:
    folder = repo()
    path = folder / "pyproject.toml"
    if written is not None:
        path.write_bytes(written)
    tree = open_directory(folder)
    path.write_bytes(b"# mine\n")
    os.utime(path, ns=(1, 1))
    with pytest.raises(SourceError, match="has changed since it was read: nothing was written"):
        add_waiver(tree, ONE)
    assert path.read_bytes() == b"# mine\n"


def test_a_file_that_can_not_take_it_is_left_alone(repo: Repo) -> None:
    folder = repo()
    (folder / "pyproject.toml").write_bytes(b"[tool.plumbline]\nwaivers = []\n")
    with pytest.raises(SourceError, match="by hand"):
        add_waiver(open_directory(folder), ONE)
    assert content(folder) == b"[tool.plumbline]\nwaivers = []\n"


def test_a_link_out_of_the_folder_is_not_followed(repo: Repo, tmp_path: Path) -> None:
    folder = repo()
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_bytes(b"")
    (folder / "pyproject.toml").symlink_to(elsewhere)
    with pytest.raises(SourceError, match="nothing was written"):
        add_waiver(open_directory(folder), ONE)
    assert elsewhere.read_bytes() == b""


def test_what_is_no_folder_is_not_written() -> None:
    with pytest.raises(SourceError, match="no folder"):
        add_waiver(MemoryTree({"a.py": ""}), ONE)
