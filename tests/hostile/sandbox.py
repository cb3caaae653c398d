"""A process that answers hostile cases, each in a fork of its own, watched and within limits.

It prints one line of JSON a case. Nothing here is imported by the tests themselves.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import re
import resource
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
WALL_SECONDS = 60
ADDRESS_SPACE = 3 * 2**29
"""What no answer may ask for, whatever it then uses of it."""

# All that a command loads when it is first needed: afterwards, loading is suspicious.
_STAGES = (
    "analysis.cli.audit",
    "analysis.cli.audit_report",
    "analysis.cli.baseline",
    "analysis.cli.cache",
    "analysis.cli.compare",
    "analysis.cli.explain",
    "analysis.cli.fix",
    "analysis.cli.graph",
    "analysis.cli.kept_report",
    "analysis.cli.recovery",
    "analysis.cli.triage",
    "analysis.cli.writing",
    "analysis.extract.cache.facts",
    "analysis.fixes.plan",
    "analysis.pipeline",
    "analysis.sources.archive",
    "analysis.sources.git_objects",
)

_RUNS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile")
_REACHES = ("socket.connect", "socket.bind", "socket.gethost", "ctypes.")
_DIGITS = re.compile(r"[0-9a-fx.:]+|localhost", re.IGNORECASE)
_WRITES = {
    "os.chmod": 1,
    "os.chown": 1,
    "os.link": 2,
    "os.mkdir": 1,
    "os.remove": 1,
    "os.rename": 2,
    "os.rmdir": 1,
    "os.symlink": 2,
    "os.truncate": 1,
    "os.utime": 1,
    "os.setxattr": 1,
    "shutil.rmtree": 1,
    "shutil.move": 2,
}
"""Events that change a file, and how many paths they begin with."""
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Watch:
    """An audit hook: what may not happen while an answer is found is written to `told`."""

    def __init__(self, folder: Path, told: int) -> None:
        self._inside = os.path.realpath(folder / "in")
        self._allowed = tuple(
            os.path.realpath(folder / name) + os.sep for name in ("out", "home", "tmp")
        )
        self._told = told

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        if event == "socket.getaddrinfo":
            # An address in digits is only read, and nobody is asked for it.
            if not _DIGITS.fullmatch(str(args[0])):
                self._tell(event, args)
        elif event in _RUNS or event.startswith(_REACHES):
            self._tell(event, args)
        elif event == "exec":
            name = getattr(args[0], "co_filename", "")
            if name in ("<file>", "<unknown>") or self._is_inside(name):
                self._tell(event, args)
        elif event == "import":
            # What an import statement found: (module, file, path, ...).
            if args[1] is not None and self._is_inside(args[1]):
                self._tell(event, args)
        elif event == "open":
            path, mode, flags = args
            writing = isinstance(mode, str) and set(mode) & set("wax+")
            if (writing or (isinstance(flags, int) and flags & _WRITING)) and not isinstance(
                path, int
            ):
                self._written(event, path)
        elif event in _WRITES:
            for path in args[: _WRITES[event]]:
                # Last, where a path counts from a folder that is open, stands that folder.
                self._written(event, path, args[-1])

    def _written(self, event: str, path: object, folder: object = -1) -> None:
        if isinstance(path, int) or not isinstance(path, str | bytes | os.PathLike):
            return
        name = os.fsdecode(path)
        if isinstance(folder, int) and folder >= 0 and not name.startswith("/"):
            name = f"{Path(f'/proc/self/fd/{folder}').readlink()}/{name}"
        name = os.path.abspath(name)  # noqa: PTH100
        if name != os.devnull and not f"{name}{os.sep}".startswith(self._allowed):
            self._tell(event, (name,))

    def _is_inside(self, name: object) -> bool:
        # Not `Path.resolve`: that would look at the disk, for every event.
        return isinstance(name, str) and os.path.abspath(name).startswith(self._inside)  # noqa: PTH100

    def _tell(self, event: str, args: tuple[object, ...]) -> None:
        os.write(self._told, f"{event} {args!r}\n".encode("utf-8", "backslashreplace")[:400])


def answer(folder: Path, argv: Sequence[str], stdin: bytes) -> int:
    """Runs one command in `folder`, and leaves what it said there."""
    from analysis.cli import main

    os.chdir(folder)
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin))
    with (
        Path("stdout").open("w", encoding="utf-8") as out,
        Path("stderr").open("w", encoding="utf-8") as err,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        told = os.open("told", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        sys.addaudithook(Watch(folder, told))
        try:
            return main(argv)
        except SystemExit as left:
            return left.code if isinstance(left.code, int) else 2


def limit(seconds: float) -> None:
    """Ends this process where it needs far more than it may."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    most = int(seconds) * 3 + 2
    resource.setrlimit(resource.RLIMIT_CPU, (most, most + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(table: str, name: str, folder: Path) -> dict[str, object]:
    """One case in a fork: its exit code or the signal that ended it, seconds and megabytes."""
    case = importlib.import_module(table).CASES[name]
    for each in ("out", "home", "tmp"):
        (folder / each).mkdir(mode=0o700, exist_ok=True)
    made = os.fork()
    if made == 0:
        code = 70
        try:
            os.setsid()
            os.environ |= {"XDG_CACHE_HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp")}
            case.make(folder)
            before = resource.getrusage(resource.RUSAGE_SELF)
            limit(case.seconds)
            stdin = folder / "stdin"
            code = answer(folder, case.argv, stdin.read_bytes() if stdin.is_file() else b"")
            sys.stdout.flush()
            used = before.ru_utime + before.ru_stime
            (folder / "out/making").write_text(str(used))
        except BaseException as error:
            (folder / "died").write_text(repr(error))
        finally:
            os._exit(code)
    status, usage = _wait(made)
    making = folder / "out/making"
    spent = usage.ru_utime + usage.ru_stime
    return {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": spent - (float(making.read_text()) if making.is_file() else 0),
        "megabytes": usage.ru_maxrss // 1024,
    }


def _wait(process: int) -> tuple[int, resource.struct_rusage]:
    deadline = time.monotonic() + WALL_SECONDS
    while True:
        ended, status, usage = os.wait4(process, os.WNOHANG)
        if ended:
            return status, usage
        if time.monotonic() > deadline:
            os.killpg(process, signal.SIGKILL)
            _, status, usage = os.wait4(process, 0)
            return status, usage
        time.sleep(0.005)


def serve() -> None:
    """Answers the cases that standard input names: `table name folder`, as JSON, a line each."""
    for stage in _STAGES:
        importlib.import_module(stage)
    # So that a fork does not copy what it only counts.
    gc.freeze()
    for line in sys.stdin:
        table, name, folder = json.loads(line)
        print(json.dumps(run(table, name, Path(folder))), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    serve()
