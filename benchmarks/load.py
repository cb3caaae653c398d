"""`python -m benchmarks.load`: many sessions on one server, one of them with a tangle.

Every session has a repository of its own, some of them uploaded, and all begin at once. Each walks
from the overview over the modules to the problems, and must see its own repository and no other.
Exit code 1 where one fails, sees another's, or waits for the tangle; 2 where the app fails.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import parse_qs

from benchmarks.circumstances import circumstances
from benchmarks.monorepo.write import write
from benchmarks.pathological import write_pathological
from benchmarks.process import ProgramFailed
from benchmarks.served import Server, started
from benchmarks.sessions import SUMMARY, Session, Shown

SESSIONS, UPLOADS = 20, 5
SIZES = (60, 100, 200, 300, 500)
LINES_EACH = 60
MOST = 600.0
"""Seconds that one answer may take."""
MARK = re.compile(r"nowhere_of_\d\d")
PAGES = ("modules", "problems", "modules")
REFRESHES = 20
AS_LONG = 2.0
"""How much longer a picture may take beside the tangle: each session waits for as much as its own
work once more."""
MEGABYTE = 2**20


class Repository(NamedTuple):
    """What one session looks at. `mark` stands in no other."""

    number: int
    folder: Path
    files: int
    uploaded: bool

    @property
    def mark(self) -> str:
        return f"nowhere_of_{self.number:02}"


class Walk(NamedTuple):
    """What one session saw: seconds until its first picture, and of each click after it."""

    repository: Repository
    first: float
    clicks: tuple[float, ...]
    trouble: str
    source: str


def repositories(folder: Path, number: int, uploads: int) -> list[Repository]:
    """Generated ones of many sizes; the last ones are to be uploaded."""
    made = []
    for at in range(number):
        files = SIZES[at % len(SIZES)]
        repository = Repository(at, folder / f"repo{at:02}", files, at >= number - uploads)
        write(repository.folder, files, files * LINES_EACH, seed=at + 1)
        (repository.folder / "marked.py").write_text("", "utf-8")
        asks = f"from marked import {repository.mark}\n"
        (repository.folder / "asks.py").write_text(asks, "utf-8")
        made.append(repository)
    return made


def walked(address: str, repository: Repository, begin: threading.Barrier) -> Walk:
    """One session from its first picture to the last click."""
    with Session(address, MOST) as session:
        packed = zipped(repository.folder) if repository.uploaded else b""
        begin.wait()
        if repository.uploaded:
            shown = session.upload(f"{repository.folder.name}.zip", packed)
            source = parse_qs(session.query)["source"][0]
        else:
            source = f"folder:{repository.folder}"
            shown = session.visit("", {"source": source})
        first, trouble = shown.seconds, judged(shown, repository)
        clicks: list[float] = []
        for page in PAGES:
            picked = {"select": "marked"} if clicks else {}
            shown = session.visit(page, {"source": source, **picked})
            clicks.append(shown.seconds)
            trouble = trouble or judged(shown, repository, marked=page == "problems")
        return Walk(repository, first, tuple(clicks), trouble, source)


def judged(shown: Shown, repository: Repository, *, marked: bool = True) -> str:
    """What is wrong with what a session was shown; empty where nothing is."""
    text = shown.text()
    others = set(MARK.findall(text)) - {repository.mark}
    if others:
        return f"shows what is another's: {', '.join(sorted(others))}"
    if shown.trouble():
        return shown.trouble()
    if SUMMARY not in text or (marked and repository.mark not in text):
        return "does not show its repository"
    return ""


def peeked(address: str, walks: Sequence[Walk]) -> list[str]:
    """What sessions see that ask for the uploads of others."""
    found = []
    for walk in walks:
        if walk.repository.uploaded:
            with Session(address, MOST) as session:
                text = session.visit("", {"source": walk.source}).text()
                if "Upload it again" not in text or walk.repository.mark in text:
                    found.append(f"{walk.source} is shown to a session that did not upload it")
    return found


class Tangle:
    """The session that looks at the tangle: it is read as long as the others are there."""

    def __init__(self, address: str, folder: Path) -> None:
        self._session = Session(address, MOST)
        source = f"folder:{folder}"
        shown = self._session.visit("", {"source": source}, self._offers_to_cancel)
        self._button = shown.button("Cancel")

    def cancel(self) -> tuple[float, str]:
        """Ends it: how long that took, and what is wrong with what is shown then."""
        with self._session:
            if self._button is None:
                return 0.0, "the tangle was read before all others were done"
            shown = self._session.press("", self._button)
            said = "Read it again" in shown.text()
            return shown.seconds, "" if said else "the tangle was not cancelled"

    @staticmethod
    def _offers_to_cancel(shown: Shown) -> bool:
        return shown.button("Cancel") is not None


def refreshed(address: str, server: Server, folder: Path) -> tuple[int, int]:
    """The bytes of the server before and after reading a changed folder again and again."""
    sizes = []
    with Session(address, MOST) as session:
        shown = session.visit("", {"source": f"folder:{folder}"})
        for number in range(REFRESHES):
            (folder / "marked.py").write_text(f"number = {number}\n", "utf-8")
            button = shown.button("Look again")
            assert button is not None
            shown = session.press("", button)
            sizes.append(memory_of(server.process, "VmRSS"))
    return sizes[REFRESHES // 4], sizes[-1]


def memory_of(process: int, name: str) -> int:
    """Bytes of a process as Linux tells them: VmRSS now, VmHWM at most; 0 elsewhere."""
    try:
        status = Path(f"/proc/{process}/status").read_text("utf-8")
    except OSError:
        return 0
    found = re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def zipped(folder: Path) -> bytes:
    """The Python files of a folder as an archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.py")):
            archive.write(path, path.relative_to(folder).as_posix())
    return packed.getvalue()


