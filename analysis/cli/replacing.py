"""Files that change together: each step is one that can be taken again after a crash."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

import msgspec

from analysis.cli.journal import (
    STAGING_PREFIX,
    Journal,
    Record,
    Stage,
    digest_of,
    sync_folder,
    write_synced,
)


class Replacing:
    """The steps of one write. Every file is whole before and after each of them."""

    def __init__(self, journal: Journal, record: Record) -> None:
        self._journal = journal
        self.record = record

    def prepare(self, contents: list[tuple[bytes | None, bytes | None]]) -> None:
        """Puts old and new contents on disk. Raises OSError, with no file changed."""
        record = self.record
        self._journal.write(record)
        staging = Path(record.staging)
        staging.mkdir(mode=0o700)
        for number, (entry, (old, new)) in enumerate(zip(record.entries, contents, strict=True)):
            target = Path(entry.target)
            mode = target.stat().st_mode & 0o7777 if old is not None else 0o666 & ~_umask()
            for kind, content in (("old", old), ("new", new)):
                if content is not None:
                    staged = staging / f"{number}.{kind}"
                    write_synced(staged, content, mode)
                    if old is not None:
                        _give(staged, target)
        sync_folder(staging)
        self.advance(Stage.CHANGING)

    def advance(self, stage: Stage) -> None:
        self.record = msgspec.structs.replace(self.record, stage=stage)
        self._journal.write(self.record)

    def change(self) -> None:
        """Puts the new contents in their places, but for those that are there. Raises OSError."""
        for folder in self.record.folders:
            Path(folder).mkdir(exist_ok=True)
        for number, entry in enumerate(self.record.entries):
            if digest_of(entry.target) == entry.new:
                continue
            target = Path(entry.target)
            if entry.new is None:
                target.unlink()
            else:
                (Path(self.record.staging) / f"{number}.new").replace(target)
            sync_folder(target.parent)

    def undo(self) -> tuple[str, ...]:
        """Puts the old contents back where the new ones are; the files that are neither."""
        strangers = []
        for number, entry in enumerate(self.record.entries):
            try:
                now = digest_of(entry.target)
                if now == entry.old:
                    continue
                if now != entry.new:
                    strangers.append(entry.target)
                    continue
                target = Path(entry.target)
                if entry.old is None:
                    target.unlink()
                else:
                    (Path(self.record.staging) / f"{number}.old").replace(target)
                sync_folder(target.parent)
            except OSError:
                strangers.append(entry.target)
        for folder in reversed(self.record.folders):
            with contextlib.suppress(OSError):
                Path(folder).rmdir()
        return tuple(strangers)

    def can_change(self) -> bool:
        """Whether every file is what it was before, or what it is to be."""
        for number, entry in enumerate(self.record.entries):
            try:
                now = digest_of(entry.target)
            except OSError:
                return False
            if now == entry.new:
                continue
            staged = Path(self.record.staging) / f"{number}.new"
            if now != entry.old or (entry.new is not None and not staged.is_file()):
                return False
        return True

    def finish(self) -> None:
        """Takes away what was needed for it."""
        staging = Path(self.record.staging)
        if staging.name.startswith(STAGING_PREFIX):
            shutil.rmtree(staging, ignore_errors=True)
        self._journal.discard()


def _give(staged: Path, target: Path) -> None:
    """The owner and the extended attributes of a file to the one that replaces it."""
    with contextlib.suppress(OSError):
        status = target.stat()
        if hasattr(os, "chown") and (status.st_uid, status.st_gid) != (os.getuid(), os.getgid()):
            mode = staged.stat().st_mode & 0o7777
            os.chown(staged, status.st_uid, status.st_gid)
            staged.chmod(mode)
    with contextlib.suppress(OSError):
        for name in os.listxattr(target) if hasattr(os, "listxattr") else ():
            os.setxattr(staged, name, os.getxattr(target, name))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
