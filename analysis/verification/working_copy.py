"""A temporary copy of a source tree that modules may spoil: made, mended, and taken away whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from analysis.sources.directory import DirectoryTree
from analysis.sources.errors import SourceError
from analysis.sources.relevance import MAX_FILE_BYTES, is_environment, is_skipped_folder
from analysis.sources.tree import OverlayTree, SourceTree
from analysis.verification.value import Limits

_MEGABYTE = 2**20

State = dict[str, tuple[int, ...]]


class WorkingCopy:
    """Folders that are there as long as the context lasts: `top` holds the tree.

    `home` and `scratch` are empty for each module, `bytecode` is kept from one to the next; all of
    them stand in `folder`, and nothing outside of it is touched.
    """

    def __init__(self, tree: SourceTree, limits: Limits) -> None:
        self.notes: list[str] = []
        self._tree = tree
        self._limits = limits
        self._data: dict[str, str] = {}
        self._state: State = {}
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="plumbline-verify-"))
        self.top = f"{self.folder}/tree"
        self.home = f"{self.folder}/home"
        self.scratch = f"{self.folder}/tmp"
        self.bytecode = f"{self.folder}/bytecode"

    def __enter__(self) -> WorkingCopy:
        try:
            for folder in (self.top, self.home, self.scratch, self.bytecode):
                Path(folder).mkdir()
            self._fill()
            self._state = _state(self.top)
        except BaseException:
            remove(self.folder)
            raise
        return self

    def __exit__(self, *error: object) -> None:
        remove(self.folder)

    @property
    def size(self) -> int:
        """How many bytes the copy holds."""
        return sum(found[0] for found in self._state.values())

    def mend(self) -> tuple[str, ...]:
        """Undoes what a module has changed, and says which paths of the tree that were."""
        for folder in (self.home, self.scratch):
            if not Path(folder).is_dir() or os.listdir(folder):  # noqa: PTH208
                remove(folder)
                Path(folder).mkdir()
        now = _state(self.top)
        if now == self._state:
            return ()
        changed = sorted(
            path
            for path in now.keys() | self._state.keys()
            if now.get(path) != self._state.get(path)
        )
        for path in changed:
            if path in now:
                remove(f"{self.top}/{path}")
        Path(self.top).mkdir(exist_ok=True)
        for path in changed:
            if path not in self._state:
                continue
            if _is_folder(self._state[path]):
                Path(self.top, path).mkdir(parents=True, exist_ok=True)
            else:
                self._put(path)
        # A folder that was replaced took with it what had not changed.
        for path in self._state.keys() - _state(self.top).keys():
            if not _is_folder(self._state[path]):
                self._put(path)
        self._state = _state(self.top)
        return tuple(changed)

    def _fill(self) -> None:
        limits = self._limits
        paths = self._tree.paths()
        if len(paths) > limits.copy_files:
            raise SourceError(
                f"{len(paths):,} files are more than a verification copies"
                f" ({limits.copy_files:,}): verify a smaller folder"
            )
        left = limits.copy_mb * _MEGABYTE
        for folder in self._tree.folders():
            Path(self.top, folder).mkdir(parents=True, exist_ok=True)
        for path in paths:
            left -= self._put(path)
            if left < 0:
                raise SourceError(
                    f"the sources are larger than a verification copies ({limits.copy_mb} MB):"
                    " verify a smaller folder"
                )
        base = self._tree
        while isinstance(base, OverlayTree):
            base = base.base
        if not isinstance(base, DirectoryTree):
            self.notes.append("data files are not in the copy: this source has none to copy")
            return
        moved = sum(not base.is_unchanged(path) for path in base.paths())
        if moved:
            self.notes.append(f"{moved} files have changed since they were analysed")
        self._copy_data(base.top, left)

    def _copy_data(self, top: str, left: int) -> None:
        """Copies the files beside the sources, as far as they fit."""
        missed = 0
        room = self._limits.copy_files - len(self._tree.paths())
        gone = {path for path in _changed(self._tree) if not Path(self.top, path).exists()}
        for path, size in _data_files(top):
            target = Path(self.top, path)
            if target.exists() or path in gone:
                continue
            if size > min(left, MAX_FILE_BYTES) or room <= 0:
                missed += 1
                continue
            with contextlib.suppress(OSError):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(f"{top}/{path}", target, follow_symlinks=False)
                self._data[path] = f"{top}/{path}"
                left -= size
                room -= 1
        if missed:
            self.notes.append(f"{missed} data files are too large, or too many, for the copy")

    def _put(self, path: str) -> int:
        target = Path(self.top, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path in self._data:
            with contextlib.suppress(OSError):
                shutil.copyfile(self._data[path], target, follow_symlinks=False)
            return 0
        content = self._tree.read(path)
        target.write_bytes(content)
        return len(content)


def _changed(tree: SourceTree) -> Iterator[str]:
    while isinstance(tree, OverlayTree):
        yield from tree.changed
        tree = tree.base


def _data_files(top: str) -> Iterator[tuple[str, int]]:
    """(path, size) of the regular files below a folder that modules may read; links are left."""
    pending = [""]
    while pending:
        prefix = pending.pop()
        try:
            with os.scandir(top + "/" + prefix) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError:
            continue
        if prefix and is_environment(entry.name for entry in entries):
            continue
        for entry in entries:
            with contextlib.suppress(OSError):
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if not is_skipped_folder(entry.name):
                        pending.append(f"{path}/")
                elif entry.is_file(follow_symlinks=False):
                    yield path, entry.stat(follow_symlinks=False).st_size


def _is_folder(found: tuple[int, ...]) -> bool:
    return stat.S_ISDIR(found[-1])


def _state(top: str) -> State:
    """What a program can't change unseen, of everything below a folder."""
    found: State = {}
    pending = [""]
    while pending:
        prefix = pending.pop()
        try:
            with os.scandir(f"{top}/{prefix}") as scan:
                for entry in scan:
                    status = entry.stat(follow_symlinks=False)
                    path = prefix + entry.name
                    if stat.S_ISDIR(status.st_mode):
                        # Its times change with its entries, which are looked at themselves.
                        found[path] = (0, status.st_ino, status.st_mode)
                        pending.append(f"{path}/")
                    else:
                        found[path] = (
                            *(status.st_size, status.st_mtime_ns, status.st_ctime_ns),
                            *(status.st_ino, status.st_mode),
                        )
        except OSError:
            continue
    return found


def remove(path: str) -> None:
    """Takes a file or folder away, whatever a program has made of it.

    Folders without permissions, and folders so deep that their path is too long for the system.
    """
    try:
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            Path(path).unlink()
            return
    except OSError:
        return
    number = 0
    while True:
        deeper = []
        with contextlib.suppress(OSError):
            Path(path).chmod(0o700)
            for entry in os.scandir(path):
                if entry.is_dir(follow_symlinks=False):
                    deeper.append(entry.path)
                else:
                    Path(entry.path).unlink()
        if not deeper:
            break
        for folder in deeper:
            # What is below it comes up to the top, so that no path grows.
            with contextlib.suppress(OSError):
                Path(folder).chmod(0o700)
                for entry in os.scandir(folder):
                    if entry.is_dir(follow_symlinks=False):
                        number += 1
                        Path(entry.path).chmod(0o700)
                        os.replace(entry.path, f"{path}/.{os.getpid()}-{number}")  # noqa: PTH105
                    else:
                        Path(entry.path).unlink()
                Path(folder).rmdir()
        if number > 5_000_000:
            break
    with contextlib.suppress(OSError):
        Path(path).rmdir()
