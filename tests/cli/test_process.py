"""What only a process of its own can show: exit codes, pipes, terminals."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from analysis.__main__ import run as run_command
from analysis.cli import audit, main
from analysis.cli.app import App
from tests.cli.conftest import Repo, Run

ROOT = Path(__file__).parents[2]


def process(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "analysis", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | environment,
        timeout=120,
        check=False,
    )


def test_the_module_is_the_command(repo: Repo) -> None:
    folder = repo()
    done = process("audit", folder, "--format", "json", "--no-cache", "--fail-on", "never")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["schema_version"] == 1
    assert process("audit", folder).returncode == 1
    assert process("audit", folder / "gone").returncode == 2


def test_a_terminal_that_speaks_only_ascii_is_no_obstacle(repo: Repo) -> None:
    folder = repo({"módulo.py": "from otro import perdido\n", "otro.py": ""})
    done = process("audit", folder, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert "m\\xf3dulo.py:1" in done.stdout


def test_a_reader_that_goes_away_leaves_the_exit_code(repo: Repo) -> None:
    folder = repo(
        {f"m{number}.py": "from base import gone\n" for number in range(500)} | {"base.py": ""}
    )
    with subprocess.Popen(
        [sys.executable, "-m", "analysis", "audit", str(folder), "--format", "json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None and child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(120) == 1


def test_an_interrupt_is_130(monkeypatch: pytest.MonkeyPatch, repo: Repo, run: Run) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(audit, "analysis_of_tree", interrupted)
    said = run("audit", repo())
    assert (said.code, said.out, said.err) == (130, "", "")


def test_a_fault_of_ours_never_looks_like_findings(
    monkeypatch: pytest.MonkeyPatch, repo: Repo, run: Run
) -> None:
    def faulty(*_: object) -> None:
        raise AssertionError("a fault")

    monkeypatch.setattr(audit, "analysis_of_tree", faulty)
    said = run("audit", repo())
    assert said.code == 2
    assert said.err.startswith("Traceback")


def test_progress_is_for_terminals(monkeypatch: pytest.MonkeyPatch, repo: Repo, run: Run) -> None:
    folder = repo()
    assert run("audit", folder).err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    shown = run("audit", folder, "--no-cache").err
    assert "reading files" in shown
    assert shown.endswith("\r\x1b[K")


def test_the_version_and_the_help_are_no_misuse(capfd: pytest.CaptureFixture[str]) -> None:
    for words in (["--version"], ["--help"], ["audit", "--help"]):
        with pytest.raises(SystemExit) as stop:
            main(words)
        assert stop.value.code == 0
    assert "plumbline" in capfd.readouterr().out


def test_the_app_is_served_on_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    words = App(path=None, port=8600).command(ROOT / "app.py")
    assert words[:5] == [sys.executable, "-P", "-m", "streamlit", "run"]
    assert words[words.index("--server.address") + 1] == "127.0.0.1"
    assert words[words.index("--server.port") + 1] == "8600"
    assert words[words.index("--server.headless") + 1] == "true"
    monkeypatch.setenv("DISPLAY", ":0")
    assert "--server.headless" not in App(path=None, port=None).command(ROOT / "app.py")


HEAVY = ("networkx", "libcst", "pandas", "streamlit", "jinja2", "analysis.pipeline")


@pytest.mark.parametrize("words", [["--help"], ["audit", "--help"], ["audit", "no/such/folder"]])
def test_what_is_not_needed_is_not_loaded(words: list[str]) -> None:
    program = (
        "import contextlib, sys\n"
        "from analysis.cli import main\n"
        f"with contextlib.suppress(SystemExit): main({words!r})\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules], sep=',', file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == ""


def test_the_installed_command_is_the_module() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    home, _, name = scripts["plumbline"].partition(":")
    assert getattr(importlib.import_module(home), name) is run_command
