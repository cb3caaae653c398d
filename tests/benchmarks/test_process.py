from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import memory
from benchmarks.process import Command, ProgramFailed, measure


def python(script: str, failing: int = 1) -> Command:
    return Command((sys.executable, "-c", script), failing)


def test_a_program_that_fails_says_its_last_words() -> None:
    with pytest.raises(ProgramFailed, match="exit code 3: no such thing"):
        measure([python("import sys; print('no such thing', file=sys.stderr); sys.exit(3)")])


def test_an_exit_code_below_the_failing_one_is_a_verdict() -> None:
    assert measure([python("raise SystemExit(3)", failing=4)]).wall > 0


def test_a_verdict_says_what_a_failure_does_not() -> None:
    kept = Command((sys.executable, "-c", "print('kept: 3'); raise SystemExit(1)"), 2, says="kept:")
    assert measure([kept]).wall > 0
    with pytest.raises(ProgramFailed, match="exit code 1: kept: 3"):
        measure([kept._replace(says="broken:")])


def test_a_program_that_takes_too_long_is_ended_with_its_children(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    child = f"import time, pathlib; time.sleep(2.5); pathlib.Path({str(mark)!r}).touch()"
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with pytest.raises(ProgramFailed, match="> 1 s"):
        measure([python(script)], timeout=1)
    time.sleep(2)
    assert not mark.exists()


def test_several_programs_cost_what_they_cost_together(tmp_path: Path) -> None:
    output = tmp_path / "said"
    one = python("import time; time.sleep(0.2); print('x')")
    assert measure([one, one], output=output).wall >= 0.4
    assert output.read_text() == "x\n"


@pytest.mark.skipif(not memory.told_here(), reason="only Linux tells the proportional set size")
def test_memory_is_that_of_all_processes_and_shared_pages_count_once() -> None:
    held = 60_000_000
    keep = f"kept = bytes(range(256)) * ({held} // 256)"
    alone = memory_of(keep)
    shared = memory_of(f"{keep}; os.fork()")
    twice = memory_of(f"os.fork(); {keep}")
    assert held < alone < shared < held + alone
    assert twice > 2 * held


def memory_of(script: str) -> int:
    """What a program and its children hold when each of them has said that it is there."""
    words = f"import os, sys; {script}; os.write(1, b'x'); sys.stdin.read()"
    with subprocess.Popen(
        (sys.executable, "-c", words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as program:
        assert program.stdout is not None
        program.stdout.read(1 + script.count("fork"))
        return memory.held_by(program.pid, set())


def test_a_program_is_watched_while_it_runs() -> None:
    assert measure([python("import time; kept = bytes(range(256)) * 80_000; time.sleep(1)")]).peak
