"""What every kind of archive is held to: names, limits, and which of its entries are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from analysis.sources.errors import SourceError
from analysis.sources.printable import printable
from analysis.sources.relevance import (
    MAX_DEPTH,
    MAX_FILE_BYTES,
    MAX_FILES,
    TOO_DEEP,
    has_source,
    is_build_output,
    is_environment,
    is_relevant_file,
    is_skipped_path,
)
from analysis.sources.tree import MemoryTree, Skipped

MB = 2**20
MAX_ARCHIVE_BYTES = 200 * MB
MAX_TOTAL_BYTES = 400 * MB
MAX_UNPACKED_BYTES = 1024 * MB
MAX_NAME = 4_096
# Deflate cannot do better than 1:1032, and source text is nowhere near; small files may be zeros.
MAX_RATIO = 200


class Limits(msgspec.Struct, frozen=True):
    """How much of an archive is read before it is refused; all but `files` in bytes."""

    archive_bytes: int = MAX_ARCHIVE_BYTES
    total_bytes: int = MAX_TOTAL_BYTES
    """Of the files that are kept."""
    unpacked_bytes: int = MAX_UNPACKED_BYTES
    """Of all that has to be unpacked on the way to them."""
    file_bytes: int = MAX_FILE_BYTES
    files: int = MAX_FILES
    """Entries of every kind."""


class Reading:
    """One pass over an archive, whatever its kind; `shown` is its name, safe to print."""

    def __init__(self, shown: str, limits: Limits) -> None:
        self.shown = shown
        self.limits = limits
        self.left = limits.total_bytes
        self._skipped: list[Skipped] = []
        self._any_encrypted = False

    def path(self, name: str) -> str | None:
        """The path of an entry called `name`; None for one that may not or need not be read."""
        # Archives made on Windows hold backslashes, against the specification.
        name = name.replace("\\", "/").rstrip("/")
        parts = name.split("/")
        if parts[0] == "__MACOSX" or name in ("", "."):
            return None
        if name.startswith("/") or ":" in parts[0] or ".." in parts:
            self.skip(_short(name), "the path leaves the archive")
        elif len(parts) > MAX_DEPTH:
            self.skip(f"{_short('/'.join(parts[:3]))}/...", TOO_DEEP)
        elif len(name) > MAX_NAME or "\0" in name:
            self.skip(_short(name), "no name of a file")
        else:
            return "/".join(part for part in parts if part not in ("", "."))
        return None

    def skip(self, path: str, reason: str) -> None:
        """Notes that something was left out."""
        self._skipped.append(Skipped(printable(path), reason))

    def skip_encrypted(self, path: str) -> None:
        """The same for what nobody can read without its password."""
        self._any_encrypted = True
        self.skip(path, "encrypted")

    def keep(self, path: str, data: bytes) -> bool:
        """Counts what was unpacked; whether it may be kept. SourceError beyond the limit."""
        self.spend(len(data))
        return not self.is_too_large(path, len(data))

    def spend(self, size: int) -> None:
        """Counts bytes that stay in memory. SourceError beyond the limit."""
        if size > self.left:
            raise self.too_much()
        self.left -= size

    def is_too_large(self, path: str, size: int) -> bool:
        """Whether a file is too large to be one of source text, which is then noted."""
        if size <= self.limits.file_bytes:
            return False
        self.skip(path, f"larger than {self.limits.file_bytes // MB} MB")
        return True

    def too_much(self) -> SourceError:
        """The refusal of a bomb."""
        return SourceError(f"{self.shown} unpacks to far more than its size: not read")

    def too_many(self) -> SourceError:
        """The refusal of more entries than a repository has."""
        return SourceError(f"{self.shown} has more than {self.limits.files:,} entries")

    def tree(self, files: Mapping[str, bytes], folders: Iterable[str], label: str) -> MemoryTree:
        """What was kept; SourceError where no Python is in it."""
        if not has_source(files):
            why = "is encrypted" if self._any_encrypted else "has no Python files"
            raise SourceError(f"{self.shown} {why}")
        skipped = sorted(self._skipped, key=lambda skipped: (skipped.path, skipped.reason))
        return MemoryTree(files, label, folders, skipped)


def wanted(entries: Mapping[str, bool]) -> dict[str, str]:
    """The entries that matter: where each stands in the repository -> its path in the archive.

    `entries` says of each path whether it is a folder. A single top folder, as GitHub adds one,
    is taken off; environments and the output of builds are left out.
    """
    top = _common_top(entries)
    inner = {path[len(top) :]: path for path in sorted(entries) if path != top[:-1]}
    closed = _closed_folders(inner)
    return {
        path: entry
        for path, entry in inner.items()
        if (entries[entry] or is_relevant_file(path))
        and not is_skipped_path(f"{path}/x" if entries[entry] else path)
        and not _is_below(path, closed)
    }


def _short(name: str) -> str:
    return name if len(name) <= 200 else f"{name[:200]}..."


def _common_top(paths: Iterable[str]) -> str:
    """ "name/" where everything stands in one folder that is no package itself, else ""."""
    tops: set[str] = set()
    for path in paths:
        name, slash, rest = path.partition("/")
        if rest == "__init__.py":
            return ""
        tops.add(name + slash)
    folders = {top for top in tops if top.endswith("/")}
    names = {top.rstrip("/") for top in tops}
    return folders.pop() if len(names) == 1 and folders else ""


def _closed_folders(entries: Iterable[str]) -> set[str]:
    """Folders that hold a virtual environment or the output of a build."""
    names: dict[str, set[str]] = {}
    for path in entries:
        parts = path.split("/")
        for at in range(1, len(parts)):
            names.setdefault("/".join(parts[:at]), set()).add(parts[at])
    return {
        folder
        for folder, found in names.items()
        if is_environment(found) or is_build_output(folder, found)
    }


def _is_below(path: str, folders: set[str]) -> bool:
    parts = path.split("/")
    return any("/".join(parts[:at]) in folders for at in range(1, len(parts) + 1))
