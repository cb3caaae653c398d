"""Modules that are out to do harm: the verification ends, says so, and leaves nothing behind."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest

from analysis.pipeline import Options, analyze
from analysis.sources.directory import open_directory
from analysis.sources.tree import MemoryTree
from analysis.verification.value import Happened, Limits, ModuleVerdict, Verdict, Verification
from analysis.verification.verify import verify

OUTSIDE = "PLACE-OUTSIDE"
HOSTILE = {
    "allocates": "held = bytearray(4 << 30)\n",
    "writes_much": (
        "with open('big', 'wb') as file:\n"
        "    for _ in range(64):\n"
        "        file.write(bytes(1 << 20))\n"
    ),
    "forks": (
        "import os, time\n"
        "for _ in range(10):\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        if os.fork() == 0:\n"
        "            time.sleep(600)\n"
        "        os._exit(0)\n"
    ),
    "forks_and_goes_on": "import os\nchild = os.fork()\n",
    "connects": "import socket\nsocket.create_connection(('127.0.0.1', 9), 1)\n",
    "starts_a_program": (
        "import subprocess\nsubprocess.run(['sh', '-c', 'echo x > PLACE-OUTSIDE'], check=True)\n"
    ),
    "reads_secrets": (
        "import os\n"
        "secrets = sorted(set(os.environ) - {'HOME', 'TMPDIR', 'PATH', 'LANG', 'LC_CTYPE'})\n"
        "print(secrets, os.environ['HOME'].startswith(os.path.dirname(os.getcwd())))\n"
    ),
    "writes_outside": "with open('PLACE-OUTSIDE', 'w') as file:\n    file.write('x')\n",
    "removes_outside": "import os\nos.remove('PLACE-OUTSIDE-2')\n",
    "prints_much": "for _ in range(20_000):\n    print('x' * 200)\n",
    "exits": "import os\nos._exit(0)\n",
    "system_exit": "raise SystemExit(0)\n",
    "interrupts": "raise KeyboardInterrupt\n",
    "replaces_stdout": "import sys\nsys.stdout = sys.stderr = None\n",
    "asks": "answer = input()\n",
    "deletes_all": "import os, shutil\nshutil.rmtree(os.getcwd())\n",
    "edits_another": "with open('zz_victim.py', 'w') as file:\n    file.write('raise OSError')\n",
    "digs": (
        "import os\n"
        "for _ in range(30):\n    os.mkdir('d' * 200)\n    os.chdir('d' * 200)\n"
        "os.chmod('.', 0)\n"
    ),
    "kills": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n",
    "crashes": "import ctypes\nctypes.string_at(0)\n",
    "closes_all": "import os\nos.closerange(0, 256)\n",
    "lies": (
        "import os\n"
        "for number in range(3, 64):\n"
        "    try:\n        os.write(number, b'\\xff' * 3000)\n    except OSError:\n        pass\n"
    ),
    "breaks_builtins": "import builtins\nbuiltins.str = builtins.type = builtins.tuple = None\n",
    "hostile_error": (
        "class Bad(Exception):\n    def __str__(self):\n        raise SystemError\n\nraise Bad\n"
    ),
    "locks": "import multiprocessing\nlock = multiprocessing.Lock()\n",
    "zz_victim": "x = 1\n",
}
ENDLESS = {
    "loops": "while True:\n    pass\n",
    "sleeps": "import time\ntime.sleep(600)\n",
    "waits_for_a_child": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)\nos.wait()\n"
    ),
}
LIMITS = Limits(memory_mb=1024, file_mb=4)


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outside")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory, outside: Path) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (outside / "file-2").write_text("stays")
    for name, text in HOSTILE.items():
        place = str(outside / "file")
        text = text.replace(f"{OUTSIDE}-2", f"{place}-2").replace(OUTSIDE, place)
        (folder / f"{name}.py").write_text(text)
    return folder


@pytest.fixture(scope="module")
def done(tree: Path) -> Verification:
    os.environ["PLUMBLINE_TEST_SECRET"] = "secret"
    try:
        return verify(analyze(open_directory(tree), Options(jobs=1)), sorted(HOSTILE), LIMITS)
    finally:
        del os.environ["PLUMBLINE_TEST_SECRET"]


def of(done: Verification, module: str) -> ModuleVerdict:
    return next(one for one in done.modules if one.module == module)


def system(done: Verification, name: str) -> bool:
    return next(one.complete for one in done.protections if one.name == name)


def test_what_does_not_end_is_stopped_and_decides_nothing() -> None:
    found = verify(
        analyze(MemoryTree({f"{name}.py": text for name, text in ENDLESS.items()})),
        sorted(ENDLESS),
        Limits(module_seconds=0.5),
    )
    assert {one.observed.happened for one in found.modules} == {Happened.STOPPED}
    assert {one.verdict for one in found.modules} == {Verdict.UNDECIDED}
    nothing_is_left()


@pytest.mark.parametrize(
    ("module", "part"),
    [
        ("allocates", "limit of memory"),
        ("writes_much", "limit of file size"),
        ("connects", "network"),
        ("writes_outside", "write "),
        ("removes_outside", "write "),
    ],
)
def test_what_the_limits_bring_about_is_no_disagreement(
    module: str, part: str, done: Verification
) -> None:
    found = of(done, module)
    assert found.observed.happened is Happened.FAILS
    assert found.verdict is Verdict.UNDECIDED
    assert part in found.reason


def test_nothing_outside_is_written(done: Verification, outside: Path) -> None:
    assert (outside / "file-2").read_text() == "stays"
    if system(done, "files outside of the copy"):
        assert [path.name for path in outside.iterdir()] == ["file-2"]


@pytest.mark.parametrize("module", ["exits", "crashes"])
def test_a_process_that_ends_without_an_answer_is_told(module: str, done: Verification) -> None:
    assert of(done, module).observed.happened in (Happened.ENDED, Happened.OK)
    if module == "exits":
        assert of(done, module).observed.message == "the process ended with exit code 0"
    if module == "crashes":
        assert "SIGSEGV" in str(of(done, module).observed.message)


@pytest.mark.parametrize(
    ("module", "error"),
    [("system_exit", "SystemExit"), ("interrupts", "KeyboardInterrupt"), ("asks", "EOFError")],
)
def test_an_exit_is_an_error_like_others(module: str, error: str, done: Verification) -> None:
    assert of(done, module).observed.happened is Happened.FAILS
    assert of(done, module).observed.error == error


def test_secrets_are_not_handed_down(done: Verification) -> None:
    shown = of(done, "reads_secrets").output
    assert shown.endswith("True\n")
    assert "SECRET" not in shown
    assert "PLUMBLINE" not in shown


def test_output_is_read_and_cut(done: Verification) -> None:
    found = of(done, "prints_much")
    assert found.verdict is Verdict.AGREE
    assert found.output.startswith("xxx")
    assert len(found.output) <= 2_000


@pytest.mark.parametrize(
    "module", ["forks", "forks_and_goes_on", "replaces_stdout", "closes_all", "breaks_builtins"]
)
def test_these_have_an_answer_or_none_but_never_another_one(
    module: str, done: Verification
) -> None:
    assert of(done, module).observed.happened in (Happened.OK, Happened.ENDED)


def test_a_copy_that_was_spoilt_is_mended(done: Verification, tree: Path) -> None:
    assert of(done, "zz_victim").verdict is Verdict.AGREE
    spoilt = [note for note in done.notes if "changed files of the copy" in note]
    assert any("deletes_all" in note for note in spoilt)
    assert any("edits_another" in note and "zz_victim.py" in note for note in spoilt)
    assert {path.stem for path in tree.iterdir()} == set(HOSTILE)


def test_locks_between_processes_work_where_they_are_apart(done: Verification) -> None:
    found = of(done, "locks").verdict
    assert found is (Verdict.AGREE if system(done, "other processes") else found)


def test_nothing_is_left_behind(done: Verification) -> None:
    assert done.modules
    nothing_is_left()


def nothing_is_left() -> None:
    assert not list(Path(tempfile.gettempdir()).glob(f"plumbline-verify-{os.getpid()}-*"))
    for _ in range(200):
        if not running():
            return
        time.sleep(0.05)  # what is killed may need a moment to go
    raise AssertionError(running())


def running() -> list[bytes]:
    """The processes of verifications that this one has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
            place = str((folder / "cwd").readlink())
        except OSError:
            continue
        if b"verification/child.py" in words and f"verify-{os.getpid()}-" in place:
            found.append(words)
    return found
