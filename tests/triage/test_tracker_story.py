"""The story whole: a ticket becomes a tracker, its tests fail, its patch mends, its boxes tick."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.pipeline import analyze
from analysis.sources.directory import open_directory
from analysis.triage.examine import examine
from analysis.triage.tracker.write import recheck, tracker_of
from tests.triage.ticket_trees import golden_path

GOLDEN = Path(__file__).parents[2] / "sample_repos" / "golden_path"


def fenced(tracker: str, language: str) -> Iterator[str]:
    for block in re.finditer(rf"^```{language}\n(.*?)^```$", tracker, re.MULTILINE | re.DOTALL):
        yield block[1]


def boxes(tracker: str) -> dict[str, bool]:
    found = re.findall(r"^- \[(.)\] .*<!-- plumbline:tick (\S+) -->$", tracker, re.MULTILINE)
    return {name: mark == "x" for mark, name in found}


def outcomes(folder: Path, tests: Path) -> dict[str, str]:
    """The word of pytest for each test, asked by node id."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rA", "-q", "-p", "no:cacheprovider", tests],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
    )
    words = re.findall(r"^(PASSED|FAILED|XFAIL|XPASS|ERROR) (\S.*?)(?: - .*)?$", done.stdout, re.M)
    assert words, done.stdout + done.stderr
    return {name.partition("::")[2]: word for word, name in words}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    for name, text in golden_path().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_from_the_ticket_to_the_mended_repository(repository: Path, tmp_path: Path) -> None:
    broken = analyze(open_directory(str(repository)))
    tracker = tracker_of(broken, examine(broken, (GOLDEN / "ISSUE.md").read_text("utf-8")))
    assert boxes(tracker) == {
        **{"step-0": True, "step-1": True, "step-2": False, "step-3": False, "step-4": False},
        **{"step-5": False, "V1": False, "V2": False, "V3": False, "fix-1": False, "fix-2": False},
        **{name: False for name in boxes(tracker) if name.startswith("test-")},
    }

    tests = tmp_path / "wanted"
    tests.mkdir()
    names = [name.removeprefix("test-") for name in boxes(tracker) if name.startswith("test-")]
    for name, text in zip(names, fenced(tracker, "python"), strict=True):
        (tests / name).write_text(text, "utf-8")
    before = outcomes(repository, tests)
    assert before.pop("test_one_definition[V3]") == "XFAIL"
    assert len(before) >= 12
    assert set(before.values()) == {"FAILED"}

    [patch] = fenced(tracker, "diff")
    subprocess.run(["git", "apply", "-"], cwd=repository, input=patch.encode(), check=True)
    after = outcomes(repository, tests)
    assert after.pop("test_one_definition[V3]") == "XFAIL"
    assert after.keys() == before.keys()
    assert set(after.values()) == {"PASSED"}

    for name in names:
        (repository / "tests" / name).write_bytes((tests / name).read_bytes())
    note = "- [x] V2: Ada has looked at session.py\n"
    tracker = tracker.replace("\n## Step 3", f"\n{note}\n## Step 3")
    mended = analyze(open_directory(str(repository)))
    again = recheck(tracker, mended)
    open_boxes = {name for name, ticked in boxes(again).items() if not ticked}
    assert open_boxes == {"V3", "step-3"}, "which of the two classes stays is for people"
    assert note in again
    assert "3 violations: 1 open, 2 gone." in again
    assert recheck(again, mended) == again

    decided = again.replace("- [ ] V3: decide", "- [x] V3: decide")
    assert not boxes(decided)["step-3"]
    assert boxes(recheck(decided, mended))["step-3"]
    assert (
        boxes(recheck(again, broken)).items() >= {"V1": False, "V2": False, "step-4": False}.items()
    )
