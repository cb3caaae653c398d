"""Packs of git, byte by byte, so that they can be wrong."""

from __future__ import annotations

import hashlib
import struct
import zlib

COMMIT, TREE, BLOB, TAG, OFFSET_DELTA, NAME_DELTA = 1, 2, 3, 4, 6, 7
_NAMES = {COMMIT: b"commit", TREE: b"tree", BLOB: b"blob", TAG: b"tag"}


def pack_of(*objects: bytes, count: int | None = None) -> bytes:
    """A pack of objects; `count` is how many it says that it holds."""
    head = struct.pack(">4sII", b"PACK", 2, len(objects) if count is None else count)
    content = head + b"".join(objects)
    return content + hashlib.sha1(content).digest()


def entry(kind: int, data: bytes, base: bytes = b"", size: int | None = None) -> bytes:
    """An object in a pack; `size` is how large it says that it is."""
    size = len(data) if size is None else size
    first, size = kind << 4 | size & 15, size >> 4
    head = bytearray()
    while size:
        head.append(first | 0x80)
        first, size = size & 127, size >> 7
    head.append(first)
    return bytes(head) + base + zlib.compress(data)


def back(distance: int) -> bytes:
    """How far before a difference its base stands."""
    found = bytearray([distance & 127])
    while distance := distance >> 7:
        distance -= 1
        found.insert(0, distance & 127 | 0x80)
    return bytes(found)


def difference(base_size: int, size: int, orders: bytes) -> bytes:
    """A difference that says how much it is applied to, and how much it makes."""
    return _number(base_size) + _number(size) + orders


def name_of(kind: int, data: bytes) -> bytes:
    return hashlib.sha1(b"%s %d\0%s" % (_NAMES[kind], len(data), data)).digest()


def repository(files: dict[bytes, bytes], mode: bytes = b"100644") -> tuple[str, list[bytes]]:
    """The id of a commit of these files at the top, and the objects it takes."""
    objects = [entry(BLOB, data) for data in files.values()]
    tree = b"".join(
        b"%s %s\0%s" % (mode, name, name_of(BLOB, data)) for name, data in sorted(files.items())
    )
    return commit_of(tree, objects)


def commit_of(tree: bytes, objects: list[bytes]) -> tuple[str, list[bytes]]:
    """The id of a commit of a folder, and the objects: those of the folder, and what is in it."""
    who = b"A <a@example.org> 1700000000 +0000"
    commit = b"tree %s\nauthor %s\ncommitter %s\n\nDo it\n" % (
        name_of(TREE, tree).hex().encode(),
        who,
        who,
    )
    made = [entry(COMMIT, commit), entry(TREE, tree), *objects]
    return name_of(COMMIT, commit).hex(), made


def _number(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 0x80)
        value >>= 7
    return bytes([*found, value])
