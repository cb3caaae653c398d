"""A zip archive as a source tree: read in memory, within limits, with nothing unpacked to disk."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from analysis.sources.errors import SourceError
from analysis.sources.printable import printable
from analysis.sources.relevance import (
    MAX_FILE_BYTES,
    MAX_FILES,
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
MAX_DEPTH = 64
# Deflate cannot do better than 1:1032, and source text is nowhere near; small files may be zeros.
MAX_RATIO = 200
RATIO_FROM_BYTES = MB
_CENTRAL_ENTRY = b"PK\x01\x02"


class Limits(msgspec.Struct, frozen=True):
    """How much of an archive is read before it is refused."""

    archive_bytes: int = MAX_ARCHIVE_BYTES
    total_bytes: int = MAX_TOTAL_BYTES
    file_bytes: int = MAX_FILE_BYTES
    files: int = MAX_FILES


def open_zip(data: bytes | Path, label: str, limits: Limits | None = None) -> MemoryTree:
    """The relevant files of a zip archive; a single top folder, as GitHub adds one, is taken off.

    Entries that are damaged, encrypted, links, or would leave the archive's folder are in
    `skipped`. Raises SourceError, with one sentence, for what is no zip, holds no Python or
    unpacks to more than the limits.
    """
    limits = limits or Limits()
    shown = printable(label)
    content = _content(data, shown, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            reading = _Reading(archive, shown, limits)
            reading.run()
    except (zipfile.BadZipFile, struct.error, NotImplementedError, OSError, ValueError) as error:
        raise SourceError(f"{shown} is no zip archive that can be read") from error
    return reading.tree(label)


def _content(data: bytes | Path, shown: str, limits: Limits) -> bytes:
    too_large = SourceError(f"{shown} is larger than {limits.archive_bytes // MB} MB")
    try:
        if isinstance(data, Path):
            if data.stat().st_size > limits.archive_bytes:
                raise too_large
            data = data.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such file"
        raise SourceError(f"{shown}: cannot read this archive: {reason}") from error
    if len(data) > limits.archive_bytes:
        raise too_large
    # Counted before zipfile makes an object of a kilobyte out of every forty-six bytes.
    if data.count(_CENTRAL_ENTRY) > limits.files:
        raise SourceError(f"{shown} has more than {limits.files:,} entries")
    return data


class _Reading:
    """One pass over an archive: names first, so that only what matters is unpacked."""

    def __init__(self, archive: zipfile.ZipFile, shown: str, limits: Limits) -> None:
        self._archive = archive
        self._shown = shown
        self._limits = limits
        self._left = limits.total_bytes
        self._files: dict[str, bytes] = {}
        self._folders: set[str] = set()
        self._skipped: list[Skipped] = []

    def run(self) -> None:
        entries: dict[str, zipfile.ZipInfo] = {}
        for info in self._archive.infolist():
            path = self._path(info)
            if path is None:
                continue
            if path in entries:
                self._skip(path, "a second entry of this name")
            else:
                entries[path] = info
        top = _common_top(entries)
        inner = {path[len(top) :]: info for path, info in entries.items() if path != top[:-1]}
        closed = _closed_folders(inner)
        for path, info in sorted(inner.items()):
            if is_skipped_path(f"{path}/x" if info.is_dir() else path) or _is_below(path, closed):
                continue
            if info.is_dir():
                self._folders.add(path)
            elif is_relevant_file(path):
                self._unpack(path, info)

    def tree(self, label: str) -> MemoryTree:
        if not has_source(self._files):
            closed = any(skipped.reason == _ENCRYPTED for skipped in self._skipped)
            why = "is encrypted" if closed else "has no Python files"
            raise SourceError(f"{self._shown} {why}")
        skipped = sorted(self._skipped, key=lambda skipped: (skipped.path, skipped.reason))
        return MemoryTree(self._files, label, self._folders, skipped)

    def _path(self, info: zipfile.ZipInfo) -> str | None:
        """The entry's path, None for one that may not or need not be read."""
        # Archives made on Windows hold backslashes, against the specification.
        name = info.filename.replace("\\", "/").rstrip("/")
        parts = name.split("/")
        if parts[0] == "__MACOSX" or name in ("", "."):
            return None
        if name.startswith("/") or ":" in parts[0] or ".." in parts:
            self._skip(name, "the path leaves the archive")
        elif len(parts) > MAX_DEPTH:
            self._skip(f"{'/'.join(parts[:3])}/...", f"deeper than {MAX_DEPTH} folders")
        elif stat.S_ISLNK(info.external_attr >> 16):
            if is_relevant_file(name):
                self._skip(name, "a link")
        else:
            return "/".join(part for part in parts if part not in ("", "."))
        return None

    def _unpack(self, path: str, info: zipfile.ZipInfo) -> None:
        if info.flag_bits & 0x1:
            self._skip(path, _ENCRYPTED)
            return
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # The others unpack a whole block at once, whatever its size.
            self._skip(path, "compressed in an unusual way")
            return
        try:
            with self._archive.open(info) as file:
                data = file.read(min(self._limits.file_bytes, self._left) + 1)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError):
            self._skip(path, "damaged")
            return
        # What was unpacked counts, for the sizes that an archive declares can be lies.
        ratio = len(data) / max(info.compress_size, 1)
        if len(data) > self._left or (len(data) > RATIO_FROM_BYTES and ratio > MAX_RATIO):
            raise SourceError(f"{self._shown} unpacks to far more than its size: not read")
        self._left -= len(data)
        if len(data) > self._limits.file_bytes:
            self._skip(path, f"larger than {self._limits.file_bytes // MB} MB")
        else:
            self._files[path] = data

    def _skip(self, path: str, reason: str) -> None:
        self._skipped.append(Skipped(printable(path), reason))


_ENCRYPTED = "encrypted"


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
