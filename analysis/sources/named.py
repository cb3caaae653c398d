"""What a user may name as a source, each opened in its way: a folder, an archive, a revision."""

from __future__ import annotations

from pathlib import Path

from analysis.sources.directory import open_directory
from analysis.sources.tree import SourceTree

ARCHIVE_SUFFIXES = (".zip", ".whl", ".egg", ".pyz")


def open_named(named: str) -> SourceTree:
    """The tree that is named: a folder, a zip archive, or `REPO@REV`, a revision of a folder.

    Raises SourceError, with one sentence.
    """
    try:
        path = Path(named).expanduser()
        archive = path.is_file() and _is_archive(path)
    except (OSError, RuntimeError, ValueError):
        # A name too long, with a null byte, or of an unknown home: `open_directory` says so.
        return open_directory(named)
    if archive:
        from analysis.sources.archive import open_zip

        return open_zip(path, named)
    found = split_revision(named)
    if found is None:
        return open_directory(named)
    from analysis.sources.git_revision import open_revision

    return open_revision(*found, named)


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
    if path.suffix.lower() in ARCHIVE_SUFFIXES:
        return True
    import zipfile

    return zipfile.is_zipfile(path)


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
