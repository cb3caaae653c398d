"""`plumbline app`: the app in a child process, on this machine only."""

from __future__ import annotations

import argparse
import importlib.util
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec

from analysis.cli.journal_place import has_any
from analysis.cli.misuse import Misuse
from analysis.sources.directory import open_directory
from analysis.sources.git_revision import resolve_revision
from analysis.sources.named import is_address, split_revision
from analysis.sources.remote_url import parse_remote

PATH_VARIABLE = "PLUMBLINE_PATH"
FOLDER_VARIABLE = "PLUMBLINE_FOLDER"
"""Where relative paths count from."""


class App(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of `app`."""

    path: str | None
    port: int | None

    def run(self) -> int:
        """Serves until it is interrupted; the exit code is the server's."""
        script = Path(__file__).parents[2] / "app.py"
        if not script.is_file() or importlib.util.find_spec("streamlit") is None:
            raise Misuse("the app is not installed here: pip install -r requirements.txt")
        environment = {**os.environ, FOLDER_VARIABLE: str(Path.cwd())}
        if self.path is not None:
            environment[PATH_VARIABLE] = _begun(self.path)
        # So that the server never outlives us: the exit below runs `finally`.
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        # Started from our own folder: of the one it runs in Streamlit reads settings, and secrets
        # that become variables of the environment.
        server = subprocess.Popen(self.command(script), env=environment, cwd=script.parent)
        try:
            return server.wait()
        except KeyboardInterrupt:
            # The terminal has sent the signal to the server too.
            server.wait()
            raise
        finally:
            if server.poll() is None:
                server.terminate()
                server.wait()

    def command(self, script: Path) -> list[str]:
        """The words that start the server."""
        options = ["--server.address", "127.0.0.1", "--browser.gatherUsageStats", "false"]
        if self.port is not None:
            options += ["--server.port", str(self.port)]
        if not _has_display():
            options += ["--server.headless", "true"]
        # -P: the working directory is most often the repository, which may have a `streamlit` too.
        return [sys.executable, "-P", "-m", "streamlit", "run", str(script), *options]


def _begun(path: str) -> str:
    """What the app opens first. Raises SourceError where that can't be."""
    if is_address(path):
        return str(parse_remote(path))
    found = split_revision(path)
    if found is not None:
        folder, revision = found
        resolve_revision(folder, revision)
        return f"{Path(folder).expanduser().resolve()}@{revision}"
    if has_any():
        from analysis.cli.recovery import recover

        recover(path)
    open_directory(path)
    return str(Path(path).expanduser().resolve())


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH and the options of `app`."""
    parser.add_argument(
        "path",
        nargs="?",
        metavar="PATH",
        help="what to open first: a folder, REPO@REV, or https://HOST/REPO[@REV]",
    )
    parser.add_argument("--port", type=_port, metavar="N", help="the port (default: 8501)")


def _has_display() -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 1 to 65535")
    return int(text)
