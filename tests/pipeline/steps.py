"""Edits of a folder, as a person or a program makes them between two looks at it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from tests.pipeline.drawn import PATHS, files

TICK = 0.02
"""Seconds: more than the clocks of the file systems that tests run on."""


class Write(NamedTuple):
    path: str
    text: str

    def on(self, top: Path) -> None:
        (top / self.path).parent.mkdir(parents=True, exist_ok=True)
        (top / self.path).write_text(self.text)


class Touch(NamedTuple):
    path: str

    def on(self, top: Path) -> None:
        if (top / self.path).exists():
            (top / self.path).touch()


class Swap(NamedTuple):
    """An edit that leaves the size and, as far as a program can, the time."""

    path: str
    old: str
    new: str

    def on(self, top: Path) -> None:
        file = top / self.path
        if file.exists():
            status = file.stat()
            file.write_text(file.read_text().replace(self.old, self.new))
            os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


class Delete(NamedTuple):
    path: str

    def on(self, top: Path) -> None:
        (top / self.path).unlink(missing_ok=True)


class Rename(NamedTuple):
    path: str
    to: str

    def on(self, top: Path) -> None:
        if (top / self.path).exists():
            (top / self.to).parent.mkdir(parents=True, exist_ok=True)
            (top / self.path).replace(top / self.to)


class Folder(NamedTuple):
    path: str

    def on(self, top: Path) -> None:
        (top / self.path).mkdir(parents=True, exist_ok=True)


class Wait(NamedTuple):
    def on(self, top: Path) -> None:
        time.sleep(TICK * 1.5)


Step = Write | Touch | Swap | Delete | Rename | Folder | Wait

paths, letters = st.sampled_from(PATHS), st.sampled_from(["a", "b", "x", "K", "L", "1", "2"])
steps = st.one_of(
    st.builds(Write, paths, files),
    st.builds(Swap, paths, letters, letters),
    st.builds(Touch, paths),
    st.builds(Delete, paths),
    st.builds(Rename, paths, st.sampled_from([*PATHS, "p/none.py", "other/__init__.py"])),
    st.builds(Folder, st.sampled_from(["p/none", "empty"])),
    st.just(Wait()),
)