def measured(folder: Path, asked: argparse.Namespace) -> list[str]:
    """Runs it all and prints the figures; what is wrong."""
    made = repositories(folder, asked.sessions - 1, min(UPLOADS, asked.sessions - 2))
    tangle = folder / "tangle"
    files = write_pathological(tangle, share=asked.share)
    environment = {"PLUMBLINE_MEMORY_MB": str(asked.memory_mb)} if asked.memory_mb else {}

    def begun(cache: str) -> AbstractContextManager[Server]:
        place = folder / cache
        place.mkdir()
        return started(made[0].folder, place, environment)

    with begun("without") as server:
        without, _ = crowded(server.address, made)
    with begun("beside") as server:
        hindrance = Tangle(server.address, tangle)
        walks, seconds = crowded(server.address, made)
        cancelled, trouble = hindrance.cancel()
        peak, resting = (memory_of(server.process, name) for name in ("VmHWM", "VmRSS"))
        every = (*without, *walks)
        wrong = [f"session {w.repository.number}: {w.trouble}" for w in every if w.trouble]
        wrong += [trouble] * bool(trouble) + peeked(server.address, walks)
        before, after = refreshed(server.address, server, made[0].folder)
    print(f"{len(walks)} sessions beside a tangle of {files:,} files")
    print(", ".join(circumstances().values()))
    print("session  files  from     first picture (without)  clicks: modules, problems, panel")
    for walk, free in zip(walks, without, strict=True):
        repository = walk.repository
        kind = "upload" if repository.uploaded else "folder"
        clicks = "  ".join(f"{each:5.2f}" for each in walk.clicks)
        print(
            f"{repository.number:7}  {repository.files:5}  {kind}  "
            f"{walk.first:12.1f} s  {free.first:7.1f} s  {clicks}"
        )
    waits, free_waits = (median(walk.first for walk in each) for each in (walks, without))
    clicked, free_clicked = (
        median(click for walk in each for click in walk.clicks) for each in (walks, without)
    )
    print(
        f"first picture: median {waits:.1f} s ({free_waits:.1f} s without the tangle), "
        f"last {max(walk.first for walk in walks):.1f} s\n"
        f"click: median {clicked:.2f} s ({free_clicked:.2f} s), "
        f"longest {max(each for walk in walks for each in walk.clicks):.2f} s\n"
        f"all done after {seconds:.1f} s; the tangle was cancelled in {cancelled:.2f} s\n"
        f"memory of the server: {peak / MEGABYTE:.0f} MB at most, {resting / MEGABYTE:.0f} MB "
        f"then; {REFRESHES * 3 // 4} refreshes: {(after - before) / MEGABYTE:+.0f} MB"
    )
    if waits > AS_LONG * free_waits:
        wrong.append(f"beside the tangle a picture takes {waits / free_waits:.1f} times as long")
    return wrong


def crowded(address: str, made: Sequence[Repository]) -> tuple[list[Walk], float]:
    """All sessions at once, and how long they took together."""
    begin = threading.Barrier(len(made))
    clock = time.perf_counter()
    with ThreadPoolExecutor(len(made)) as pool:
        walks = list(pool.map(lambda each: walked(address, each, begin), made))
    return walks, time.perf_counter() - clock


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS, metavar="N")
    parser.add_argument("--share", type=float, default=1.0, help="how much of the tangle")
    parser.add_argument("--memory-mb", type=int, metavar="N", help="what analyses may take")
    asked = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="plumbline-load-") as folder:
            wrong = measured(Path(folder), asked)
    except ProgramFailed as error:
        print(error, file=sys.stderr)
        return 2
    for each in wrong:
        print(f"✕ {each}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
