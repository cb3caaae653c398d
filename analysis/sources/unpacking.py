"""Compressed bytes as a stream that ends where more comes out than a repository needs."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Protocol

from analysis.sources.archive_reading import MAX_RATIO, MB, Reading
from analysis.sources.errors import SourceError

CHUNK = MB // 16
RATIO_FROM_BYTES = 64 * MB
"""A tree may hold a file of zeros: below this, no ratio is odd."""
MOST_MEMORY = 128 * MB
"""What `xz -9` needs is half of it; a header may ask for 4 GB."""
MOST_PARTS = 16_384
"""Compressed parts one after the other; each costs a moment, however small it is."""


class Unpacker(Protocol):
    """What bz2 and lzma have in common, and `_Gzip` too."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gzip:
    """zlib's own reading of gzip, in the manner of the others."""

    def __init__(self) -> None:
        self._unpacker = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._unpacker.eof

    @property
    def needs_input(self) -> bool:
        return not self._unpacker.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._unpacker.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._unpacker.decompress(self._unpacker.unconsumed_tail + data, max_length)


UNPACKERS: tuple[tuple[bytes, Callable[[], Unpacker]], ...] = (
    (b"\x1f\x8b", _Gzip),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\0", lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_MEMORY)),
)
"""How a compressed stream begins -> what unpacks it."""


def unpacker_of(content: bytes) -> Callable[[], Unpacker] | None:
    """What unpacks these bytes; None where they are not compressed in a way that we know."""
    return next((make for magic, make in UNPACKERS if content.startswith(magic)), None)


class Stream:
    """The bytes of an archive, unpacked as they are asked for, each of them counted.

    `read` raises SourceError beyond the limits, and where the compressed bytes are damaged or end
    too early.
    """

    def __init__(
        self, content: bytes, make: Callable[[], Unpacker] | None, reading: Reading
    ) -> None:
        self._content = content
        self._reading = reading
        self._make = make
        self._unpacker = make() if make is not None else None
        self._parts = 1
        self._at = 0
        self._ready = b""
        self._used = 0
        self._unpacked = 0

    def read(self, size: int) -> bytes:
        """The next `size` bytes, or fewer at the end."""
        pieces = []
        while size > 0 and (piece := self._some(size)):
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def skip(self, size: int) -> bool:
        """Passes over the next `size` bytes; False where there are fewer."""
        while size > 0 and (piece := self._some(min(size, CHUNK))):
            size -= len(piece)
        return size == 0

    def _some(self, most: int) -> bytes:
        if self._make is None:
            piece = self._content[self._at : self._at + most]
            self._at += len(piece)
            return piece
        if self._used == len(self._ready):
            self._ready, self._used = self._next(), 0
        piece = self._ready[self._used : self._used + most]
        self._used += len(piece)
        return piece

    def _next(self) -> bytes:
        try:
            while True:
                unpacker = self._unpacker
                if unpacker is None:
                    return b""
                if unpacker.eof:
                    self._begin_part(unpacker.unused_data)
                    continue
                fed = b""
                if unpacker.needs_input:
                    fed = self._content[self._at : self._at + CHUNK]
                    self._at += len(fed)
                piece = unpacker.decompress(fed, CHUNK)
                if not (fed or piece or unpacker.eof):
                    raise EOFError
                self._unpacked += len(piece)
                self._check()
                if piece:
                    return piece
        except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as error:
            raise damaged(self._reading) from error

    def _begin_part(self, unused: bytes) -> None:
        """Goes on with the next compressed part, where another one follows."""
        self._at -= len(unused)
        assert self._make is not None
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise self._reading.too_much()
        # What is no further part is padding, or a note that somebody left.
        rest = self._content[self._at : self._at + 6]
        self._unpacker = self._make() if unpacker_of(rest) is not None else None

    def _check(self) -> None:
        ratio = self._unpacked / max(self._at, 1)
        if self._unpacked > self._reading.limits.unpacked_bytes or (
            self._unpacked > RATIO_FROM_BYTES and ratio > MAX_RATIO
        ):
            raise self._reading.too_much()


def damaged(reading: Reading) -> SourceError:
    """The refusal of what can't be read to its end: half a repository would mislead."""
    return SourceError(f"{reading.shown} is damaged or cut off")
