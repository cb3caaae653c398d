"""A zip archive: its names first, so that only what matters is unpacked."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from pathlib import Path

from analysis.sources.archive_reading import MAX_RATIO, MB, Reading, wanted
from analysis.sources.errors import SourceError
from analysis.sources.relevance import is_relevant_file
from analysis.sources.tree import MemoryTree

RATIO_FROM_BYTES = MB
_CENTRAL_ENTRY = b"PK\x01\x02"


def is_zip(archive: bytes | Path) -> bool:
    """Whether a file ends as a zip archive does; what stands before it may be a program."""
    return zipfile.is_zipfile(io.BytesIO(archive) if isinstance(archive, bytes) else archive)


def read_zip(content: bytes, reading: Reading, label: str) -> MemoryTree:
    """What is kept of a zip archive. Raises SourceError."""
    # Counted before zipfile makes an object of a kilobyte out of every forty-six bytes.
    if content.count(_CENTRAL_ENTRY) > reading.limits.files:
        raise reading.too_many()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = _entries(archive, reading)
            files: dict[str, bytes] = {}
            folders: set[str] = set()
            for path, entry in wanted({at: info.is_dir() for at, info in entries.items()}).items():
                if entries[entry].is_dir():
                    folders.add(path)
                elif (data := _unpacked(archive, entries[entry], path, reading)) is not None:
                    files[path] = data
    except (zipfile.BadZipFile, struct.error, NotImplementedError, OSError, ValueError) as error:
        raise SourceError(f"{reading.shown} is no zip archive that can be read") from error
    return reading.tree(files, folders, label)


def _entries(archive: zipfile.ZipFile, reading: Reading) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        path = reading.path(info.filename)
        if path is None:
            continue
        if stat.S_ISLNK(info.external_attr >> 16):
            if is_relevant_file(path):
                reading.skip(path, "a link")
        elif path in found:
            reading.skip(path, "a second entry of this name")
        else:
            found[path] = info
    return found


def _unpacked(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, reading: Reading
) -> bytes | None:
    if info.flag_bits & 0x1:
        reading.skip_encrypted(path)
        return None
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The others unpack a whole block at once, whatever its size.
        reading.skip(path, "compressed in an unusual way")
        return None
    try:
        with archive.open(info) as file:
            data = file.read(min(reading.limits.file_bytes, reading.left) + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError):
        reading.skip(path, "damaged")
        return None
    # What was unpacked counts, for the sizes that an archive declares can be lies.
    if len(data) > RATIO_FROM_BYTES and len(data) / max(info.compress_size, 1) > MAX_RATIO:
        raise reading.too_much()
    return data if reading.keep(path, data) else None
