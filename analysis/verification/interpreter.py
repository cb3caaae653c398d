"""A CPython in a process of its own, under limits, that imports one module after the other."""

from __future__ import annotations

import contextlib
import marshal
import os
import re
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from analysis.verification.value import Happened, Limits, Observed
from analysis.verification.working_copy import WorkingCopy

_HERE = Path(__file__).parent
_TRAILING = re.compile(r" \((?:/[^()]*|unknown location)\)$")
_MOST_OUTPUT = 2_000
_MOST_ANSWER = 64_000
_START_SECONDS = 20.0
_MEGABYTE = 2**20


class Answer(msgspec.Struct, frozen=True):
    """What became of one import, as its process tells it. `hint` as in `child.described`."""

    observed: Observed
    raised_in: str = ""
    hint: str = ""
    stand_ins: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    output: str = ""
    seconds: float = 0.0


class Failed(Exception):
    """The interpreter did not start, or has gone away; the words say why."""


class Interpreter:
    """Started when it is first needed, and again after it had to be ended."""

    def __init__(
        self,
        python: str,
        copy: WorkingCopy,
        limits: Limits,
        roots: Sequence[str],
        installed: Sequence[str],
        absent: Sequence[str],
    ) -> None:
        self.version = ""
        self.means: frozenset[str] = frozenset()
        """The limits and walls that the system has set."""
        self._python = python
        self._copy = copy
        self._limits = limits
        self._config = {
            "folder": copy.folder,
            "top": copy.top,
            "roots": [copy.top if root == "." else f"{copy.top}/{root}" for root in roots],
            "installed": list(installed),
            "absent": list(absent),
            "pycache": copy.bytecode,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._output = b""

    def __enter__(self) -> Interpreter:
        return self

    def __exit__(self, *error: object) -> None:
        self.end()

    def ask(self, module: str, deadline: float) -> Answer:
        """What importing `module` first does; `deadline` is when all has to be done.

        Raises Failed where no interpreter can be started.
        """
        process = self._process or self._start()
        started = time.monotonic()
        until = min(started + self._limits.module_seconds, deadline)
        self._output = b""
        try:
            _send(process, module)
            data = self._receive(process, until)
        except (OSError, EOFError):
            data = None
        seconds = time.monotonic() - started
        if data is None:
            late = time.monotonic() >= until
            self.end()
            observed = Observed(
                Happened.STOPPED if late else Happened.ENDED,
                message="" if late else "it took the interpreter with it",
            )
            return Answer(observed, output=self._shown(), seconds=seconds)
        return _parsed(data, self._copy.top, self._shown(), seconds)

    def end(self) -> None:
        """Ends the process, and all that it has started in its group or its namespace."""
        self.kill()
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        process.wait()

    def kill(self) -> None:
        """Makes the process end; another thread that waits for it sees that it has."""
        process = self._process
        if process is not None and process.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)

    def _start(self) -> subprocess.Popen[bytes]:
        limits = self._limits
        numbers = (
            limits.memory_mb * _MEGABYTE,
            limits.file_mb * _MEGABYTE,
            max(1, round(limits.module_seconds)),
            limits.processes,
        )
        words = [self._python, "-I", "-S", "-B", str(_HERE / "confine.py"), self._copy.folder]
        try:
            process = subprocess.Popen(
                [*words, *map(str, numbers)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd=self._copy.top,
                env=self._environment(),
                start_new_session=True,
            )
        except OSError as error:
            raise Failed(f"{self._python} does not start: {error.strerror}") from error
        self._process = process
        try:
            _send(process, self._config)
            data = self._receive(process, time.monotonic() + _START_SECONDS)
        except (OSError, EOFError):
            data = None
        if data is None:
            self.end()
            words_of_it = self._shown().strip().rpartition("\n")[2]
            raise Failed(f"{self._python} does not start under the limits: {words_of_it}")
        version, _, means = data.decode("utf-8", "replace").partition("\0")
        self.version, self.means = version, frozenset(means.split(","))
        return process

    def _environment(self) -> dict[str, str]:
        """All that the modules see of the environment: nothing of ours."""
        copy = self._copy
        return {
            "HOME": copy.home,
            "TMPDIR": copy.scratch,
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
            # Thread pools of numerical libraries are sized by the machine, and reserve memory.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }

    def _receive(self, process: subprocess.Popen[bytes], until: float) -> bytes | None:
        """An answer; None where it does not come in time. What is printed is read meanwhile."""
        assert process.stdout is not None and process.stderr is not None
        data, wanted = b"", 4
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            selector.register(process.stderr, selectors.EVENT_READ)
            while len(data) < wanted:
                left = until - time.monotonic()
                if left <= 0:
                    return None
                for key, _ in selector.select(left):
                    stream: Any = key.fileobj
                    if stream is process.stderr:
                        chunk = os.read(key.fd, 65536)
                        self._keep(chunk)
                        if not chunk:
                            selector.unregister(stream)
                        continue
                    chunk = os.read(key.fd, wanted - len(data))
                    if not chunk:
                        self._drain(process)
                        raise EOFError
                    data += chunk
                    if len(data) == wanted == 4:
                        wanted += int.from_bytes(data, "big")
                        if wanted > _MOST_ANSWER:
                            raise EOFError
        self._drain(process)
        return data[4:]

    def _drain(self, process: subprocess.Popen[bytes]) -> None:
        """Reads what has been printed by now."""
        assert process.stderr is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stderr, selectors.EVENT_READ)
            for _ in range(64):
                if not selector.select(0):
                    return
                chunk = os.read(process.stderr.fileno(), 65536)
                if not chunk:
                    return
                self._keep(chunk)

    def _keep(self, chunk: bytes) -> None:
        self._output += chunk[: _MOST_OUTPUT - len(self._output)]

    def _shown(self) -> str:
        return self._output.decode("utf-8", "replace").replace(f"{self._copy.top}/", "")


def _send(process: subprocess.Popen[bytes], value: str | dict[str, Any]) -> None:
    assert process.stdin is not None
    data = marshal.dumps(value, 2)
    left = memoryview(len(data).to_bytes(4, "big") + data)
    while left:
        left = left[os.write(process.stdin.fileno(), left) :]


def _parsed(data: bytes, top: str, output: str, seconds: float) -> Answer:
    """An answer from what a module's process wrote: nothing in it is to be trusted."""
    status, fields = int.from_bytes(data[:4], "big"), data[4:].decode("utf-8", "replace")
    parts = fields.split("\0")
    if len(parts) != 10 or parts[0] not in (Happened.OK, Happened.FAILS):
        return Answer(_ended(status), output=output, seconds=seconds)
    outcome, error, message, path, line, stack, raised_in, hint, used, refused = parts
    observed = Observed(Happened.OK)
    if outcome == Happened.FAILS:
        observed = Observed(
            Happened.FAILS,
            error,
            _plain(message, top),
            path or None,
            int(line) if line.isdecimal() and len(line) < 10 else None,
            tuple(filter(None, stack.split("\x1f"))),
        )
    return Answer(
        observed,
        raised_in,
        hint,
        tuple(filter(None, used.split("\x1f"))),
        tuple(filter(None, refused.split("\x1f"))),
        output,
        seconds,
    )


def _plain(message: str, top: str) -> str:
    """A message without the path of the module at its end, and without the copy's folder."""
    return _TRAILING.sub("", message).replace(f"{top}/", "")


def _ended(status: int) -> Observed:
    code = os.waitstatus_to_exitcode(status) if status != 0xFFFFFFFF else 0
    if code == -signal.SIGXCPU:
        return Observed(Happened.STOPPED, message="the limit of CPU time")
    if code == -signal.SIGXFSZ:
        return Observed(Happened.STOPPED, message="the limit of file size")
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return Observed(Happened.ENDED, message=f"the process was ended by {name}")
    return Observed(Happened.ENDED, message=f"the process ended with exit code {code}")
