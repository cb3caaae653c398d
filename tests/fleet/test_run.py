from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from analysis import Options, analyze, open_directory
from analysis.fleet.answer import decode_answer
from analysis.fleet.coding import decode_job, encode
from analysis.fleet.engines import Answers, Engine, Here, Processes
from analysis.fleet.job import Died, Job, Known, Refused, Repository, Unchanged
from analysis.fleet.run import FleetRun
from analysis.fleet.state import State
from analysis.fleet.value import FleetReport
from analysis.report import fleet_json
from tests.fleet.services import DAY, PYTHON, make, write
from tests.sources.repositories import Made

LONG = 300.0


def run_of(
    fleet: Sequence[Repository],
    engine: Engine | None = None,
    state: State | None = None,
    *,
    anew: bool = False,
) -> FleetRun:
    return FleetRun(fleet, engine or Here(), state, PYTHON, cached=False, anew=anew, day=DAY)


def canonical(report: FleetReport) -> str:
    """All of a report but what it took."""
    timeless = tuple(msgspec.structs.replace(each, seconds=0.0) for each in report.repositories)
    return fleet_json.render(msgspec.structs.replace(report, repositories=timeless), 0.0)


class Noting:
    """Does the jobs here, and notes which repositories were asked for and which had changed."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.unchanged: list[str] = []

    def run(self, jobs: Sequence[bytes]) -> Answers:
        names = [decode_job(job).repository.name for job in jobs]
        self.asked += names
        for at, answer in Here().run(jobs):
            if isinstance(decode_answer(answer), Unchanged):
                self.unchanged.append(names[at])
            yield at, answer


def test_processes_find_what_one_process_finds(tmp_path: Path) -> None:
    fleet = make(tmp_path)
    expected = run_of(fleet).report()
    found = run_of(fleet, Processes(2, LONG)).report()
    assert canonical(found) == canonical(expected)
    assert [each.name for each in found.repositories] == [each.name for each in fleet]
    assert found.shared_classes
    assert found.findings.error == 1


def test_the_findings_of_a_repository_are_those_of_its_audit() -> None:
    sample = str(Path(__file__).parents[2] / "sample_repos/golden_path")
    alone = analyze(open_directory(sample), Options(jobs=1))
    (report,) = run_of((Repository("golden", sample, sample),)).report().repositories
    assert [each.key for each in report.findings] == [each.key for each in alone.findings]
    assert [each.outcome for each in report.golden_paths] == ["fails"]
    assert report.summary.modules == len(alone.structure.project.modules)


def test_what_can_not_be_read_is_told_and_stops_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"settings/pyproject.toml": "[tool.plumbline]\nrots = []\n"})
    write(tmp_path, {"settings/a.py": "", "baseline/a.py": "", "notes/readme.md": ""})
    write(tmp_path, {"baseline/pyproject.toml": '[tool.plumbline]\nbaseline = "known.json"\n'})
    write(tmp_path, {"broken.zip": "no archive", "file.txt": "text"})
    (tmp_path / "empty").mkdir()
    with zipfile.ZipFile(tmp_path / "sound.zip", "w") as archive:
        archive.writestr("pkg/__init__.py", "")
    names = (
        *("missing", "empty", "notes", "broken.zip", "file.txt", "settings", "baseline"),
        *("missing@HEAD", "empty@HEAD", "sound.zip"),
    )
    fleet = [Repository(name, name, str(tmp_path / name)) for name in names]
    report = run_of(fleet).report()
    assert [each.name for each in report.repositories] == ["sound.zip"]
    assert [each.name for each in report.failures] == list(names[:-1])
    reasons = {each.name: each.reason for each in report.failures}
    assert "no such folder" in reasons["missing"]
    assert "is an empty folder" in reasons["empty"]
    assert "has no Python files" in reasons["notes"]
    assert "rots" in reasons["settings"]
    assert "known.json" in reasons["baseline"]
    assert all("\n" not in reason and "Traceback" not in reason for reason in reasons.values())


def test_a_fault_of_ours_costs_one_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet = make(tmp_path)
    monkeypatch.setattr("analysis.fleet.audit.summaries", lambda context: 1 / 0)
    report = run_of(fleet).report()
    assert {each.reason for each in report.failures} == {
        "a fault of plumbline: ZeroDivisionError: division by zero"
    }


def test_a_repository_that_takes_too_long_is_left(tmp_path: Path) -> None:
    fleet = make(tmp_path)[:1]
    report = run_of(fleet, Processes(1, 0.01)).report()
    assert [each.reason for each in report.failures] == ["it took longer than 0.01 seconds"]


class Killed:
    """Starts processes, of which the first ones are killed as soon as they are there."""

    def __init__(self, number: int) -> None:
        self.left = number
        self.started = 0

    def __call__(self, *words: object, **options: object) -> subprocess.Popen[bytes]:
        process: subprocess.Popen[bytes] = _POPEN(*words, **options)  # type: ignore[call-overload]
        self.started += 1
        if self.left:
            self.left -= 1
            os.kill(process.pid, signal.SIGKILL)
        return process


_POPEN = subprocess.Popen


def test_a_job_whose_process_is_killed_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet = make(tmp_path)[:2]
    expected = canonical(run_of(fleet).report())
    killed = Killed(1)
    monkeypatch.setattr("analysis.fleet.apart.subprocess.Popen", killed)
    assert canonical(run_of(fleet, Processes(2, LONG)).report()) == expected
    assert killed.started == 3


def test_a_job_whose_process_is_killed_twice_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet = make(tmp_path)[:1]
    monkeypatch.setattr("analysis.fleet.apart.subprocess.Popen", Killed(2))
    (failure,) = run_of(fleet, Processes(1, LONG)).report().failures
    assert failure.reason == (
        "its process was killed (SIGKILL), perhaps for want of memory; it was tried twice"
    )


def test_only_what_has_changed_is_audited_again(tmp_path: Path) -> None:
    fleet, state = make(tmp_path / "fleet"), State(PYTHON, tmp_path / "state")
    first = canonical(run_of(fleet, state=state).report())
    noting = Noting()
    again = run_of(fleet, noting, state)
    assert canonical(again.report()) == first
    assert again.unchanged == 4
    assert sorted(noting.unchanged) == sorted(each.name for each in fleet)
    write(tmp_path / "fleet/chat", {"chat/gone.py": ""})
    noting = Noting()
    changed = run_of(fleet, noting, state).report()
    assert sorted(set(noting.asked) - set(noting.unchanged)) == ["chat"]
    assert changed.findings.error == 0
    assert canonical(changed) == canonical(run_of(fleet).report())
    noting = Noting()
    run_of(fleet, noting, state, anew=True).report()
    assert noting.unchanged == []


def test_a_revision_and_what_its_past_says_are_kept(tmp_path: Path) -> None:
    sound = {"shop/__init__.py": "", "shop/stock.py": "def count():\n    return 1\n"}
    broken = {**sound, "shop/stock.py": "", "shop/app.py": "from shop.stock import count\n"}
    history = Made(tmp_path / "git")
    history.commit(sound)
    history.commit(broken)
    history.check_out(broken)
    fleet = tuple(
        Repository(name, name, f"{tmp_path}/{name}") for name in ("git", "git@HEAD", "git@HEAD~1")
    )
    state, noting = State(PYTHON, tmp_path / "state"), Noting()
    first = run_of(fleet, state=state).report()
    assert [each.summary.findings.error for each in first.repositories] == [1, 1, 0]
    assert canonical(run_of(fleet, noting, state).report()) == canonical(first)
    assert noting.unchanged == ["git", "git@HEAD", "git@HEAD~1"]
    history.commit({**broken, "notes.txt": "more"})
    noting = Noting()
    run_of(fleet, noting, state).report()
    # HEAD~1 has other files now; the others have not, and yet another past.
    assert noting.unchanged == []


def test_what_the_baseline_of_a_repository_has_is_known(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/app.py": "import shop.gone\n"}
    history = Made(tmp_path / "git")
    history.check_out(files)
    fleet: tuple[Repository, ...] = (Repository("git", "git", str(tmp_path / "git")),)
    state = State(PYTHON, tmp_path / "state")
    (before,) = run_of(fleet, state=state).report().repositories
    files |= {
        "pyproject.toml": '[tool.plumbline]\nbaseline = "known.json"\n',
        "known.json": f'{{"schema_version": 1, "findings": ["{before.findings[0].key}"]}}',
    }
    history.commit(files)
    history.check_out(files)
    fleet += (Repository("git@HEAD", "git@HEAD", str(tmp_path / "git@HEAD")),)
    for report in run_of(fleet, state=state).report().repositories:
        assert report.findings == ()
        assert report.summary.known == 1
    (tmp_path / "git/known.json").write_text('{"schema_version": 1, "findings": []}', "utf-8")
    (after, _) = run_of(fleet, state=state).report().repositories
    assert len(after.findings) == 1


def test_a_failure_is_tried_again(tmp_path: Path) -> None:
    state = State(PYTHON, tmp_path / "state")
    fleet = (Repository("late", "late", str(tmp_path / "late")),)
    assert run_of(fleet, state=state).report().failures
    write(tmp_path / "late", {"a.py": ""})
    assert not run_of(fleet, state=state).report().failures


def test_a_waiver_that_ends_is_no_state_of_another_day(tmp_path: Path) -> None:
    waiver = '[[tool.plumbline.waivers]]\nrule = "broken-import"\nreason = "x"\nuntil = {}\n'
    write(
        tmp_path,
        {"shop/a.py": "import shop.gone\n", "shop/__init__.py": "", "pyproject.toml": ""},
    )
    (tmp_path / "pyproject.toml").write_text(waiver.format(DAY), "utf-8")
    fleet, state = (Repository("r", "r", str(tmp_path)),), State(PYTHON, tmp_path / "state")
    assert run_of(fleet, state=state).report().findings.error == 0
    later = FleetRun(fleet, Here(), state, PYTHON, cached=False, day=DAY.replace(year=2027))
    assert later.report().findings.error == 1


@pytest.mark.parametrize("damage", [b"", b"plumbline cache\n" * 20, None])
def test_damaged_state_is_no_state(tmp_path: Path, damage: bytes | None) -> None:
    fleet, folder = make(tmp_path / "fleet")[:1], tmp_path / "state"
    run_of(fleet, state=State(PYTHON, folder)).report()
    (kept,) = folder.iterdir()
    data = kept.read_bytes()
    kept.write_bytes(data[:-3] + b"abc" if damage is None else damage)
    noting = Noting()
    report = run_of(fleet, noting, State(PYTHON, folder)).report()
    assert report.repositories
    assert noting.unchanged == []


def test_text_that_is_no_unicode_travels_as_its_escapes() -> None:
    assert decode_answer(encode(Refused("lone \ud800"))) == Refused("lone \\ud800")
    name = os.fsdecode(b"bad\xff")
    job = Job("1", Repository(name, name, name), PYTHON, False, "", Known(b"\xff\0", None, None))
    there = decode_job(encode(job))
    assert there.repository.name == "bad\\udcff"
    assert there.known == job.known


def test_an_answer_of_another_version_is_refused() -> None:
    job = Job("0.0", Repository("r", "r", "r"), PYTHON, cached=False, day=DAY.isoformat())
    ((_, answer),) = Here().run([encode(job)])
    assert "not 0.0" in decode_answer(answer).reason  # type: ignore[union-attr]
    assert isinstance(decode_answer(b"\xc1"), Refused)
    assert isinstance(decode_answer(encode(Died("x"))), Died)


def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    fleet = make(tmp_path / "fleet")
    state = tmp_path / "state"
    words = ["fleet", str(tmp_path / "fleet"), "--jobs", "1", "--state", str(state), "--no-cache"]
    command = subprocess.Popen(
        [sys.executable, "-m", "analysis", *words],
        stdout=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    with command:
        while not (state.is_dir() and list(state.glob("*.fleet"))):
            assert command.poll() is None
            time.sleep(0.02)
        command.kill()
    done = {kept.name for kept in state.glob("*.fleet")}
    assert len(done) < len(fleet)
    named = tuple(
        Repository(each.name, each.opened, each.opened)
        for each in sorted(fleet, key=lambda each: each.name)
    )
    noting = Noting()
    report = run_of(named, noting, State(PYTHON, state)).report()
    assert len(noting.unchanged) >= len(done)
    assert canonical(report) == canonical(run_of(named).report())
