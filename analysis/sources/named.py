"""What a user may name as a source, each opened in its way: a folder, an archive, a revision."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from analysis.sources.credentials import Credentials, is_remote
from analysis.sources.directory import open_directory
from analysis.sources.tree import SourceTree

if TYPE_CHECKING:
    from analysis.sources.addresses import Policy

# What an archive is called; what it is, and whether it is one by another name, its content says.
ARCHIVE_SUFFIXES = (
    *(".zip", ".whl", ".egg", ".pyz"),
    *(".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz"),
)


class Asking(msgspec.Struct, frozen=True):
    """How a server is asked for a repository: which ones may be, as whom, and who hears of it."""

    policy: Policy | None = None
    credentials: Credentials | None = None
    progress: Callable[[str], None] = lambda words: None


def open_named(named: str, asking: Asking | None = None) -> SourceTree:
    """The tree that is named.

    That is a folder, an archive, `REPO@REV`, which is a revision of a folder, or the https address
    of a git repository, also with @REV. Raises SourceError, with one sentence.
    """
    try:
        path = Path(named).expanduser()
        archive = path.is_file() and _is_archive(path)
    except (OSError, RuntimeError, ValueError):
        # A name too long, with a null byte, or of an unknown home: `open_directory` says so.
        return open_directory(named)
    if archive:
        from analysis.sources.archive import open_archive

        return open_archive(path, named)
    found = split_revision(named)
    if found is not None:
        from analysis.sources.git_revision import open_revision

        return open_revision(*found, named)
    if is_address(named):
        from analysis.sources.git_remote import open_remote

        asking = asking or Asking()
        return open_remote(
            named,
            credentials=asking.credentials,
            policy=asking.policy,
            progress=asking.progress,
        )
    return open_directory(named)


def is_address(named: str) -> bool:
    """Whether a repository on a server is meant; what exists here wins."""
    return is_remote(named) and not _exists(named)


def split_revision(named: str) -> tuple[str, str] | None:
    """The folder and the revision in `REPO@REV`; None for what is a path, or can be no revision.

    What exists wins, for a folder may have an @ in its name, as a tag may.
    """
    if "@" not in named or _exists(named):
        return None
    at = len(named)
    while (at := named.rfind("@", 0, at)) > 0:
        if _is_folder(named[:at]):
            return named[:at], named[at + 1 :]
    return None


def folder_of(named: str) -> str:
    """The folder or archive that a source is, or is a revision of."""
    found = split_revision(named)
    return found[0] if found is not None else named


def _is_archive(path: Path) -> bool:
    if path.name.lower().endswith(ARCHIVE_SUFFIXES):
        return True
    from analysis.sources.archive import is_archive

    return is_archive(path)


def _exists(named: str) -> bool:
    try:
        return Path(named).expanduser().exists()
    except (OSError, RuntimeError, ValueError):
        return False


def _is_folder(named: str) -> bool:
    try:
        return Path(named).expanduser().is_dir()
    except (OSError, RuntimeError, ValueError):
        return False
