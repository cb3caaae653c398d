"""CPython as the judge: what importing each module of a small tree really does."""

from __future__ import annotations

import atexit
import functools
import marshal
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import msgspec

Files = Mapping[str, str | bytes]

RUNNING = (sys.version_info[0], sys.version_info[1])
TRAILING = re.compile(r" \((?:/[^()]*|unknown location)\)$")
REFEREE = Path(__file__).with_name("referee.py")
SECONDS = 20


class Verdict(msgspec.Struct, frozen=True):
    """One import: ok, fails, unknown (only we say that), absent, timeout or crashes."""

    outcome: str
    error: str | None = None
    message: str | None = None
    path: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        if self.outcome == "fails":
            return f"{self.error}: {self.message} at {self.path}:{self.line}"
        return self.outcome if self.message is None else f"{self.outcome} ({self.message})"


class Judge:
    """A CPython that answers for one tree after the other, each import in a fork of its own."""

    def __init__(self, python: str) -> None:
        self._process = subprocess.Popen(
            [python, "-E", "-s", "-S", "-B", "-c", REFEREE.read_text()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def ask(
        self, root: Path, modules: Sequence[str], extra: Sequence[str] = (), seconds: int = SECONDS
    ) -> dict[str, Verdict]:
        """What importing each of `modules` first does; `extra` stands behind `root` on sys.path."""
        assert self._process.stdin and self._process.stdout
        request = marshal.dumps((str(root), list(modules), list(extra), seconds), 2)
        self._process.stdin.write(len(request).to_bytes(4, "big") + request)
        self._process.stdin.flush()
        size = int.from_bytes(self._process.stdout.read(4), "big")
        rows = marshal.loads(self._process.stdout.read(size))
        return {
            module: Verdict(outcome, error, normal(message, root), path, line)
            for module, (outcome, error, message, path, line) in zip(modules, rows, strict=True)
        }

    def close(self) -> None:
        self._process.communicate()


def normal(message: str | None, root: Path | None = None) -> str | None:
    """`message` without the path at its end, and without the folder that the tree stands in."""
    if message is None:
        return None
    message = TRAILING.sub("", message)
    return message if root is None else message.replace(f"{root}/", "")


@functools.cache
def judge(python: str = sys.executable) -> Judge:
    """The judge that runs on `python`: started once, ended with this process."""
    started = Judge(python)
    atexit.register(started.close)
    return started


@functools.cache
def interpreter(version: tuple[int, int]) -> str | None:
    """A CPython of that version on this machine, if there is one."""
    if version == RUNNING:
        return sys.executable
    return next((python for python in _candidates(version) if _is_version(python, version)), None)


def _candidates(version: tuple[int, int]) -> Iterator[str]:
    name = f"python{version[0]}.{version[1]}"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from map(str, sorted(pyenv.glob(f"versions/{version[0]}.{version[1]}.*/bin/{name}")))
    found = shutil.which(name)
    if found:
        yield found


def _is_version(python: str, version: tuple[int, int]) -> bool:
    code = "import sys; print(*sys.version_info[:2])"
    done = subprocess.run([python, "-S", "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.split() == [str(part) for part in version]


@contextmanager
def on_disk(files: Files, folders: Iterable[str] = ()) -> Iterator[Path]:
    """The tree as real files, for as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix="differential-") as folder:
        root = Path(folder).resolve()
        for name in folders:
            (root / name).mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        yield root


def entries(files: Files, folders: Iterable[str] = ()) -> tuple[str, ...]:
    """Every module that the tree gives when its top is on sys.path: files, packages, folders."""
    found = set()
    for name in (*files, *(f"{folder}/" for folder in folders)):
        path = PurePosixPath(name)
        if name.endswith(".py"):
            parts = path.with_suffix("").parts
            if parts[-1] == "__init__":
                parts = parts[:-1]
        else:
            parts = path.parts if name.endswith("/") else path.parts[:-1]
        while parts and all(part.isidentifier() for part in parts) and "__pycache__" not in parts:
            found.add(".".join(parts))
            parts = parts[:-1]
    return tuple(sorted(found))


def cpython(
    files: Files, folders: Iterable[str] = (), version: tuple[int, int] = RUNNING
) -> dict[str, Verdict]:
    """CPython's answer for every module of the tree."""
    python = interpreter(version)
    assert python, f"no CPython {version} on this machine"
    folders = tuple(folders)
    with on_disk(files, folders) as root:
        answers = judge(python).ask(root, entries(files, folders))
    return {name: verdict for name, verdict in answers.items() if not _unreachable(name, verdict)}


def _unreachable(name: str, verdict: Verdict) -> bool:
    """No module of the tree at all: a stronger file of the same name hides it."""
    return (
        verdict.error == "ModuleNotFoundError"
        and verdict.path is None
        and (verdict.message or "").startswith(f"No module named '{name}'")
    )
