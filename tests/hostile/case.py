"""One hostile input: how it is made, what is asked of it, and what has to be answered."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

FOUND_NOTHING, FOUND_SOMETHING, REFUSED = 0, 1, 2

AUDIT = ("audit", "in", "--format", "json", "--no-cache")
"""Most inputs are folders called `in`, in a folder of the case's own."""

CANARY = """\
import pathlib
pathlib.Path({path!r}).write_text("analysed code was run")
"""

Files = Mapping[str, str | bytes]


class Case(NamedTuple):
    """`make` writes the input below the folder it is given; nothing is watched until it is done.

    `code` is None where it does not matter whether anything is found. `says` are words of the
    answer, `unsaid` must not be among them. `seconds` of processor time and `megabytes` of memory
    are what the answer may take.
    """

    name: str
    make: Callable[[Path], None]
    code: int | None
    says: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    argv: tuple[str, ...] = AUDIT
    seconds: float = 6
    megabytes: int = 900


def canary(folder: Path) -> str:
    """Source that leaves a file behind wherever it is run."""
    return CANARY.format(path=os.fspath(folder / "canary"))


def tree(files: Files) -> Callable[[Path], None]:
    """A folder `in` with these files, and a module that must not be run."""

    def make(folder: Path) -> None:
        write(folder, files)
        write(folder, {"watched.py": canary(folder)})

    return make


def module(text: str | bytes) -> Callable[[Path], None]:
    """A folder `in` with this text as a module `a`."""
    return tree({"a.py": text})


def write(folder: Path, files: Files) -> None:
    """Writes files below `in`."""
    for name, text in files.items():
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
