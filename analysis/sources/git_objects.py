"""Objects of a git repository by their ids: within bounds, and without its configuration."""

from __future__ import annotations

import os
import re
import stat
import weakref
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from dulwich.object_format import SHA1, SHA256, ObjectFormat
from dulwich.objects import ObjectID, RawObjectID, ShaFile
from dulwich.pack import (
    DELTA_TYPES,
    REF_DELTA,
    Pack,
    PackData,
    UnpackedObject,
    load_pack_index,
)

MAX_OBJECT_BYTES = 4 * 2**20
"""More than any commit, folder or source file whose past is worth a look."""
_CACHE_BYTES = 32 * 2**20
_MOST_PACKS = 256
_HEAD_BYTES = 512
"""More than the first few bytes of anything take, with the tables of how it is compressed."""

# What reading a damaged or hostile repository may raise: dulwich tells a broken pack from an
# unlucky one by a dozen types, asserts what a file must say, and parses with `struct` and `zlib`.
UNREADABLE = (Exception,)


class TooLarge(Exception):
    """An object that is not looked at."""


class GitObjects:
    """The objects of one repository. Raises one of UNREADABLE for what is not there or broken.

    Other repositories that it borrows from (alternates) are left alone. No object is read that is
    larger than `most` bytes, or is a difference to such a one.
    """

    def __init__(self, folder: str, id_length: int, most: int | None = None) -> None:
        self._folder = folder
        self._most = MAX_OBJECT_BYTES if most is None else most
        self.format: ObjectFormat = SHA256 if id_length == 64 else SHA1
        self._packs: list[Pack] = []
        self._stems = list(_packs(f"{folder}/pack"))
        for stem in self._stems:
            pack = partial(_BoundedPack, f"{stem}.pack", self.format, self._most)
            index = partial(load_pack_index, f"{stem}.idx", self.format)
            # What other packs hold can be read all the same.
            with suppress(*UNREADABLE):
                self._packs.append(Pack.from_lazy_objects(pack, index))
        # At the end of the process, too: then they could no longer close themselves.
        weakref.finalize(self, _close, self._packs)

    def is_outdated(self) -> bool:
        """Whether packs have come or gone."""
        return self._stems != list(_packs(f"{self._folder}/pack"))

    def read(self, name: bytes) -> tuple[int, bytes]:
        """The type number and the content of an object by its binary id."""
        for pack in self._packs:
            try:
                kind, content = pack.get_raw(RawObjectID(name))
            except KeyError:
                continue
            break
        else:
            kind, content = self._loose(name.hex())
        if len(content) > self._most:
            raise TooLarge(name.hex())
        return kind, content

    def size(self, name: bytes) -> int:
        """The bytes of an object's content, without unfolding it."""
        for pack in self._packs:
            try:
                offset = pack.index.object_offset(RawObjectID(name))
            except KeyError:
                continue
            data = pack.data
            assert isinstance(data, _BoundedPack)
            return data.size_at(offset)
        with open(self._loose_path(name.hex()), "rb") as file:  # noqa: PTH123
            head = zlib.decompressobj().decompress(file.read(_HEAD_BYTES), _HEAD_BYTES)
        return int(head.partition(b"\0")[0].split(b" ")[1])

    def beginning(self, digits: str) -> Iterator[bytes]:
        """The ids that begin with some hexadecimal digits, two at least, each once."""
        even = bytes.fromhex(digits[: len(digits) // 2 * 2])
        found = {name for pack in self._packs for name in pack.index.iter_prefix(even)}
        loose = re.compile(f"[0-9a-f]{{{self.format.hex_length - 2}}}")
        with suppress(OSError), os.scandir(f"{self._folder}/{digits[:2]}") as scan:
            names = (entry.name for entry in scan if loose.fullmatch(entry.name))
            found |= {RawObjectID(bytes.fromhex(digits[:2] + name)) for name in names}
        return (name for name in sorted(found) if name.hex().startswith(digits))

    def _loose(self, name: str) -> tuple[int, bytes]:
        path = self._loose_path(name)
        found = ShaFile.from_path(
            path,
            ObjectID(name.encode()),
            object_format=self.format,
            max_size=self._most,
        )
        return found.type_num, found.as_raw_string()

    def _loose_path(self, name: str) -> str:
        path = f"{self._folder}/{name[:2]}/{name[2:]}"
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise TooLarge(name)
        return path


def _close(packs: list[Pack]) -> None:
    for pack in packs:
        pack.close()


class _BoundedPack(PackData):
    """A pack that unfolds no object which says that it is large, nor one on top of such."""

    def __init__(self, filename: str, object_format: ObjectFormat, most: int) -> None:
        self._most = most
        super().__init__(filename, object_format, delta_base_cache_limit=_CACHE_BYTES)

    def get_unpacked_object_at(self, offset: int, *, include_comp: bool = False) -> UnpackedObject:
        # The type and four bits, then seven bits a byte; what follows may not be longer than this.
        size, _ = _number(self._buffer()[offset : offset + 10], first_bits=4)
        if size > self._most:
            raise TooLarge(offset)
        unpacked = super().get_unpacked_object_at(offset, include_comp=include_comp)
        if unpacked.pack_type_num in DELTA_TYPES:
            head = b"".join(unpacked.decomp_chunks)[:20]
            _, read = _number(head)
            if _number(head[read:])[0] > self._most:
                raise TooLarge(offset)
        return unpacked

    def size_at(self, offset: int) -> int:
        """The size of the object at an offset, of a difference that of what it makes."""
        head = bytes(self._buffer()[offset : offset + _HEAD_BYTES])
        size, at = _number(head, first_bits=4)
        kind = head[0] >> 4 & 7
        if kind not in DELTA_TYPES:
            return size
        at += self.object_format.oid_length if kind == REF_DELTA else _number(head[at:])[1]
        data = bytes(self._buffer()[offset + at : offset + at + _HEAD_BYTES])
        numbers = zlib.decompressobj().decompress(data, 20)
        return _number(numbers[_number(numbers)[1] :])[0]


def _number(data: bytes, first_bits: int = 7) -> tuple[int, int]:
    """A number as git writes it, least bits first, and how many bytes it takes."""
    value, shift, bits = 0, 0, first_bits
    for read, byte in enumerate(data, 1):
        value |= (byte & ((1 << bits) - 1)) << shift
        shift, bits = shift + bits, 7
        if not byte & 0x80:
            return value, read
    raise TooLarge(value)


def _packs(folder: str) -> Iterator[str]:
    """The packs that have an index, without their suffix; links are left out."""
    try:
        with os.scandir(folder) as scan:
            files = {entry.name for entry in scan if entry.is_file(follow_symlinks=False)}
    except OSError:
        return
    stems = [name[:-5] for name in sorted(files) if name.endswith(".pack")]
    for stem in stems[:_MOST_PACKS]:
        if f"{stem}.idx" in files:
            yield str(Path(folder, stem))
