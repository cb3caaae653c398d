"""Changing the files of a folder: all of them, or none, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from analysis.cli.journal import STAGING_PREFIX, Entry, Record, Stage, digest, new_journal
from analysis.cli.misuse import Misuse
from analysis.cli.replacing import Replacing
from analysis.sources.tree import SourceTree


def write_changes(top: Path, tree: SourceTree, changed: Mapping[str, bytes | None]) -> None:
    """Gives the files below `top` their new bytes (None: they go).

    What is on disk must still be what `tree` read. Old and new contents are put on disk first;
    only then do the new ones take their places, and those that did go back if one can't. A journal
    tells the next command where to go on if this process is killed (`recovery.recover`).
    Raises Misuse, with nothing changed.
    """
    paths = sorted(changed)
    known = set(tree.paths())
    targets = {path: _target(top, path) for path in paths}
    before = {path: _on_disk(targets[path]) for path in paths}
    for path in paths:
        read = tree.read(path) if path in known else None
        stamp = tree.stamp(path) if read is not None else None
        if before[path] != read or (stamp is not None and _times(targets[path]) != stamp[:2]):
            raise Misuse(f"{path} has changed since it was read: nothing was written")
    if not paths:
        return
    try:
        journal = new_journal()
    except OSError as error:
        raise Misuse(f"cannot keep a journal of the write: {_reason(error)}") from error
    real = os.path.realpath(top)
    record = Record(
        stage=Stage.PREPARING,
        top=real,
        staging=f"{real}/{STAGING_PREFIX}{os.urandom(6).hex()}",
        entries=tuple(
            Entry(str(targets[path]), _digest(before[path]), _digest(changed[path]))
            for path in paths
        ),
        folders=_new_folders(targets[path].parent for path in paths if changed[path] is not None),
    )
    replacing = Replacing(journal, record)
    try:
        replacing.prepare([(before[path], changed[path]) for path in paths])
        replacing.change()
    except BaseException as error:
        left = _taken_back(replacing)
        if not isinstance(error, OSError):
            raise
        raise Misuse(f"cannot write to {top}: {_reason(error)}: {left}") from error
    # If that can't be noted, the next command finds all in its place.
    with contextlib.suppress(OSError):
        replacing.advance(Stage.DONE)
    replacing.finish()


def _taken_back(replacing: Replacing) -> str:
    """Undoes what was done, and says what is left of it."""
    strangers: tuple[str, ...] = ()
    if replacing.record.stage is Stage.CHANGING:
        with contextlib.suppress(OSError):
            replacing.advance(Stage.UNDOING)
        strangers = replacing.undo()
    replacing.finish()
    return f"{', '.join(strangers)} could not be put back" if strangers else "nothing was changed"


def _target(top: Path, path: str) -> Path:
    """The real file behind a path of the tree; Misuse where a link leads out of the folder."""
    real = Path(os.path.realpath(top / path))
    if not real.is_relative_to(os.path.realpath(top)):
        raise Misuse(f"{path} leads out of {top}: nothing was written")
    return real


def _on_disk(target: Path) -> bytes | None:
    try:
        return target.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Misuse(f"cannot read {target}: {error.strerror}: nothing was written") from error


def _times(target: Path) -> tuple[int, int]:
    stat = target.stat()
    return stat.st_size, stat.st_mtime_ns


def _digest(content: bytes | None) -> str | None:
    return None if content is None else digest(content)


def _new_folders(folders: Iterable[Path]) -> tuple[str, ...]:
    """Those that are not there yet, and those above them, the outer ones first."""
    missing: set[str] = set()
    for folder in folders:
        while not folder.exists():
            missing.add(str(folder))
            folder = folder.parent
    return tuple(sorted(missing))


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
