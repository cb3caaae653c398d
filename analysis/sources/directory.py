"""A folder on this machine as a source tree: walked once, never followed out of."""

from __future__ import annotations

import operator
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from analysis.sources.errors import SourceError
from analysis.sources.printable import printable
from analysis.sources.relevance import (
    BUILD_OUTPUT,
    MAX_FILE_BYTES,
    MAX_FILES,
    TOO_DEEP,
    TOO_LARGE,
    has_source,
    is_build_output,
    is_environment,
    is_relevant_file,
    is_skipped_folder,
    is_too_deep,
)
from analysis.sources.tree import Skipped, Stamp

COARSEST_CLOCK = 2_000_000_000
"""Nanoseconds between two times that a file system can tell apart, at worst (FAT)."""

_name_of = operator.attrgetter("name")


class DirectoryTree:
    """The relevant files below one folder, as they were when it was walked."""

    def __init__(
        self,
        top: str,
        label: str,
        stamps: Mapping[str, Stamp],
        folders: tuple[str, ...],
        skipped: tuple[Skipped, ...],
        walked: int,
    ) -> None:
        self.top = top
        self.label = label
        self.skipped = skipped
        self._stamps = dict(stamps)
        self._paths = tuple(sorted(self._stamps))
        self._folders = folders
        self._settled = walked - COARSEST_CLOCK

    def paths(self) -> tuple[str, ...]:
        return self._paths

    def folders(self) -> tuple[str, ...]:
        return self._folders

    def read(self, path: str) -> bytes:
        if path not in self._stamps:
            raise KeyError(path)
        try:
            return Path(self.top, path).read_bytes()
        except OSError as error:
            reason = error.strerror or "unreadable"
            raise SourceError(f"{path} changed while it was read: {reason}") from error

    def stamp(self, path: str) -> Stamp | None:
        return self._stamps.get(path)

    def lasting_stamp(self, path: str) -> Stamp | None:
        stamp = self._stamps.get(path)
        if stamp is None or max(stamp.modified, stamp.changed) >= self._settled:
            return None
        return stamp

    def is_unchanged(self, path: str) -> bool:
        try:
            return _stamp_of(Path(self.top, path).stat()) == self._stamps.get(path)
        except OSError:
            return False

    def is_as_walked(self) -> bool:
        """Whether each file still is what the walk has seen."""
        top = f"{self.top}{os.sep}"
        try:
            # Of all files, where a Path for each would cost as much as the walk.
            return all(
                _stamp_of(os.stat(top + path)) == stamp  # noqa: PTH116
                for path, stamp in self._stamps.items()
            )
        except OSError:
            return False


def open_directory(path: Path | str) -> DirectoryTree:
    """The tree below `path`.

    Raises SourceError, with one sentence, where `path` is no folder or holds no Python.
    """
    label = str(path)
    shown = printable(label)
    try:
        named = Path(path).expanduser()
        if not named.exists():
            raise SourceError(f"{shown}: no such folder")
        if not named.is_dir():
            raise SourceError(_not_a_folder(named, shown))
        top = os.path.realpath(named)
        walk = _Walk(top)
        walked = time.time_ns()
        walk.run()
        if not has_source(walk.stamps):
            raise SourceError(_no_python(top, shown))
    except (OSError, RuntimeError, ValueError) as error:
        # A name too long, in a folder that we may not enter, or of an unknown ~user.
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"{shown}: cannot open this folder: {reason}") from error
    return DirectoryTree(
        top,
        label,
        walk.stamps,
        tuple(sorted(walk.folders)),
        tuple(sorted(walk.skipped, key=lambda skipped: skipped.path)),
        walked,
    )


def _not_a_folder(named: Path, shown: str) -> str:
    if named.suffix in (".py", ".pyi", ".ipynb"):
        return f"{shown} is a single file: name the folder that its imports start from"
    return f"{shown} is a file, not a folder"


def _no_python(top: str, shown: str) -> str:
    names = [entry.name for entry in Path(top).iterdir()]
    if not names:
        return f"{shown} is an empty folder"
    if is_environment(names):
        return f"{shown} is a virtual environment: name the site-packages folder in it"
    return f"{shown} has no Python files"


