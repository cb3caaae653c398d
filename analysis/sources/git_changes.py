"""Which files of a git work tree hold what was not committed; git itself is not run."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from analysis.sources.git_history import FolderHistory
from analysis.sources.git_place import find_git


def uncommitted(files: Iterable[Path]) -> dict[Path, str]:
    """Of real paths those that can't be had back from the newest commit, and why.

    A file outside of any work tree is not among them, nor one that is not there. Line endings may
    differ from what is committed, as git converts them.
    """
    found: dict[Path, str] = {}
    histories: dict[str, FolderHistory | None] = {}
    for file in files:
        folder = str(file.parent)
        if folder not in histories:
            histories[folder] = _history(folder)
        history = histories[folder]
        if history is None:
            continue
        try:
            content = file.read_bytes()
        except OSError:
            continue
        committed = history.committed(file.name)
        if committed is None:
            found[file] = "is not committed"
        elif committed == "":
            found[file] = "may hold changes: its last commit can't be read"
        elif committed not in (blob(content, len(committed)), blob(_unix(content), len(committed))):
            found[file] = "has changes that are not committed"
    return found


def blob(content: bytes, id_length: int = 40) -> str:
    """The id that git gives to the content of a file."""
    data = b"blob %d\0" % len(content) + content
    if id_length == 64:
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def _unix(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")


def _history(folder: str) -> FolderHistory | None:
    real = os.path.realpath(folder)
    return None if find_git(real) is None else FolderHistory(real)
