"""The database of what was found at revisions: nothing that is wrong with it is an error."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import threading
from pathlib import Path

import pytest

from analysis.extract.cache import revisions
from analysis.extract.cache.folder import CacheFolder
from analysis.extract.cache.revisions import KeptRevisions

A, B = "a" * 40, "b" * 40


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def folder(tmp_path: Path, said: list[str]) -> CacheFolder:
    return CacheFolder(tmp_path / "kept", said.append)


def kept(folder: CacheFolder, *question: object) -> KeptRevisions:
    return KeptRevisions(folder, "/home/of/it", question)


def database(folder: CacheFolder) -> Path:
    (found,) = (folder.path or Path()).glob("*.history")
    return found


def test_an_answer_is_that_of_its_question_and_commit(folder: CacheFolder) -> None:
    assert kept(folder).find([A]) == {}
    assert list((folder.path or Path()).glob("*")) == []
    kept(folder, 1).keep(A, b"one")
    kept(folder, 2).keep(A, b"two")
    kept(folder, 1).keep(A, b"one again")
    assert kept(folder, 1).find([A, B]) == {A: b"one again"}
    assert kept(folder, 2).find([A]) == {A: b"two"}
    assert KeptRevisions(folder, "/elsewhere", (1,)).find([A]) == {}


def test_only_its_user_can_read_it_and_the_cache_knows_of_it(folder: CacheFolder) -> None:
    kept(folder).keep(A, b"x")
    file = database(folder)
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in folder.files()] == [file.name]
    assert [each.name for each in folder.clear()] == [file.name]
    assert kept(folder).find([A]) == {}


def test_another_version_of_ours_does_not_read_it(
    folder: CacheFolder, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(folder).keep(A, b"x")
    monkeypatch.setattr(revisions, "version_of_reports", lambda: b"another version!")
    assert kept(folder).find([A]) == {}
    kept(folder).keep(A, b"y")
    assert kept(folder).find([A]) == {A: b"y"}
    monkeypatch.setattr(revisions, "version_of_reports", lambda: None)
    kept(folder).keep(A, b"z")
    assert kept(folder).find([A]) == {}
    assert said == []


def spoil_all(file: Path) -> None:
    file.write_bytes(b"no database" * 1_000)


def spoil_pages(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:4_096] + b"\xff" * (len(content) - 4_096))


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5_000])


def other_table(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE answers (something)")
    made.close()
    file.chmod(0o600)


def other_row(file: Path) -> None:
    with sqlite3.connect(file) as made:
        made.execute("UPDATE answers SET content = zeroblob(100)")
    made.close()


def a_text(file: Path) -> None:
    with sqlite3.connect(file) as made:
        made.execute("UPDATE answers SET content = 'text'")
    made.close()


def swapped(file: Path) -> None:
    """One answer where another belongs."""
    with sqlite3.connect(file) as made:
        made.execute("UPDATE answers SET content = (SELECT max(content) FROM answers)")
    made.close()


def for_all(file: Path) -> None:
    file.chmod(0o644)


def a_link(file: Path) -> None:
    file.rename(file.with_suffix(".moved"))
    file.symlink_to(file.with_suffix(".moved"))


@pytest.mark.parametrize(
    "spoil", [spoil_all, spoil_pages, cut, other_table, other_row, a_text, swapped, for_all]
)
def test_damage_is_told_once_and_made_anew(
    folder: CacheFolder, said: list[str], spoil: object
) -> None:
    assert callable(spoil)
    for at in range(40):
        kept(folder).keep(f"{at:040x}", b"x" * 1_000)
    spoil(database(folder))
    wanted = [f"{at:040x}" for at in range(40)]
    found = kept(folder).find(wanted)
    assert set(found.values()) <= {b"x" * 1_000}
    assert len(found) < 40
    kept(folder).keep(A, b"new")
    assert kept(folder).find([A]) == {A: b"new"}
    assert len(said) == 1
    assert "is damaged or not ours" in said[0]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_no_link_is_followed(folder: CacheFolder) -> None:
    kept(folder).keep(A, b"x")
    a_link(database(folder))
    assert kept(folder).find([A]) == {}
    kept(folder).keep(A, b"y")
    assert not kept(folder).find([A])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_what_can_only_be_read_is_not_kept(folder: CacheFolder) -> None:
    kept(folder).keep(A, b"x")
    (folder.path or Path()).chmod(0o500)
    kept(folder).keep(B, b"y")
    (folder.path or Path()).chmod(0o700)


def test_it_stays_small(folder: CacheFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "MOST_PAGES", 30)
    for at in range(120):
        kept(folder).keep(f"{at:040x}", bytes([at]) * 2_000)
    assert database(folder).stat().st_size <= 30 * 4_096
    assert kept(folder).find([f"{119:040x}"]) == {f"{119:040x}": bytes([119]) * 2_000}
    kept(folder).keep(A, b"x" * (revisions.MOST_BYTES + 1))
    assert kept(folder).find([A]) == {}


def test_many_write_at_once(folder: CacheFolder, said: list[str]) -> None:
    def write(number: int) -> None:
        for at in range(8):
            kept(folder).keep(f"{number:020x}{at:020x}", b"%d %d" % (number, at))

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    wanted = [f"{number:020x}{at:020x}" for number in range(4) for at in range(8)]
    assert kept(folder).find(wanted).keys() == set(wanted)
    assert said == []


def test_one_that_waits_too_long_does_without(
    folder: CacheFolder, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(folder).keep(A, b"x")
    monkeypatch.setattr(revisions, "WAIT_SECONDS", 0)
    other = sqlite3.connect(database(folder), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    kept(folder).keep(B, b"y")
    assert kept(folder).find([A, B]) == {}
    other.execute("COMMIT")
    other.close()
    assert kept(folder).find([A, B]) == {A: b"x"}
    assert said == []
