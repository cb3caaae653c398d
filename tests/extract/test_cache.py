"""Facts that are kept: a scan with a cache says what a scan without one says, whatever is kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analysis.extract import scan as scan_module
from analysis.extract.cache import version
from analysis.extract.cache.facts import FactCache
from analysis.extract.cache.folder import CacheFolder, default_location
from analysis.extract.facts import FileFacts
from analysis.extract.module import extract
from analysis.extract.scan import scan
from analysis.sources import directory
from analysis.sources.directory import open_directory
from analysis.sources.discover import discover
from analysis.sources.tree import MemoryTree, SourceTree, Stamp

ROOT = Path(__file__).parents[2]
FILES = {
    "pkg/__init__.py": "",
    "pkg/a.py": "from pkg.b import name\n\n\nclass A:\n    limit = 1\n",
    "pkg/b.py": "name = 'é'\n",
    "pkg/wrong.py": "def (:\n",
    "notes.ipynb": '{"cells": [{"cell_type": "code", "source": ["import pkg.a"]}]}',
}

Extracted = list[bytes]


def write(top: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


@pytest.fixture
def top(tmp_path: Path) -> Path:
    write(tmp_path / "repo", FILES)
    return tmp_path / "repo"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every tree is walked when the files in it are old, so that their stamps last."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 3_000_000_000)


@pytest.fixture
def extracted(monkeypatch: pytest.MonkeyPatch) -> Extracted:
    """The sources that are extracted in this process."""
    seen: Extracted = []

    def counting(source: bytes) -> FileFacts:
        seen.append(source)
        return extract(source)

    monkeypatch.setattr(scan_module, "extract", counting)
    return seen


def facts_of(
    tree: SourceTree, cache: FactCache | None = None, jobs: int = 1
) -> dict[str, FileFacts]:
    remembered = cache.open() if cache is not None else None
    return scan(tree, discover(tree).modules, {}, jobs, remembered)


def cache_in(kept: Path, top: Path, told: list[str] | None = None) -> FactCache:
    said = [] if told is None else told
    return FactCache(CacheFolder(kept, said.append), str(top))


def agree(top: Path, kept: Path, told: list[str] | None = None) -> None:
    tree = open_directory(top)
    assert facts_of(tree, cache_in(kept, top, told)) == facts_of(tree)


def test_nothing_is_read_that_did_not_change(
    top: Path, kept: Path, later: None, extracted: Extracted, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts_of(open_directory(top), cache_in(kept, top))
    assert len(extracted) == 4
    tree = open_directory(top)
    monkeypatch.setattr(tree, "read", lambda path: pytest.fail(f"{path} was read"))
    layout = discover(open_directory(top))
    assert scan(tree, layout.modules, {}, 1, cache_in(kept, top).open()).keys() == FILES.keys()
    assert len(extracted) == 4


def test_only_the_file_that_changed_is_extracted(
    top: Path, kept: Path, later: None, extracted: Extracted
) -> None:
    facts_of(open_directory(top), cache_in(kept, top))
    extracted.clear()
    (top / "pkg/b.py").write_text("other = 1\n")
    facts_of(open_directory(top), cache_in(kept, top))
    assert extracted == [b"other = 1\n"]
    agree(top, kept)


@pytest.mark.parametrize("settled", [False, True])
def test_a_file_that_moved_or_was_touched_is_known_by_its_content(
    settled: bool, top: Path, kept: Path, extracted: Extracted, request: pytest.FixtureRequest
) -> None:
    if settled:
        request.getfixturevalue("later")
    facts_of(open_directory(top), cache_in(kept, top))
    extracted.clear()
    (top / "pkg/b.py").rename(top / "pkg/c.py")
    os.utime(top / "pkg/a.py", ns=(0, 0))
    found = facts_of(open_directory(top), cache_in(kept, top))
    assert extracted == []
    assert [binding.name for binding in found["pkg/c.py"].bindings] == ["name"]


def test_a_stamp_that_does_not_last_is_not_relied_on(top: Path, kept: Path) -> None:
    facts_of(open_directory(top), cache_in(kept, top))
    path = top / "pkg/b.py"
    times = path.stat()
    path.write_text("mane = 'é'\n", "utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    agree(top, kept)


def test_a_file_that_changes_while_it_is_read_is_not_known_by_its_stamp(
    top: Path, kept: Path, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file system that knows no other time than the one that a program may set.
    monkeypatch.setattr(
        directory, "_stamp_of", lambda stat: Stamp(stat.st_size, stat.st_mtime_ns, 0, 0)
    )
    path = top / "pkg/b.py"
    text, times = path.read_bytes(), path.stat()
    tree = open_directory(top)
    path.write_bytes(text.replace(b"name", b"mane"))
    os.utime(path, ns=(0, 0))
    facts_of(tree, cache_in(kept, top))
    path.write_bytes(text)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    agree(top, kept)


def test_a_tree_without_stamps_is_known_by_content(kept: Path, extracted: Extracted) -> None:
    tree = MemoryTree(FILES)
    first = facts_of(tree, cache_in(kept, Path("memory")))
    extracted.clear()
    assert facts_of(tree, cache_in(kept, Path("memory"))) == first
    assert extracted == []


def test_the_same_bytes_are_not_the_same_notebook(kept: Path) -> None:
    text = FILES["notes.ipynb"]
    tree = MemoryTree({"a.ipynb": text, "b.py": text})
    for _ in range(2):
        assert facts_of(tree, cache_in(kept, Path("memory"))) == facts_of(tree)


def test_workers_and_the_cache_change_nothing(
    top: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_module, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    plain = facts_of(open_directory(top))
    for jobs in (1, 2, 3):
        assert facts_of(open_directory(top), None, jobs) == plain
        for _ in range(2):
            cache = cache_in(kept / str(jobs), top)
            assert facts_of(open_directory(top), cache, jobs) == plain


def test_a_worker_sends_nothing_that_is_kept(
    top: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_module, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    plain = facts_of(open_directory(top), cache_in(kept, top))
    monkeypatch.setattr(scan_module, "extract", lambda source: pytest.fail("extracted again"))
    assert facts_of(open_directory(top), cache_in(kept, top), 2) == plain


def test_an_edit_does_not_write_all_facts_again(top: Path, kept: Path, later: None) -> None:
    facts_of(open_directory(top), cache_in(kept, top))
    (base,) = kept.iterdir()
    before = base.stat().st_ino, base.read_bytes()
    (top / "pkg/b.py").write_text("other = 1\n")
    facts_of(open_directory(top), cache_in(kept, top))
    assert (base.stat().st_ino, base.read_bytes()) == before
    assert sorted(path.suffix for path in kept.iterdir()) == [".changes", ".facts"]
    agree(top, kept)


def test_many_edits_become_a_new_base(
    top: Path, kept: Path, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.extract.cache.facts.FEW", 0)
    facts_of(open_directory(top), cache_in(kept, top))
    for number in range(20):
        (top / "pkg/b.py").write_text(f"name = {number}\n" + "x = 1\n" * number)
        agree(top, kept)
    assert sum(path.stat().st_size for path in kept.iterdir()) < 20_000


def test_changes_that_outlive_their_base_do_no_harm(top: Path, kept: Path, later: None) -> None:
    facts_of(open_directory(top), cache_in(kept, top))
    (top / "pkg/b.py").write_text("other = 1\n")
    facts_of(open_directory(top), cache_in(kept, top))
    (changes,) = kept.glob("*.changes")
    stale = changes.read_bytes()
    (base,) = kept.glob("*.facts")
    base.unlink()
    (top / "pkg/b.py").write_text("another = 1\n")
    facts_of(open_directory(top), cache_in(kept, top))
    changes.write_bytes(stale)
    changes.chmod(0o600)
    agree(top, kept)


def test_damage_at_any_byte_is_told_and_changes_nothing(
    top: Path, kept: Path, later: None, told: list[str]
) -> None:
    facts_of(open_directory(top), cache_in(kept, top))
    (base,) = kept.iterdir()
    whole = base.read_bytes()
    plain = facts_of(open_directory(top))
    places = sorted({*range(80), *range(80, len(whole), 97), len(whole) - 1})
    for place in places:
        flipped = bytes([whole[place] ^ 1])
        for damaged in (whole[:place], whole[:place] + flipped + whole[place + 1 :]):
            base.write_bytes(damaged)
            base.chmod(0o600)
            told.clear()
            assert facts_of(open_directory(top), cache_in(kept, top, told)) == plain
            assert len(told) == 1
            assert str(base) in told[0]
    told.clear()
    agree(top, kept, told)
    assert told == []


def test_other_versions_are_made_anew_without_a_word(
    top: Path, kept: Path, told: list[str], extracted: Extracted, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts_of(open_directory(top), cache_in(kept, top))
    extracted.clear()
    monkeypatch.setattr("analysis.extract.cache.facts.EXTRACTOR_VERSION", -1)
    agree(top, kept, told)
    assert (len(extracted), told) == (8, [])


def test_the_version_follows_our_own_sources(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "x = 1\n", "inner/b.py": "y = 1\n"})
    before = version._sources(tmp_path)
    assert version._sources(tmp_path) == before
    write(tmp_path, {"inner/b.py": "y = 2\n"})
    assert version._sources(tmp_path) != before


def refuse_links(kept: Path, base: Path, tmp_path: Path) -> None:
    base.rename(tmp_path / "elsewhere")
    base.symlink_to(tmp_path / "elsewhere")


def refuse_open_files(kept: Path, base: Path, tmp_path: Path) -> None:
    base.chmod(0o644)


def refuse_pipes(kept: Path, base: Path, tmp_path: Path) -> None:
    base.unlink()
    os.mkfifo(base, 0o600)


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
@pytest.mark.parametrize("spoil", [refuse_links, refuse_open_files, refuse_pipes])
def test_a_file_that_may_not_be_ours_is_refused(
    spoil: Callable[[Path, Path, Path], None],
    top: Path,
    kept: Path,
    told: list[str],
    extracted: Extracted,
    later: None,
    tmp_path: Path,
) -> None:
    facts_of(open_directory(top), cache_in(kept, top))
    (base,) = kept.iterdir()
    spoil(kept, base, tmp_path)
    extracted.clear()
    facts_of(open_directory(top), cache_in(kept, top, told))
    assert len(extracted) == 4
    assert len(told) == 1
    extracted.clear()
    facts_of(open_directory(top), cache_in(kept, top, told))
    assert (extracted, len(told)) == ([], 1)


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
@pytest.mark.parametrize("mode", [0o755, 0o777, 0o770])
def test_a_folder_that_others_can_enter_is_not_used(
    mode: int, top: Path, kept: Path, told: list[str]
) -> None:
    kept.mkdir()
    kept.chmod(mode)
    agree(top, kept, told)
    assert len(told) == 1
    assert not list(kept.iterdir())


def test_a_link_to_a_folder_is_not_used(
    top: Path, kept: Path, told: list[str], tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    kept.symlink_to(tmp_path / "elsewhere")
    agree(top, kept, told)
    assert len(told) == 1
    assert not list((tmp_path / "elsewhere").iterdir())


def test_where_nothing_can_be_written_nothing_is_kept(
    top: Path, kept: Path, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    agree(top, tmp_path / "file" / "kept", told)
    facts_of(open_directory(top), cache_in(kept, top))
    (top / "pkg/b.py").write_text("other = 1\n")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    before = {path.name: path.read_bytes() for path in kept.iterdir()}
    monkeypatch.setattr(os, "write", full)
    agree(top, kept, told)
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == before
    assert told == []


def test_what_can_only_be_read_is_used(
    top: Path,
    kept: Path,
    later: None,
    told: list[str],
    extracted: Extracted,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts_of(open_directory(top), cache_in(kept, top))
    really_open = os.open

    def read_only(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise OSError(30, "Read-only file system")
        return really_open(path, flags, mode)

    def refused(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "open", read_only)
    monkeypatch.setattr(os, "utime", refused)
    (top / "pkg/b.py").write_text("other = 1\n")
    for _ in range(2):
        extracted.clear()
        facts_of(open_directory(top), cache_in(kept, top, told))
        assert (extracted, told) == ([b"other = 1\n"], [])


def test_the_least_recently_used_go_first(kept: Path) -> None:
    folder = CacheFolder(kept, limit=250)
    for age, name in enumerate(("c.report", "b.report", "a.report")):
        assert folder.write(name, [b"x" * 100])
        os.utime(kept / name, (1000 + age, 1000 + age))
        if name == "b.report":
            assert folder.read("c.report")
    assert [kept.name for kept in folder.files()] == ["a.report", "c.report"]
    assert not folder.write("d.report", [b"x" * 251])
    assert len(folder.files()) == 2


def test_what_a_killed_process_left_is_taken_away(kept: Path) -> None:
    folder = CacheFolder(kept)
    assert folder.write("a.facts", [b"x"])
    (kept / "a.facts.0.new").write_bytes(b"half")
    assert folder.write("b.facts", [b"x"])
    assert (kept / "a.facts.0.new").exists()
    os.utime(kept / "a.facts.0.new", (0, 0))
    assert folder.write("b.facts", [b"x"])
    assert [kept.name for kept in folder.files()] == ["a.facts", "b.facts"]
    assert len(list(kept.iterdir())) == 2


def test_clearing_takes_one_repository_or_all(kept: Path) -> None:
    folder = CacheFolder(kept)
    for name in ("1-py.facts", "1-py.changes", "1-py.definitions", "1-q.report", "2-py.facts"):
        folder.write(name, [b"xy"])
    (kept / "notes.txt").write_text("not ours")
    assert [gone.size for gone in folder.clear("1")] == [2, 2, 2, 2]
    assert [gone.name for gone in folder.clear()] == ["2-py.facts"]
    assert [path.name for path in kept.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"XDG_CACHE_HOME": "/somewhere"}, "/somewhere/plumbline"),
        ({"XDG_CACHE_HOME": "not/absolute", "HOME": "/home/me"}, "/home/me/.cache/plumbline"),
        ({"XDG_CACHE_HOME": "", "HOME": "/home/me"}, "/home/me/.cache/plumbline"),
    ],
)
def test_where_caches_belong(
    environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert default_location() == Path(expected)


SCANNER = """
    import sys
    from pathlib import Path
    from analysis.extract.cache.facts import FactCache
    from analysis.extract.cache.folder import CacheFolder
    from analysis.extract.scan import scan
    from analysis.sources.directory import open_directory
    from analysis.sources.discover import discover

    top, kept = sys.argv[1:]
    number = 0
    while True:
        number += 1
        (Path(top) / "pkg/b.py").write_text(f"name = {number}\\n" + "x = 1\\n" * (number % 3000))
        tree = open_directory(top)
        folder = CacheFolder(Path(kept), lambda sentence: print(sentence, flush=True))
        scan(tree, discover(tree).modules, {}, 1, FactCache(folder, top).open())
        if number == 2:
            print("writing", flush=True)
