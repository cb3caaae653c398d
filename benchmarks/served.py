"""The application on a port of its own, and a browser to look at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from benchmarks.process import ProgramFailed

ROOT = Path(__file__).parents[1]
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run")
COMMAND = (
    *(sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")),
    *("--server.headless", "true"),
)


class Server(NamedTuple):
    """A server that runs."""

    address: str
    process: int
    """The number that the system gives it."""


@contextmanager
def served(repository: Path, cache: Path) -> Iterator[str]:
    """The address of a server that opens with `repository` and keeps what it learns in `cache`."""
    with started(repository, cache) as server:
        yield server.address


@contextmanager
def started(
    repository: Path, cache: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """The same, with more in its environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*COMMAND, "--server.port", str(port)],
        env=os.environ
        | {"PLUMBLINE_PATH": str(repository), "XDG_CACHE_HOME": str(cache)}
        | dict(environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=cache,
    )
    try:
        assert server.stdout is not None
        if not any("URL:" in line for line in server.stdout):
            raise ProgramFailed("the app did not start")
        yield Server(f"http://127.0.0.1:{port}", server.pid)
    finally:
        server.terminate()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium without a window: the one in PLUMBLINE_CHROMIUM, or on the PATH."""
    named = os.environ.get("PLUMBLINE_CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise ProgramFailed("no Chromium: name one in PLUMBLINE_CHROMIUM")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
