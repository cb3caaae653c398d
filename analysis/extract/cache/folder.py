"""The cache folder: files of ours that others can't have written, each replaced as a whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

LIMIT = 2**30
"""Bytes that the files of all repositories may take together."""
LIMIT_VARIABLE = "PLUMBLINE_CACHE_MB"
ABANDONED_SECONDS = 3600
"""Age at which a file that was never put in its place belongs to a process that was killed."""

_STAGED = ".new"
_SUFFIXES = (
    *(".facts", ".changes", ".definitions", ".execution", ".duplicates"),
    *(".report", ".history", ".fleet"),
)
_OTHERS = 0o077
_OPEN_FLAGS = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
)

Tell = Callable[[str], None]


class Kept(msgspec.Struct, frozen=True):
    """A file of the cache: its size, and the time it was last used."""

    name: str
    size: int
    used: float

    @property
    def repository(self) -> str:
        return self.name.partition("-")[0]


def default_location() -> Path | None:
    """Where caches of the user belong on this system; None where there is no home."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    if named and Path(named).is_absolute():
        return Path(named, "plumbline")
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if sys.platform == "darwin":
        return home / "Library/Caches/plumbline"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData/Local"), "plumbline", "Cache")
    return home / ".cache/plumbline"


def default_limit() -> int:
    """The bytes that the user allows."""
    named = os.environ.get(LIMIT_VARIABLE, "")
    return int(named) * 2**20 if named.isdecimal() else LIMIT


def repository_id(home: str) -> str:
    """What the names of a repository's files begin with; `home` is its real path."""
    return hashlib.blake2b(os.fsencode(home), digest_size=16).hexdigest()


class CacheFolder:
    """A folder that only we can enter, and files in it that only we can read.

    Nothing here fails: what can't be read is not there, what can't be written is not kept. What
    is not as we left it is told, once.
    """

    def __init__(
        self,
        path: Path | None = None,
        tell: Tell = lambda sentence: None,
        limit: int | None = None,
    ) -> None:
        self.path = path or default_location()
        self.limit = default_limit() if limit is None else limit
        self._tell = tell
        self._told = False

    def is_usable(self) -> bool:
        """Whether it is ours alone, or is not there yet."""
        return self.path is not None and (
            not os.path.lexists(self.path) or self._is_ours(self.path)
        )

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, read at once; None where there is none that is ours."""
        if self.path is None or not self._is_ours(self.path):
            return None
        file = self.path / name
        try:
            handle = os.open(file, os.O_RDONLY | _OPEN_FLAGS)
        except FileNotFoundError:
            return None
        except OSError:
            self.damaged(name)
            return None
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or _is_foreign(status) or status.st_size > self.limit:
            os.close(handle)
            self.damaged(name)
            return None
        with os.fdopen(handle, "rb", buffering=0) as opened:
            try:
                content = opened.read()
            except OSError:
                return None
        # For the order of last use; on a file system that can only be read there is none.
        with contextlib.suppress(OSError):
            os.utime(file)
        return content

    def write(self, name: str, parts: Iterable[bytes | memoryview]) -> bool:
        """Puts a file in its place whole; False where that can't be done."""
        parts = list(parts)
        size = sum(map(len, parts))
        if self.path is None or size > self.limit:
            return False
        staged = self.path / f"{name}.{os.urandom(8).hex()}{_STAGED}"
        try:
            if not self._is_made(self.path):
                return False
            handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _OPEN_FLAGS, 0o600)
            with os.fdopen(handle, "wb", buffering=0) as file:
                for part in parts:
                    _write_all(file.fileno(), part)
            staged.replace(self.path / name)
        except OSError:
            _remove(staged)
            return False
        except BaseException:
            _remove(staged)
            raise
        self.keep_to_the_limit()
        return True

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return self.path is not None and os.path.lexists(self.path / name)

    def place(self, name: str) -> Path | None:
        """A file of ours that a database is in, or can be made in; None where there can be none."""
        if self.path is None:
            return None
        file = self.path / name
        try:
            if not self._is_made(self.path):
                return None
            handle = os.open(file, os.O_RDWR | os.O_CREAT | _OPEN_FLAGS, 0o600)
        except OSError:
            return None
        with os.fdopen(handle, "rb", buffering=0):
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or _is_foreign(status):
                self.damaged(name)
                return None
        with contextlib.suppress(OSError):
            os.utime(file)
        return file

    def damaged(self, name: str) -> None:
        """Says, once, that a file is not what we wrote, and takes it away."""
        if self.path is not None:
            self._say(f"the cache {self.path / name} is damaged or not ours: it is made anew")
            _remove(self.path / name)

    def discard(self, name: str) -> None:
        """Takes a file away."""
        if self.path is not None:
            _remove(self.path / name)

    def files(self) -> tuple[Kept, ...]:
        """What is kept, least recently used first."""
        found = (Kept(*each) for each in self._listing() if each[0].endswith(_SUFFIXES))
        return tuple(sorted(found, key=lambda kept: (kept.used, kept.name)))

    def clear(self, repository: str | None = None) -> tuple[Kept, ...]:
        """Takes away the files of one repository, or of all, and returns them."""
        gone = tuple(kept for kept in self.files() if repository in (None, kept.repository))
        for kept in gone:
            self.discard(kept.name)
        return gone

    def keep_to_the_limit(self) -> None:
        """Takes away what was not used for longest, as far as there is too much."""
        for name, _, used in self._listing():
            if name.endswith(_STAGED) and used < time.time() - ABANDONED_SECONDS:
                self.discard(name)
        files = self.files()
        excess = sum(kept.size for kept in files) - self.limit
        for kept in files:
            if excess <= 0:
                break
            self.discard(kept.name)
            excess -= kept.size

    def _listing(self) -> Iterator[tuple[str, int, float]]:
        """(name, size, time of last use) of each file."""
        if self.path is None or not self._is_ours(self.path):
            return
        with contextlib.suppress(OSError), os.scandir(self.path) as scan:
            for entry in scan:
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    yield entry.name, status.st_size, status.st_mtime

    def _is_made(self, path: Path) -> bool:
        """Whether the folder is there and ours, now at the latest. Raises OSError."""
        if not path.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir(mode=0o700, exist_ok=True)
        return self._is_ours(path)

    def _is_ours(self, path: Path) -> bool:
        try:
            status = path.lstat()
        except OSError:
            return False
        if stat.S_ISDIR(status.st_mode) and not _is_foreign(status):
            return True
        self._say(f"the cache folder {path} is not ours alone: working without it")
        return False

    def _say(self, sentence: str) -> None:
        if not self._told:
            self._told = True
            self._tell(sentence)


def _is_foreign(status: os.stat_result) -> bool:
    """Whether someone else owns this, or may enter or read it."""
    if not hasattr(os, "geteuid"):
        return False  # On Windows, what is below the user's own folder is the user's.
    return status.st_uid != os.geteuid() or bool(status.st_mode & _OTHERS)


def _write_all(handle: int, part: bytes | memoryview) -> None:
    left = memoryview(part)
    while left:
        left = left[os.write(handle, left) :]


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)
