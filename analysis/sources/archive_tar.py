"""A tar archive, plain or compressed: read once, from its beginning to its end.

Not by `tarfile`: among the Pythons that we support are some that a header can keep busy for ever
(CVE-2024-6232, CVE-2025-8194), and what a source tree needs of the format is small.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from analysis.sources.archive_reading import MB, Reading, wanted
from analysis.sources.relevance import is_relevant_file, is_skipped_path
from analysis.sources.tree import MemoryTree
from analysis.sources.unpacking import Stream, damaged, unpacker_of

BLOCK = 512
MOST_ABOUT_NEXT = MB
"""Bytes of an entry that only says more about the next one."""

_NUL = b"\0"
_FOLDER, _GNU_SPARSE = b"5", b"S"
_NO_FILES = {b"1": "a link", b"2": "a link", b"3": "a device", b"4": "a device", b"6": "a pipe"}
_WITHOUT_DATA = (_FOLDER, *_NO_FILES)
_LONG_NAME, _LONG_LINK, _PAX, _PAX_GLOBAL, _PAX_SUN = b"L", b"K", b"x", b"g", b"X"
_ABOUT_NEXT = (_LONG_NAME, _LONG_LINK, _PAX, _PAX_GLOBAL, _PAX_SUN)
_OCTAL = re.compile(rb" *([0-7]*)[ \0]*")
_DECIMAL = re.compile(rb"[0-9]{1,18}")
_PAX_LENGTH = re.compile(rb"([0-9]{1,8}) ")


class _Entry(msgspec.Struct, frozen=True):
    """An entry; `size` bytes of data follow its header."""

    name: bytes
    kind: bytes
    size: int
    is_sparse: bool = False


def is_tar(content: bytes) -> bool:
    """Whether these bytes begin with the header of a tar archive."""
    return _header(content[:BLOCK]) is not None


def read_tar(content: bytes, reading: Reading, label: str) -> MemoryTree:
    """What is kept of a tar archive. Raises SourceError, too, where it ends too early."""
    stream = Stream(content, unpacker_of(content), reading)
    is_folder: dict[str, bool] = {}
    contents: dict[str, bytes] = {}
    for entry in _entries(stream, reading):
        path = _path(entry, reading)
        if path is not None:
            if path in contents:
                # What unpacks it lets the later one win, too: so an archive is brought up to date.
                del contents[path]
                reading.skip(path, "an earlier entry of this name")
            is_folder[path] = entry.kind == _FOLDER
        if path is None or entry.kind == _FOLDER or not _may_be_kept(path, entry, reading):
            _pass_over(stream, entry.size, reading)
            continue
        data = _data(stream, entry.size, reading)
        if reading.keep(path, data):
            contents[path] = data
    chosen = wanted(is_folder)
    return reading.tree(
        {path: contents[entry] for path, entry in chosen.items() if entry in contents},
        [path for path, entry in chosen.items() if is_folder[entry]],
        label,
    )


def _path(entry: _Entry, reading: Reading) -> str | None:
    """Where an entry stands; None for one that is not looked at."""
    path = reading.path(entry.name.decode("utf-8", "surrogateescape"))
    reason = "a sparse file" if entry.is_sparse else _NO_FILES.get(entry.kind)
    if path is not None and reason is not None:
        if is_relevant_file(path):
            reading.skip(path, reason)
        return None
    return path


def _may_be_kept(path: str, entry: _Entry, reading: Reading) -> bool:
    # Which top folder is taken off is known in the end: until then, only what is below counts.
    below = path.partition("/")[2]
    if not is_relevant_file(path) or is_skipped_path(below):
        return False
    return not reading.is_too_large(path, entry.size)


def _entries(stream: Stream, reading: Reading) -> Iterator[_Entry]:
    """Every entry in turn, with what the entries before it say of it.

    Whoever asks for the next one has read or passed over the data of the last one.
    """
    name: bytes | None = None
    said: dict[bytes, bytes] = {}
    for _ in range(reading.limits.files):
        block = stream.read(BLOCK)
        if not block.strip(_NUL):
            _end(block, stream, reading)
            return
        entry = _header(block)
        if entry is None:
            raise damaged(reading)
        if entry.kind in _ABOUT_NEXT:
            if entry.size > MOST_ABOUT_NEXT:
                raise reading.too_much()
            data = _data(stream, entry.size, reading)
            if entry.kind == _LONG_NAME:
                name = data.partition(_NUL)[0]
            elif entry.kind in (_PAX, _PAX_SUN):
                said = _pax(data, reading)
            continue
        if entry.kind == _GNU_SPARSE:
            _pass_sparse_map(block, stream, reading)
        yield _completed(entry, name, said, reading)
        name, said = None, {}
    raise reading.too_many()


def _completed(
    entry: _Entry, name: bytes | None, said: dict[bytes, bytes], reading: Reading
) -> _Entry:
    """An entry with what stood before it."""
    size = said.get(b"size")
    if size is not None and not _DECIMAL.fullmatch(size):
        raise damaged(reading)
    name = said.get(b"path", entry.name if name is None else name)
    # A thousand bytes of name in front of every empty file are kept, too.
    reading.spend(len(name))
    return _Entry(
        name,
        entry.kind,
        0 if entry.kind in _WITHOUT_DATA else entry.size if size is None else int(size),
        entry.kind == _GNU_SPARSE or any(key.startswith(b"GNU.sparse.") for key in said),
    )


def _end(block: bytes, stream: Stream, reading: Reading) -> None:
    """Tells of what is odd about the end of an archive."""
    if 0 < len(block) < BLOCK:
        raise damaged(reading)
    if not block:
        reading.skip(reading.shown, "ends without the mark of an end: it may be cut off")
    elif stream.read(MB).strip(_NUL):
        reading.skip(reading.shown, "goes on behind its end: what follows is not read")


def _header(block: bytes) -> _Entry | None:
    """What a header says; None where it is none."""
    size, checksum = _number(block[124:136]), _number(block[148:156])
    # The checksum counts itself as eight spaces.
    if len(block) < BLOCK or size is None or checksum != sum(block) - sum(block[148:156]) + 256:
        return None
    name, kind = block[:100].partition(_NUL)[0], block[156:157]
    if block[257:263] == b"ustar\0" and (prefix := block[345:500].partition(_NUL)[0]):
        name = prefix + b"/" + name
    if kind == _NUL and name.endswith(b"/"):
        kind = _FOLDER
    return _Entry(name, kind, size)


def _number(field: bytes) -> int | None:
    """A number of a header, in octal digits or, where it is too large for them, in bytes."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    found = _OCTAL.fullmatch(field)
    return int(found[1] or b"0", 8) if found else None


def _pax(data: bytes, reading: Reading) -> dict[bytes, bytes]:
    """The records `LENGTH KEY=VALUE`, one a line; the length counts the whole line."""
    said: dict[bytes, bytes] = {}
    data = data.rstrip(_NUL)
    at = 0
    while at < len(data):
        found = _PAX_LENGTH.match(data, at)
        end = at + int(found[1]) if found else 0
        if found is None or end <= found.end() or data[end - 1 : end] != b"\n":
            raise damaged(reading)
        key, _, value = data[found.end() : end - 1].partition(b"=")
        said[key] = value
        at = end
    return said


def _pass_sparse_map(block: bytes, stream: Stream, reading: Reading) -> None:
    """Passes over the blocks that say where the holes of a sparse file are."""
    goes_on = block[482]
    while goes_on:
        goes_on = _data(stream, BLOCK, reading)[504]


def _data(stream: Stream, size: int, reading: Reading) -> bytes:
    data = stream.read(size)
    if len(data) < size or not stream.skip(-size % BLOCK):
        raise damaged(reading)
    return data


def _pass_over(stream: Stream, size: int, reading: Reading) -> None:
    if not stream.skip(size + -size % BLOCK):
        raise damaged(reading)
