"""Print the path of a Chromium that runs; install one where the machine has none.

Prints an empty line, and says so on stderr, where none is to be had: the tests that need a browser
are then skipped on a developer's machine. With CI set that is an error.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def candidates() -> Iterator[str]:
    """Paths where a Chromium may stand, the one that the user named first."""
    if named := os.environ.get("PLUMBLINE_CHROMIUM"):
        yield named
    for command in COMMANDS:
        if path := shutil.which(command):
            yield path
    yield from MAC_APPLICATIONS
    if path := playwrights_own():
        yield path


def playwrights_own() -> str | None:
    """The browser that `playwright install chromium` downloads, whether or not it has."""
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            return playwright.chromium.executable_path
    except Error:
        return None


def runs(path: str) -> bool:
    """Whether the program starts: on Ubuntu `chromium-browser` can be a stub that only advises."""
    if not Path(path).exists():
        return False
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def installers() -> Iterator[list[list[str]]]:
    """Ways to install one, each a list of commands; Debian's own package first."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        yield [["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]]
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]


def find() -> str | None:
    """The first candidate that runs."""
    return next((path for path in candidates() if runs(path)), None)


def install() -> str | None:
    """Try each way to install one until a candidate runs."""
    for commands in installers():
        print(f"No Chromium here: {' && '.join(map(' '.join, commands))}", file=sys.stderr)
        for command in commands:
            # Their output goes to stderr: stdout is the answer.
            if subprocess.run(command, stdout=sys.stderr, check=False).returncode != 0:
                break
        else:
            if path := find():
                return path
    return None


def main() -> int:
    path = find() or install()
    if path is None:
        print("No Chromium, and none could be installed: no browser tests.", file=sys.stderr)
        if os.environ.get("CI"):
            return 1
    print(path or "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
