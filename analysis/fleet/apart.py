"""One job in a process of its own, with a limit of time: whatever becomes of it, we go on."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from analysis.fleet.child import LENGTH_BYTES
from analysis.fleet.coding import encode
from analysis.fleet.job import Died, Refused

_TOP = str(Path(__file__).parents[2])


def run_apart(job: bytes, timeout: float) -> bytes:
    """The answer to a job, encoded: Died where its process dies, Refused after `timeout` seconds.

    It may be called in any thread of any process.
    """
    return Apart(job, timeout).answer()


class Apart:
    """The process of one job. `stop` may be called from another thread than `answer`."""

    def __init__(self, job: bytes, timeout: float) -> None:
        self._job = job
        self._timeout = timeout
        self._is_late = False
        self._is_stopped = False
        self._process: subprocess.Popen[bytes] | None = None

    def answer(self) -> bytes:
        """Starts the process and waits for it."""
        try:
            # -P: the working directory, which may be anybody's, is no place to import from. In a
            # group of its own: an interrupt at the terminal reaches us, and we end it.
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "analysis.fleet.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
        except OSError as error:
            return encode(Died(f"its process did not start: {error.strerror}"))
        self._process = process
        timer = threading.Timer(self._timeout, self._come_late)
        timer.daemon = True
        # Popen closes the pipes; what is left in one to a process that has gone does not matter.
        with contextlib.suppress(BrokenPipeError), process:
            try:
                timer.start()
                said = self._talk(process)
                process.wait()
            finally:
                timer.cancel()
                process.kill()
        if self._is_late:
            return encode(Refused(f"it took longer than {self._timeout:g} seconds"))
        if process.returncode or not said:
            return encode(Died(_cause(process.returncode)))
        return said

    def stop(self) -> None:
        """Ends the process; `answer` then returns soon, with nothing that is of use."""
        self._is_stopped = True
        if self._process is not None:
            self._process.kill()

    def _talk(self, process: subprocess.Popen[bytes]) -> bytes:
        assert process.stdin is not None and process.stdout is not None
        if self._is_stopped:
            return b""
        try:
            process.stdin.write(len(self._job).to_bytes(LENGTH_BYTES, "big") + self._job)
            process.stdin.flush()
        except BrokenPipeError:
            return b""
        return process.stdout.read()

    def _come_late(self) -> None:
        self._is_late = True
        self.stop()


def _environment() -> dict[str, str]:
    """Ours, so that the process finds what we are made of."""
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([_TOP, known] if known else [_TOP])}


def _cause(code: int) -> str:
    if code >= 0:
        return f"its process ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    # What the system does to those that take too much.
    perhaps = ", perhaps for want of memory" if name == "SIGKILL" else ""
    return f"its process was killed ({name}){perhaps}"
