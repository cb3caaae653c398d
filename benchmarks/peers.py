"""The other tools: where each is found, and how it is told to do what comes nearest to ours."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.contenders import Contender
from benchmarks.process import Command, environment

PYLINT_USAGE_ERROR = 32
"""Below this, the bits of pylint's exit code say which kinds of messages it printed."""

GRIMP = """
import sys, grimp
grimp.build_graph(*sys.argv[2:], cache_dir=sys.argv[1] or None, include_external_packages=True)
"""

ONE_CONTRACT = """\
[importlinter]
root_packages =
    {packages}

[importlinter:contract:acyclic]
name = No cycles between siblings
type = acyclic_siblings
ancestors =
    {packages}
"""

TACH = """\
source_roots = ["."]
exclude = []
"""


class Setting(NamedTuple):
    """One tree to run a tool on: its top, its packages, and a folder for what a tool keeps."""

    folder: Path
    packages: tuple[str, ...]
    scratch: Path


class Peer(NamedTuple):
    """A tool, the program that starts it, and how to make its contender out of that."""

    name: str
    program: str
    contender: Callable[[tuple[str, ...], Setting], Contender]


class Found(NamedTuple):
    """A peer that is there: the words that start it, and its version."""

    peer: Peer
    start: tuple[str, ...]
    version: str


def find_peers(
    venv: Path | None, skip: Sequence[str] = ()
) -> tuple[tuple[Found, ...], tuple[str, ...]]:
    """(Those that are there, the names of those that are not), without those to skip."""
    found, missing = [], []
    for peer in PEERS:
        if peer.name in skip:
            continue
        start = _start(peer, venv)
        if start is None:
            missing.append(peer.name)
        else:
            found.append(Found(peer, start, _version(peer, start)))
    return tuple(found), tuple(missing)


def _start(peer: Peer, venv: Path | None) -> tuple[str, ...] | None:
    """From the given environment, or the running one, or PATH."""
    folders = [venv / "bin", venv / "node_modules/.bin"] if venv else []
    folders.append(Path(sys.executable).parent)
    if peer.program == "python":
        if venv and _has_module(venv / "bin/python", peer.name):
            return (str(venv / "bin/python"),)
        return (sys.executable,) if _installed(peer.name) else None
    places = os.pathsep.join([*map(str, folders), os.environ.get("PATH", os.defpath)])
    program = shutil.which(peer.program, path=places)
    return (program,) if program else None


def _installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def _has_module(python: Path, module: str) -> bool:
    return (
        python.exists()
        and not subprocess.run(
            (python, "-c", f"import {module}"), capture_output=True, check=False
        ).returncode
    )


def _version(peer: Peer, start: tuple[str, ...]) -> str:
    script = f"import importlib.metadata as m; print(m.version({peer.name!r}))"
    ask = ("-c", script) if peer.program == "python" else ("--version",)
    try:
        done = subprocess.run(
            (*start, *ask), capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    told = re.search(r"\d+\.\d[\w.]*", done.stdout or done.stderr)
    return told[0] if told else ""


def _grimp(start: tuple[str, ...], at: Setting) -> Contender:
    script = (*start, "-c", GRIMP)
    within = _importable(at)
    cold = Command((*script, "", *at.packages), 1, at.folder, within)
    warm = Command((*script, str(at.scratch / "grimp"), *at.packages), 1, at.folder, within)
    return Contender("grimp, the graph alone", (cold,), (warm,))


def _import_linter(start: tuple[str, ...], at: Setting) -> Contender:
    config = at.scratch / "contracts.ini"
    config.write_text(ONE_CONTRACT.format(packages="\n    ".join(at.packages)), "utf-8")
    words = (*start, str(config), "--no-logo")
    keep = ("--cache-dir", str(at.scratch / "import_linter"))
    within = _importable(at)
    # 1 is a broken contract, and also a failure: only what it says tells them apart.
    return Contender(
        "import-linter, acyclic siblings",
        (Command((*words, "--no-cache"), 2, at.folder, within, "Contracts: "),),
        (Command((*words, *keep), 2, at.folder, within, "Contracts: "),),
    )


def _ruff(start: tuple[str, ...], at: Setting) -> Contender:
    words = (*start, "analyze", "graph", "--isolated", ".")
    return Contender("ruff analyze graph", (Command(words, 1, at.folder),))


def _tach(start: tuple[str, ...], at: Setting) -> Contender:
    (at.folder / "tach.toml").write_text(TACH, "utf-8")
    return Contender("tach map", (Command((*start, "map"), 1, at.folder),))


def _pydeps(start: tuple[str, ...], at: Setting) -> Contender:
    options = ("--no-config", "--no-output", "--show-deps", "--nodot", "--max-bacon", "0")
    within = _importable(at)
    return Contender(
        "pydeps, the graph alone",
        tuple(Command((*start, name, *options), 1, at.folder, within) for name in at.packages),
    )


def _ty(start: tuple[str, ...], at: Setting) -> Contender:
    words = (*start, "check", "--exit-zero", "--output-format", "concise", "--no-progress", ".")
    return Contender("ty, type check", (Command(words, 1, at.folder),))


def _pyrefly(start: tuple[str, ...], at: Setting) -> Contender:
    # Without a configuration it would check less than it does by default.
    options = ("--preset", "default", "--output-format", "min-text", "--progress-bar", "no")
    words = (*start, "check", *options, ".")
    return Contender("pyrefly, type check", (Command(words, 2, at.folder),))


def _pyright(start: tuple[str, ...], at: Setting) -> Contender:
    return Contender("pyright, type check", (Command((*start, "."), 2, at.folder),))


def _pylint(start: tuple[str, ...], at: Setting) -> Contender:
    rules = (
        f"--rcfile={os.devnull}",
        "--persistent=n",
        "--disable=all",
        "--enable=cyclic-import,import-error,no-name-in-module",
    )
    words = (*start, *rules, *at.packages)
    return Contender("pylint, import rules", (Command(words, PYLINT_USAGE_ERROR, at.folder),))


def _importable(at: Setting) -> Mapping[str, str]:
    return environment() | {"PYTHONPATH": str(at.folder)}


PEERS = (
    Peer("grimp", "python", _grimp),
    Peer("import-linter", "lint-imports", _import_linter),
    Peer("ruff", "ruff", _ruff),
    Peer("tach", "tach", _tach),
    Peer("pydeps", "pydeps", _pydeps),
    Peer("ty", "ty", _ty),
    Peer("pyrefly", "pyrefly", _pyrefly),
    Peer("pyright", "pyright", _pyright),
    Peer("pylint", "pylint", _pylint),
)
