"""One file of facts: where each path stood, and the encoded facts of each content."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from analysis.extract.cache.sealed import Damaged, seal, unseal

Times = tuple[int, int, int, int]
"""A `Stamp`, as it is read from a file."""


class Place(msgspec.Struct, frozen=True, array_like=True):
    """What a path held: the digest of its content, and the stamp it can be known by."""

    digest: bytes
    stamp: Times | None


class Layer(msgspec.Struct, frozen=True):
    """Each entry is true by itself, whatever other layers say: a digest says all of a content."""

    places: Mapping[str, Place] = msgspec.field(default_factory=dict)
    blobs: Mapping[bytes, bytes | memoryview] = msgspec.field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(map(len, self.blobs.values()))


class _Head(msgspec.Struct, frozen=True, array_like=True):
    """In columns, which are a fraction of the size of rows and of the time to read them."""

    digests: list[bytes]
    ends: list[int]
    paths: list[str]
    contents: list[int]
    stamps: list[Times | None]


_encode_head = msgspec.msgpack.Encoder().encode
_decode_head = msgspec.msgpack.Decoder(_Head).decode


def encode_layer(layer: Layer, version: bytes) -> list[bytes | memoryview]:
    """The parts of a file. Raises UnicodeEncodeError for a path that is no text."""
    ends, end = [], 0
    for blob in layer.blobs.values():
        end += len(blob)
        ends.append(end)
    # First those that have facts here; a path may have gone back to what the base holds.
    digests = list(dict.fromkeys((*layer.blobs, *(at.digest for at in layer.places.values()))))
    numbers = {digest: number for number, digest in enumerate(digests)}
    head = _Head(
        digests,
        ends,
        list(layer.places),
        [numbers[place.digest] for place in layer.places.values()],
        [place.stamp for place in layer.places.values()],
    )
    return seal(version, _encode_head(head), list(layer.blobs.values()))


def decode_layer(data: bytes, version: bytes) -> Layer | None:
    """What `encode_layer` wrote; None for another version. Raises Damaged."""
    opened = unseal(data, version)
    if opened is None:
        return None
    try:
        head = _decode_head(opened.head)
        digests = head.digests
        starts = [0, *head.ends]
        return Layer(
            {
                path: Place(digests[content], stamp)
                for path, content, stamp in zip(head.paths, head.contents, head.stamps, strict=True)
            },
            {
                digest: opened.body[start:end]
                for digest, start, end in zip(digests, starts, head.ends, strict=False)
            },
        )
    except (msgspec.DecodeError, ValueError, IndexError) as error:
        raise Damaged from error
