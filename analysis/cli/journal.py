"""What a write to a folder is about to do, kept where only the user can write.

Not in the folder itself: what a repository brings along must not decide about its files.
"""

from __future__ import annotations

import contextlib
import enum
import hashlib
import os
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from analysis.cli.journal_place import homes

STAGING_PREFIX = ".plumbline-write-"
_FRESH_SECONDS = 60
_OTHERS = 0o077


class Stage(enum.StrEnum):
    """How far a write has come."""

    PREPARING = "preparing"
    """Nothing is changed yet."""
    CHANGING = "changing"
    """All new and old contents are on disk, and files take their places one by one."""
    UNDOING = "undoing"
    """The old contents go back."""
    DONE = "done"
    """Only what was needed for it is left to be taken away."""


class Entry(msgspec.Struct, frozen=True):
    """One file: its real path, and the digests of its contents; None where there is no file."""

    target: str
    old: str | None
    new: str | None


class Record(msgspec.Struct, frozen=True):
    """One write. `staging` holds `N.new` and `N.old` for the entry number N."""

    stage: Stage
    top: str
    staging: str
    entries: tuple[Entry, ...] = ()
    folders: tuple[str, ...] = ()
    """Those that it makes, the outer ones first."""


def digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def digest_of(path: str) -> str | None:
    """Of what stands at a real path; None where nothing does. Raises OSError for anything else."""
    if os.path.realpath(path) != path:
        raise OSError(f"{path} is not where it was")
    try:
        return digest(Path(path).read_bytes())
    except FileNotFoundError:
        return None


class Journal:
    """The journal of one write. Who has it open has its lock, and nobody else touches it."""

    def __init__(self, folder: Path, lock: int) -> None:
        self.folder = folder
        self._lock = lock

    def write(self, record: Record) -> None:
        """Replaces what it says; on disk when this returns. Raises OSError."""
        staged = self.folder / "record.new"
        write_synced(staged, msgspec.json.encode(record))
        staged.replace(self.folder / "record")
        sync_folder(self.folder)

    def read(self) -> Record | None:
        """What it says; None where it came to nothing."""
        try:
            return msgspec.json.decode((self.folder / "record").read_bytes(), type=Record)
        except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
            return None

    def discard(self) -> None:
        """The write is over."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.close()

    def close(self) -> None:
        """Gives the lock back; what the journal says stays."""
        with contextlib.suppress(OSError):
            os.close(self._lock)


def new_journal() -> Journal:
    """An empty one, locked. Raises OSError where it can't be kept."""
    home = _home()
    name = os.urandom(8).hex()
    made = home / f".{name}"
    made.mkdir(mode=0o700)
    lock = _locked(made)
    if lock is None:
        raise OSError(f"cannot lock {made}")
    named = home / name
    made.rename(named)
    sync_folder(home)
    return Journal(named, lock)


def interrupted() -> Iterator[Journal]:
    """The journals that nobody has open: of writes that were killed."""
    for home in homes():
        if not _is_ours(home):
            continue
        for folder in sorted(home.iterdir()):
            if folder.name.startswith("."):
                with contextlib.suppress(OSError):
                    if folder.stat().st_mtime < time.time() - _FRESH_SECONDS:
                        shutil.rmtree(folder, ignore_errors=True)
                continue
            lock = _locked(folder)
            if lock is not None:
                yield Journal(folder, lock)


def write_synced(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Makes a new file, which is on disk when this returns. Raises OSError."""
    with path.open("xb") if not path.exists() else path.open("wb") as file:
        file.write(content)
        file.flush()
        path.chmod(mode)
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Puts on disk which files a folder has, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _home() -> Path:
    """The first place for journals that can be used. Raises OSError."""
    problem: OSError | None = None
    for home in homes():
        try:
            if not home.is_dir():
                home.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                home.mkdir(mode=0o700, exist_ok=True)
            if _is_ours(home) and os.access(home, os.W_OK):
                return home
        except OSError as error:
            problem = problem or error
    raise problem or PermissionError(f"{homes()[-1]} is not ours alone")


def _is_ours(folder: Path) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(status.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & _OTHERS


def _locked(folder: Path) -> int | None:
    """The lock of a journal; None where another process has it."""
    try:
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    try:
        import fcntl
    except ImportError:
        return handle  # Windows: an open file can't be removed, and that is all there is.
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
