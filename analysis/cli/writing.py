"""Changing the files of a folder: all of them, or none."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from analysis.cli.misuse import Misuse
from analysis.cli.output import stage_file
from analysis.sources.tree import SourceTree


def write_changes(top: Path, tree: SourceTree, changed: Mapping[str, bytes | None]) -> None:
    """Gives the files below `top` their new bytes (None: they go).

    What is on disk must still be what `tree` read. Everything is written beside its target first;
    only then do the new files take their places, and those that did go back if one can't.
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
    staged: dict[str, Path] = {}
    folders: list[Path] = []
    done: list[str] = []
    try:
        for path in paths:
            data = changed[path]
            if data is not None:
                folders += _make_folder(targets[path].parent)
                staged[path] = stage_file(targets[path], data)
        for path in paths:
            done.append(path)
            if path in staged:
                staged[path].replace(targets[path])
            else:
                targets[path].unlink()
    except BaseException as error:
        _put_back(targets, before, staged, done)
        for folder in reversed(folders):
            with contextlib.suppress(OSError):
                folder.rmdir()
        if not isinstance(error, OSError):
            raise
        reason = error.strerror or str(error)
        raise Misuse(f"cannot write to {top}: {reason}: nothing was changed") from error


def _put_back(
    targets: Mapping[str, Path],
    before: Mapping[str, bytes | None],
    staged: Mapping[str, Path],
    done: list[str],
) -> None:
    for path in done:
        old, target = before[path], targets[path]
        with contextlib.suppress(OSError):
            if _on_disk(target) == old:
                continue
            if old is None:
                target.unlink()
            else:
                stage_file(target, old).replace(target)
    for leftover in staged.values():
        with contextlib.suppress(OSError):
            leftover.unlink(missing_ok=True)


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


def _make_folder(folder: Path) -> list[Path]:
    """Makes a folder and those above it, and returns the ones that were not there."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir()
    return missing[::-1]
