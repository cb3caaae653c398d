"""Audits that remember: the answer is that of an audit which doesn't, whatever has happened."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.cli import audit, main
from analysis.cli.inputs import analysis_of_tree
from analysis.execution import incremental
from analysis.sources import directory
from analysis.sources.tree import Stamp
from tests.cli.conftest import SOUND, Repo, Run, Said, write

ROOT = Path(__file__).parents[2]
MODULES = ("a.py", "b.py", "pkg/__init__.py", "pkg/a.py")
ORDERS = """import {}
class Orders:
 def add(self, x): self.rows.append(x or self.default)
 def drop(self, x): self.rows.remove({}.find(self, x))
 def last(self): return self.rows[-1] if self.rows else self.default
 def total(self): return sum(x.price for x in self.rows)
"""
TEXTS = tuple(
    # All of one size, so that only times tell them apart.
    text.ljust(300) + "\n"
    for text in (
        "import b",
        "import a",
        "from b import nam",
        "from a import nam",
        "from pkg.a import nam",
        "nam = 1",
        "man = 1",
        "def (:",
        ORDERS.format("a", "a"),
        ORDERS.format("b", "b"),
        ORDERS.format("b", "self"),
    )
)

files = st.sampled_from(MODULES)
edits = st.lists(
    st.one_of(
        st.tuples(st.just("write"), files, st.sampled_from(TEXTS)),
        st.tuples(st.just("write with the same stamp"), files, st.sampled_from(TEXTS)),
        st.tuples(st.just("delete"), files, st.just("")),
        st.tuples(st.just("rename"), files, files),
        st.tuples(st.just("touch"), files, st.just("")),
        st.tuples(st.just("audit"), files, st.just("")),
    ),
    max_size=8,
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/plumbline"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every tree is walked when the files in it are old, so that their stamps last."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 3_000_000_000)


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths that are analysed, and not answered from the cache."""
    seen: list[str] = []
    analyse = analysis_of_tree

    def counting(*arguments: object) -> object:
        seen.append(str(arguments[1]))
        return analyse(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(audit, "analysis_of_tree", counting)
    return seen


def edit(top: Path, kind: str, name: str, argument: str) -> None:
    path = top / name
    if kind.startswith("write"):
        before = path.stat() if path.exists() else None
        path.parent.mkdir(exist_ok=True)
        path.write_text(argument)
        if before is not None and kind != "write":
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    elif kind == "delete":
        path.unlink(missing_ok=True)
    elif kind == "rename" and path.exists():
        (top / argument).parent.mkdir(exist_ok=True)
        path.replace(top / argument)
    elif kind == "touch" and path.exists():
        path.touch()


def report(top: Path, output: Path, *options: str) -> tuple[int, str]:
    """The exit code and the report, but for the seconds."""
    output.unlink(missing_ok=True)
    words = ["audit", str(top), "--format", "json", "--output", str(output), *options]
    code = main(words)
    text = output.read_text("utf-8") if output.exists() else ""
    assert text.count('"seconds": ') == bool(text)
    return code, re.sub(r'"seconds": [0-9.e-]+', "", text)


def coarse_stamp(stat: os.stat_result) -> Stamp:
    """What a file system says whose clock ticks once a second."""
    second = 10**9
    modified, changed = stat.st_mtime_ns // second * second, stat.st_ctime_ns // second * second
    return Stamp(stat.st_size, modified, changed, 0)


@settings(max_examples=40)
@given(edits=edits, jobs=st.sampled_from(("1", "2")), coarse=st.booleans())
def test_an_audit_with_a_cache_says_what_one_without_says(
    edits: list[tuple[str, str, str]], jobs: str, coarse: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(incremental, "MOST", 1.0)  # keep what can be kept, also of small trees
        if coarse:
            patch.setattr(directory, "_stamp_of", coarse_stamp)
        top, output = Path(folder, "repo"), Path(folder, "report.json")
        write(top, {"a.py": TEXTS[2], "b.py": TEXTS[5]})
        report(top, output)
        for kind, name, argument in [*edits, ("audit", "", "")]:
            edit(top, kind, name, argument)
            if kind == "audit":
                fresh = report(top, output, "--no-cache")
                for _ in range(2):
                    assert report(top, output, "--jobs", jobs) == fresh


@pytest.mark.parametrize("settled", [False, True])
@pytest.mark.parametrize("format", ["text", "json", "markdown"])
def test_what_did_not_change_is_not_analysed_again(
    format: str,
    settled: bool,
    repo: Repo,
    run: Run,
    analysed: list[str],
    request: pytest.FixtureRequest,
) -> None:
    if settled:
        request.getfixturevalue("later")
    folder = repo()
    first = run("audit", folder, "--format", format)
    again = run("audit", folder, "--format", format)
    seconds = re.compile(r'"seconds": [0-9.e-]+')
    assert seconds.sub("", again.out) == seconds.sub("", first.out)
    assert (again.code, again.err) == (first.code, "") == (1, "")
    assert analysed == [str(folder)]


def test_a_report_is_relied_on_once_its_files_are_old(
    repo: Repo, run: Run, analysed: list[str], request: pytest.FixtureRequest, cache: Path
) -> None:
    folder = repo()
    run("audit", folder)
    (kept,) = cache.glob("*.report")
    young = kept.read_bytes()
    request.getfixturevalue("later")
    run("audit", folder)
    old = kept.read_bytes()
    assert old != young
    run("audit", folder)
    assert kept.read_bytes() == old
    assert len(analysed) == 1


@pytest.mark.parametrize(
    "options",
    [
        ["--format", "markdown"],
        ["--fail-on", "never"],
        ["--root", "shop"],
        ["--entry", "shop.app"],
        ["--python-version", "3.13"],
        ["--baseline", "{folder}/known.json"],
        ["--no-cache"],
        ["--write-baseline", "{folder}/written.json"],
    ],
    ids=lambda options: options[0],
)
def test_another_question_is_another_answer(
    options: list[str], repo: Repo, run: Run, analysed: list[str], tmp_path: Path
) -> None:
    folder = repo()
    (tmp_path / "known.json").write_text('{"schema_version": 1, "findings": ["a"]}')
    run("audit", folder)
    words = [option.format(folder=tmp_path) for option in options]
    said = run("audit", folder, *words)
    assert len(analysed) == 2
    assert said == run("audit", folder, *words, "--no-cache")


def test_the_baseline_is_part_of_the_question(
    repo: Repo, run: Run, analysed: list[str], tmp_path: Path
) -> None:
    folder, baseline = repo(), tmp_path / "known.json"
    baseline.write_text('{"schema_version": 1, "findings": []}')
    assert run("audit", folder, "--baseline", baseline).code == 1
    run("audit", folder, "--write-baseline", baseline)
    assert run("audit", folder, "--baseline", baseline).code == 0
    assert len(analysed) == 3


def test_the_width_of_the_terminal_is_part_of_the_question(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repo()
    said = []
    for width in (40, 120, 40):
        monkeypatch.setattr(audit, "terminal_width", lambda width=width: width)
        said.append(run("audit", folder).out)
    assert said[0] == said[2] != said[1]


@pytest.mark.parametrize("settled", [False, True])
def test_a_tree_that_changes_while_it_is_analysed_is_not_kept(
    settled: bool,
    repo: Repo,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    if settled:
        request.getfixturevalue("later")
    folder = repo()
    path = folder / "shop/app.py"
    text, times = path.read_text(), path.stat()
    # A file system that knows no other time than the one that a program may set.
    monkeypatch.setattr(
        directory, "_stamp_of", lambda stat: Stamp(stat.st_size, stat.st_mtime_ns, 0, 0)
    )

    def saving(*arguments: object) -> object:
        path.write_text(text.replace("lost", "gone"))
        os.utime(path, ns=(0, 0))
        return analysis_of_tree(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(audit, "analysis_of_tree", saving)
        assert "'gone'" in run("audit", folder).out
    path.write_text(text)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert "'lost'" in run("audit", folder).out


def test_without_the_cache_nothing_is_read_or_written(
    repo: Repo, run: Run, cache: Path, analysed: list[str]
) -> None:
    folder = repo()
    for command in (["audit", folder], ["explain", folder, "shop.app"], ["fix", folder]):
        run(*command, "--no-cache")
    assert not cache.exists()
    run("audit", folder)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in cache.iterdir()}
    run("audit", folder, "--no-cache")
    assert before == {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in cache.iterdir()
    }
    assert len(analysed) == 3


def test_the_cache_holds_nothing_that_others_can_read(repo: Repo, run: Run, cache: Path) -> None:
    run("audit", repo())
    assert [path.stat().st_mode & 0o777 for path in (cache, *cache.iterdir())] == [
        0o700,
        *[0o600] * 4,
    ]


def test_damage_is_told_once_and_changes_nothing(repo: Repo, run: Run, cache: Path) -> None:
    folder = repo()
    fresh = run("audit", folder)
    for path in cache.iterdir():
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
    said = run("audit", folder)
    assert (said.code, said.out) == (fresh.code, fresh.out)
    assert re.fullmatch(r"plumbline: the cache .* is damaged or not ours: .* anew\n", said.err)
    assert run("audit", folder) == fresh


def test_what_is_kept_of_definitions_is_checked(repo: Repo, run: Run, cache: Path) -> None:
    folder = repo({"a.py": TEXTS[9], "b.py": TEXTS[8], "c.py": TEXTS[10]})
    fresh = run("audit", folder)
    assert "Orders: 3 " in fresh.out
    (kept,) = cache.glob("*.definitions")
    whole = kept.read_bytes()
    for spoilt in (b"", whole[:-1], whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]):
        for answer in (*cache.glob("*.report"), *cache.glob("*.duplicates")):
            answer.unlink()
        kept.write_bytes(spoilt)
        said = run("audit", folder)
        assert (said.code, said.out) == (fresh.code, fresh.out)
        assert said.err.count("is damaged or not ours") == 1
        assert kept.read_bytes() == whole


def test_a_report_of_other_sources_of_ours_is_not_used(
    repo: Repo, run: Run, analysed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repo()
    fresh = run("audit", folder)
    monkeypatch.setattr("analysis.cli.kept_report.version_of_reports", lambda: b"v" * 16)
    assert run("audit", folder) == fresh
    assert len(analysed) == 2


def test_a_zip_is_analysed_each_time(repo: Repo, run: Run, analysed: list[str]) -> None:
    import zipfile

    folder = repo()
    archive = folder.parent / "repo.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for path in folder.rglob("*.py"):
            zipped.write(path, path.relative_to(folder))
    assert run("audit", archive) == run("audit", archive)
    assert len(analysed) == 2


def test_a_kept_report_needs_none_of_the_stages(repo: Repo, run: Run) -> None:
    folder = repo()
    run("audit", folder)
    program = (
        "import sys\n"
        "from analysis.cli import main\n"
        f"main(['audit', {str(folder)!r}])\n"
        "print('analysis.pipeline' in sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr == "False\n"


def test_info_and_clear(repo: Repo, run: Run, cache: Path) -> None:
    one, other = repo(name="one"), repo(name="other")
    assert run("cache", "info").out.startswith(f"{cache}\n0.0 MB of 0 repositories; at most 1,024")
    for folder in (one, other):
        run("audit", folder)
    assert "of 2 repositories" in run("cache", "info").out
    assert "of 1 repository" in run("cache", "info", one).out
    gone = run("cache", "clear", one)
    assert gone == Said(0, f"Removed 0.0 MB of 1 repository from {cache}\n", "")
    assert "of 1 repository;" in run("cache", "info").out
    assert "of 1 repository" in run("cache", "clear").out
    assert not list(cache.iterdir())


def test_the_limit_is_the_users(
    repo: Repo, run: Run, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLUMBLINE_CACHE_MB", "0")
    run("audit", repo())
    assert not cache.exists() or not list(cache.iterdir())
    assert "at most 0.0 MB (PLUMBLINE_CACHE_MB)" in run("cache", "info").out


def test_no_home_is_no_error(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setattr(Path, "home", homeless)
    folder = repo(SOUND)
    assert run("audit", folder) == run("audit", folder, "--no-cache")
    assert run("cache", "info").code == 2