"""


@pytest.fixture
def scanners(top: Path, kept: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """`scanners()` starts a process that edits, scans and keeps without end."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        words = [sys.executable, "-c", textwrap.dedent(SCANNER), str(top), str(kept)]
        started.append(subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate(timeout=30)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_process_that_is_killed_leaves_nothing_damaged(
    top: Path, kept: Path, told: list[str], scanners: Callable[[], subprocess.Popen[str]]
) -> None:
    for _ in range(5):
        process = scanners()
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.send_signal(signal.SIGKILL)
        process.wait(30)
        agree(top, kept, told)
    assert told == []


def test_two_processes_at_once_never_see_half_a_file(
    top: Path, kept: Path, told: list[str], scanners: Callable[[], subprocess.Popen[str]]
) -> None:
    both = scanners(), scanners()
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
    for _ in range(20):
        cache_in(kept, top, told).open()
    for process in both:
        process.kill()
        assert process.communicate(timeout=30)[0] == ""
    agree(top, kept, told)
    assert told == []


def test_code_that_nests_deeply_is_kept(
    tmp_path: Path, kept: Path, extracted: Extracted, later: None
) -> None:
    top = tmp_path / "deep"
    top.mkdir()
    chain = "x = a" + ".b" * 2_000
    (top / "chain.py").write_text(f"{chain}\ndef f():\n    {chain}\nf()\n")
    tree = open_directory(top)
    first = facts_of(tree, cache_in(kept, top))
    extracted.clear()
    assert facts_of(tree, cache_in(kept, top)) == first
    assert extracted == []
    assert first["chain.py"].problem is None
    assert len(first["chain.py"].program) == 3
