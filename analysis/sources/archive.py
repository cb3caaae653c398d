"""An archive as a source tree: read in memory, within limits, with nothing unpacked to disk."""

from __future__ import annotations

from pathlib import Path

from analysis.sources.archive_reading import MB, Limits, Reading
from analysis.sources.archive_tar import is_tar, read_tar
from analysis.sources.archive_zip import is_zip, read_zip
from analysis.sources.errors import SourceError
from analysis.sources.printable import printable
from analysis.sources.tree import MemoryTree
from analysis.sources.unpacking import unpacker_of

_NOT_READ = {
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
}
_HEAD = 512


def open_archive(data: bytes | Path, label: str, limits: Limits | None = None) -> MemoryTree:
    """The relevant files of a zip or tar archive, the latter plain or in gzip, bzip2 or xz.

    A single top folder, as GitHub adds one, is taken off. Entries that are damaged, encrypted,
    no plain files, or would leave the archive's folder are in `skipped`. Raises SourceError, with
    one sentence, for what is no such archive, holds no Python or unpacks to more than the limits.
    """
    limits = limits or Limits()
    shown = printable(label)
    content = _content(data, shown, limits)
    reading = Reading(shown, limits)
    # A zip archive may stand inside of a tar archive, and then at its end.
    if is_tar(content) or unpacker_of(content) is not None:
        return read_tar(content, reading, label)
    if is_zip(content):
        return read_zip(content, reading, label)
    for magic, kind in _NOT_READ.items():
        if content.startswith(magic):
            raise SourceError(f"{shown} is in the format of {kind}, which is not read")
    raise SourceError(
        f"{shown} is no archive that can be read: zip, or tar, tar.gz, tar.bz2, tar.xz"
    )


def is_archive(file: Path) -> bool:
    """Whether a file is an archive by its content, whatever it is called. Raises OSError."""
    with file.open("rb") as opened:
        head = opened.read(_HEAD)
    return is_tar(head) or unpacker_of(head) is not None or is_zip(file)


def _content(data: bytes | Path, shown: str, limits: Limits) -> bytes:
    most = limits.archive_bytes
    try:
        if isinstance(data, Path):
            # No more than that, whatever its size is said to be: it may be a device.
            with data.open("rb") as file:
                data = file.read(most + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no such file"
        raise SourceError(f"{shown}: cannot read this archive: {reason}") from error
    if len(data) > most:
        raise SourceError(f"{shown} is larger than {most // MB} MB")
    return data
