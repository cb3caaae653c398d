"""Every hostile input ends in a clear finding or a clear refusal, and nothing else happens.

Each is answered by the command line in a process of its own, under limits of processor time and
memory, while an audit hook watches for code that is run, programs that are started, connections
that are made, and files that are written.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import msgspec
import pytest

from tests.hostile.case import FOUND_NOTHING, FOUND_SOMETHING, REFUSED, Case

TABLES = (
    "tests.hostile.archive_cases",
    "tests.hostile.folder_cases",
    "tests.hostile.git_cases",
    "tests.hostile.kept_cases",
    "tests.hostile.pasted_cases",
    "tests.hostile.settings_cases",
    "tests.hostile.source_cases",
)
FOUND = (FOUND_NOTHING, FOUND_SOMETHING)
ROOT = Path(__file__).parents[2]


class Answer(msgspec.Struct, frozen=True):
    """What came of a case."""

    code: int
    seconds: float
    megabytes: int


Ask = Callable[[str, str, Path], Answer]


@pytest.fixture(scope="session")
def ask() -> Iterator[Ask]:
    """The sandbox, one for each worker of the test run."""
    command = [sys.executable, str(Path(__file__).parent / "sandbox.py")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as server:
        assert server.stdin is not None and server.stdout is not None

        def answered(table: str, name: str, folder: Path) -> Answer:
            assert server.stdin is not None and server.stdout is not None
            print(json.dumps([table, name, str(folder)]), file=server.stdin, flush=True)
            return msgspec.json.decode(server.stdout.readline(), type=Answer)

        yield answered


def cases() -> list[tuple[str, str]]:
    return [(table, name) for table in TABLES for name in import_module(table).CASES]


def test_there_are_enough_of_them() -> None:
    assert len({name for _, name in cases()}) == len(cases()) >= 120


@pytest.mark.parametrize(("table", "name"), cases(), ids=lambda word: word.rpartition(".")[2])
def test_ends_well(table: str, name: str, ask: Ask, tmp_path: Path) -> None:
    case: Case = import_module(table).CASES[name]
    found = ask(table, name, tmp_path)
    died = tmp_path / "died"
    assert not died.exists(), died.read_text()
    out = (tmp_path / "stdout").read_text("utf-8")
    err = (tmp_path / "stderr").read_text("utf-8")
    assert found.code == case.code or (case.code is None and found.code in FOUND), err or out[:2000]
    assert (tmp_path / "told").read_text("utf-8") == ""
    assert not (tmp_path / "canary").exists()
    if found.code == REFUSED:
        assert (out, err.count("\n")) == ("", 1)
        assert err.startswith("plumbline: ")
    elif "json" in case.argv:
        json.loads(out)
    for words in case.says:
        assert words in out + err
    for words in case.unsaid:
        assert words not in out + err
    assert "\x1b" not in out + err
    assert found.seconds <= case.seconds
    assert found.megabytes <= case.megabytes
    for name in ("in", "home", "stdin"):
        # What a case leaves behind is not to fill the disk of who tests.
        shutil.rmtree(tmp_path / name, ignore_errors=True)
