"""The objects of a pack that a server sent: held in memory, unfolded within bounds.

Not by dulwich's pack files: these unfold whatever an object says of its own size.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator

import msgspec

from analysis.sources.archive_reading import MB
from analysis.sources.git_difference import LONGEST_NUMBER, apply_difference, number_in
from analysis.sources.git_difference import BadPack as BadPack

_KINDS = {1: b"commit", 2: b"tree", 3: b"blob", 4: b"tag"}
_OFFSET_DELTA, _NAME_DELTA = 6, 7
_CACHE_BYTES = 64 * MB
_CHUNK = MB // 16
_HEADER = struct.Struct(">4sII")


class PackLimits(msgspec.Struct, frozen=True):
    """How much of a pack is unfolded: `unfolded` bytes in all, steps in between included.

    An object of more than `most` bytes is passed over.
    """

    objects: int
    unfolded: int
    most: int


class _Place(msgspec.Struct, frozen=True):
    """Where the data of an object begin; `size` is that of the data, unfolded.

    `base` is where the object stands that a difference is applied to, or its id.
    """

    kind: int
    size: int
    start: int
    base: int | bytes | None = None


class _Known(msgspec.Struct, frozen=True):
    kind: int
    size: int
    offset: int


class PackObjects:
    """The objects of a pack by their binary ids, of `id_bytes` each.

    `tell` hears which object of how many is looked at; what it raises ends the work.
    Raises BadPack.
    """

    def __init__(
        self, pack: bytes, id_bytes: int, limits: PackLimits, tell: Callable[[int, int], None]
    ) -> None:
        end = len(pack) - id_bytes
        if end < _HEADER.size:
            raise BadPack("is damaged")
        self._pack = memoryview(pack)[:end]
        self._hash = hashlib.sha256 if id_bytes == 32 else hashlib.sha1
        self._id_bytes = id_bytes
        self._limits = limits
        self._left = limits.unfolded
        self._places: dict[int, _Place] = {}
        self._known: dict[bytes, _Known] = {}
        self._names: dict[int, bytes] = {}
        self._waiting: defaultdict[bytes | int, list[int]] = defaultdict(list)
        self._cache: OrderedDict[int, tuple[int, bytes]] = OrderedDict()
        self._cached = 0
        self._look(pack[end:], tell)
        # What is asked for is unfolded once more.
        self._left = limits.unfolded

    @property
    def is_exhausted(self) -> bool:
        """Whether an object was not read, because too much had been unfolded before."""
        return self._left < 0

    def read(self, name: bytes) -> tuple[int, bytes]:
        """The kind (1 commit, 2 tree, 3 blob, 4 tag) and the content. KeyError for none."""
        known = self._known[name]
        if known.size > self._limits.most:
            raise KeyError(name)
        return self._content(known.offset)

    def size(self, name: bytes) -> int:
        """The bytes of an object's content. KeyError for none."""
        return self._known[name].size

    def beginning(self, digits: str) -> Iterator[bytes]:
        """The ids that begin so."""
        return (name for name in sorted(self._known) if name.hex().startswith(digits))

    def is_outdated(self) -> bool:
        """Never: nothing is added to it."""
        return False

    def _look(self, checksum: bytes, tell: Callable[[int, int], None]) -> None:
        """Finds where every object stands, and its name."""
        magic, version, count = _HEADER.unpack_from(self._pack)
        if magic != b"PACK" or version not in (2, 3):
            raise BadPack("is damaged")
        if count > self._limits.objects:
            raise BadPack(f"has more than {self._limits.objects:,} objects")
        if self._hash(self._pack).digest() != checksum:
            raise BadPack("is damaged")
        at = _HEADER.size
        for number in range(count):
            tell(number, count)
            offset, place = at, self._place(at)
            self._places[offset] = place
            unfolded = _Unfolded(self._pack, place)
            if place.size > self._limits.most:
                self._pass_over(offset, place, unfolded)
            else:
                content = self._spent(b"".join(unfolded))
                self._name_all(offset, content)
            at = unfolded.end
        if self._waiting:
            raise BadPack("is not whole")

    def _place(self, at: int) -> _Place:
        """What stands in front of the data of an object."""
        offset = at
        size, at = self._number(at, first_bits=4)
        kind = self._pack[offset] >> 4 & 7
        if kind in _KINDS:
            return _Place(kind, size, at)
        if kind == _NAME_DELTA:
            end = at + self._id_bytes
            return _Place(kind, size, end, bytes(self._pack[at:end]))
        if kind != _OFFSET_DELTA:
            raise BadPack("is damaged")
        back, at = self._distance(at)
        if offset - back not in self._places:
            raise BadPack("is damaged")
        return _Place(kind, size, at, offset - back)

    def _number(self, at: int, first_bits: int) -> tuple[int, int]:
        """A number, its lowest bits first, and where it ends."""
        return number_in(self._pack[at : at + LONGEST_NUMBER], at, first_bits)

    def _distance(self, at: int) -> tuple[int, int]:
        """How far back the base of a difference stands, and where this number ends."""
        back = -1
        for byte in self._pack[at : at + LONGEST_NUMBER]:
            at += 1
            back = (back + 1) << 7 | byte & 0x7F
            if not byte & 0x80:
                return back, at
        raise BadPack("is damaged")

    def _pass_over(self, offset: int, place: _Place, unfolded: _Unfolded) -> None:
        """Only the name of what is too large, so that it is known to be there."""
        name = self._named(place.kind, place.size) if place.base is None else None
        for piece in unfolded:
            self._spent(piece)
            if name is not None:
                name.update(piece)
        if name is not None:
            self._known[name.digest()] = _Known(place.kind, place.size, offset)

    def _name_all(self, offset: int, data: bytes) -> None:
        """Names an object, and all the differences that have waited for it."""
        todo = [offset]
        given: bytes | None = data
        while todo:
            offset = todo.pop()
            data, given = self._data(offset) if given is None else given, None
            place = self._places[offset]
            if place.base is None:
                kind, content = place.kind, data
            elif (base := self._offset_of(place.base)) is None:
                self._waiting[place.base].append(offset)
                continue
            else:
                kind, content = self._content(base)
                content = self._applied(content, data)
            self._remember(offset, kind, content)
            name = self._named(kind, len(content))
            name.update(content)
            self._names[offset] = name.digest()
            self._known[name.digest()] = _Known(kind, len(content), offset)
            for waited in (offset, name.digest()):
                todo += self._waiting.pop(waited, ())

    def _offset_of(self, base: int | bytes) -> int | None:
        """Where a base stands whose name is known."""
        if isinstance(base, int):
            return base if base in self._names else None
        known = self._known.get(base)
        return known.offset if known is not None else None

    def _content(self, offset: int) -> tuple[int, bytes]:
        """The kind and the content of an object, all differences applied."""
        differences: list[tuple[int, bytes]] = []
        while (found := self._cache.get(offset)) is None:
            place, data = self._places[offset], self._data(offset)
            if place.base is None:
                found = place.kind, data
                break
            differences.append((offset, data))
            base = self._offset_of(place.base)
            assert base is not None
            offset = base
        else:
            self._cache.move_to_end(offset)
        kind, content = found
        while differences:
            offset, data = differences.pop()
            content = self._applied(content, data)
            self._remember(offset, kind, content)
        return kind, content

    def _data(self, offset: int) -> bytes:
        """What stands in the pack for an object: its content, or a difference."""
        return self._spent(b"".join(_Unfolded(self._pack, self._places[offset])))

    def _applied(self, base: bytes, difference: bytes) -> bytes:
        return self._spent(apply_difference(base, difference, self._limits.most))

    def _spent(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise BadPack("unfolds to far more than its size")
        return data

    def _remember(self, offset: int, kind: int, content: bytes) -> None:
        self._cache[offset] = kind, content
        self._cached += len(content)
        while self._cached > _CACHE_BYTES:
            self._cached -= len(self._cache.popitem(last=False)[1][1])

    def _named(self, kind: int, size: int) -> hashlib._Hash:
        return self._hash(b"%s %d\0" % (_KINDS[kind], size))


class _Unfolded:
    """The data of an object, piece by piece; in the end, `end` is where the next one begins."""

    def __init__(self, pack: memoryview, place: _Place) -> None:
        self._pack = pack
        self._place = place
        self.end = place.start

    def __iter__(self) -> Iterator[bytes]:
        unpacker = zlib.decompressobj()
        left = self._place.size
        # What is fed in vain is copied: so not much more than the data can be.
        step = min(_CHUNK, left + left // 1000 + 64)
        while not unpacker.eof:
            fed = self._pack[self.end : self.end + step]
            if not fed:
                raise BadPack("is damaged")
            self.end += len(fed)
            try:
                piece = unpacker.decompress(fed, left + 1)
            except zlib.error as error:
                raise BadPack("is damaged") from error
            left -= len(piece)
            if left < 0 or unpacker.unconsumed_tail:
                raise BadPack("is damaged")
            yield piece
        self.end -= len(unpacker.unused_data)
        if left:
            raise BadPack("is damaged")