class _Walk:
    """One pass over a folder; iterative, for a hostile tree can be deeper than the stack."""

    def __init__(self, top: str) -> None:
        self.top = top
        self.stamps: dict[str, Stamp] = {}
        self.folders: list[str] = []
        self.skipped: list[Skipped] = []
        self._linked: set[str] = set()
        self._pending: list[tuple[str, str]] = [(top, "")]

    def run(self) -> None:
        while self._pending:
            self._enter(*self._pending.pop())
            if len(self.stamps) > MAX_FILES:
                raise SourceError(
                    f"more than {MAX_FILES:,} files: name a smaller folder, or the import root"
                )

    def _enter(self, folder: str, relative: str) -> None:
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=_name_of)
        except OSError as error:
            self._skip(relative or ".", f"unreadable folder: {error.strerror}")
            return
        names = [entry.name for entry in entries]
        if relative:
            if is_environment(names):
                return
            if is_build_output(relative, names):
                self._skip(relative, BUILD_OUTPUT)
                return
            self.folders.append(relative)
        prefix = f"{relative}/" if relative else ""
        for entry in entries:
            path = prefix + entry.name
            try:
                # First what is most frequent: files, many of which are of no interest.
                if not entry.is_file(follow_symlinks=False):
                    self._look_at(entry, path)
                elif is_relevant_file(path):
                    self._add(entry, path)
            except OSError as error:
                self._skip(path, f"unreadable: {error.strerror}")

    def _look_at(self, entry: os.DirEntry[str], path: str) -> None:
        if entry.is_symlink():
            self._look_at_link(entry, path)
        elif entry.is_dir(follow_symlinks=False):
            if is_skipped_folder(entry.name):
                return
            if not _is_text(path):
                self._skip(path, "the folder's name is not UTF-8")
            elif is_too_deep(path):
                self._skip(path, TOO_DEEP)
            else:
                self._pending.append((entry.path, path))
        elif is_relevant_file(path):
            self._add(entry, path)

    def _look_at_link(self, entry: os.DirEntry[str], path: str) -> None:
        relevant = is_relevant_file(path)
        target = os.path.realpath(entry.path)
        if not Path(target).exists():
            if relevant:
                self._skip(path, "a link that leads nowhere")
            return
        folder = Path(target).is_dir()
        if not (folder or relevant) or (folder and is_skipped_folder(entry.name)):
            return
        if not _is_inside(target, self.top):
            self._skip(path, "a link out of the tree")
        elif not folder:
            self._add(entry, path)
        elif _is_inside(entry.path, target) or _is_inside(
            os.path.realpath(Path(entry.path).parent), target
        ):
            self._skip(path, "a link to a folder that it stands in")
        elif target in self._linked:
            # Followed once each: links to folders of links would otherwise double at every level.
            self._skip(path, "a second link to the same folder")
        elif any(is_skipped_folder(part) for part in Path(target).relative_to(self.top).parts):
            self._skip(path, "a link into a folder that is left out")
        elif is_too_deep(path):
            self._skip(path, TOO_DEEP)
        else:
            self._linked.add(target)
            self._pending.append((entry.path, path))

    def _add(self, entry: os.DirEntry[str], path: str) -> None:
        if not _is_text(path):
            self._skip(path, "the name is not UTF-8")
            return
        if not entry.is_file():
            self._skip(path, "not a regular file")
            return
        stat = entry.stat()
        if stat.st_size > MAX_FILE_BYTES:
            self._skip(path, TOO_LARGE)
        elif not _may_read(entry, stat):
            self._skip(path, "unreadable: Permission denied")
        else:
            self.stamps[path] = _stamp_of(stat)

    def _skip(self, path: str, reason: str) -> None:
        shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        self.skipped.append(Skipped(shown, reason))


def _stamp_of(stat: os.stat_result) -> Stamp:
    # What a folder's listing says of a file on Windows has no inode.
    inode = 0 if sys.platform == "win32" else stat.st_ino
    return Stamp(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, inode)


def _may_read(entry: os.DirEntry[str], stat: os.stat_result) -> bool:
    """Whether we may read a file; of our own files the mode says so without another call."""
    if stat.st_mode & 0o400 and hasattr(os, "geteuid") and stat.st_uid == os.geteuid():
        return True
    return os.access(entry.path, os.R_OK)


def _is_text(path: str) -> bool:
    if path.isascii():
        return True
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
