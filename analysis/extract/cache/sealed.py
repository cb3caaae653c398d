"""The form of a cache file: who can read it, a head, a body, and a checksum over all of it."""

from __future__ import annotations

import struct
import zlib

import msgspec

_MAGIC = b"plumbline cache\n"
_PREFIX = struct.Struct("<16s16sQQI")
"""Magic, version, the lengths of head and body, checksum of all but itself."""

VERSION_BYTES = 16


class Damaged(Exception):
    """These bytes are not what was sealed."""


class Opened(msgspec.Struct, frozen=True):
    """The two parts of a file."""

    head: memoryview
    body: memoryview


def seal(version: bytes, head: bytes, body: list[bytes | memoryview]) -> list[bytes | memoryview]:
    """The parts of a file, to be written one after the other."""
    length = sum(map(len, body))
    checksum = zlib.crc32(head, zlib.crc32(_PREFIX.pack(_MAGIC, version, len(head), length, 0)))
    for part in body:
        checksum = zlib.crc32(part, checksum)
    return [_PREFIX.pack(_MAGIC, version, len(head), length, checksum), head, *body]


def unseal(data: bytes, version: bytes) -> Opened | None:
    """The parts of a file; None for one of another version. Raises Damaged."""
    if len(data) < _PREFIX.size:
        raise Damaged
    magic, written, head, body, checksum = _PREFIX.unpack_from(data)
    content = memoryview(data)[_PREFIX.size :]
    if magic != _MAGIC or len(content) != head + body:
        raise Damaged
    if zlib.crc32(content, zlib.crc32(_PREFIX.pack(magic, written, head, body, 0))) != checksum:
        raise Damaged
    return Opened(content[:head], content[head:]) if written == version else None
