"""Packs that a server sent: what is read of them, and what is refused."""

from __future__ import annotations

import io
import os
from typing import IO, cast

import pytest
from dulwich.object_format import SHA1
from dulwich.objects import Blob
from dulwich.pack import create_delta, write_pack_objects
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sources.git_difference import BadPack, apply_difference
from analysis.sources.git_pack import PackLimits, PackObjects
from tests.sources.packs import (
    BLOB,
    NAME_DELTA,
    OFFSET_DELTA,
    back,
    difference,
    entry,
    name_of,
    pack_of,
)

LIMITS = PackLimits(objects=100, unfolded=300_000, most=100_000)
COPY_ALL = b"\x90\x05"  # five bytes from the start
ADD = b"\x01!"


def opened(pack: bytes, limits: PackLimits = LIMITS) -> PackObjects:
    return PackObjects(pack, 20, limits, lambda number, count: None)


@settings(max_examples=40)
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=6), st.integers(1, 40))
def test_reads_what_dulwich_writes(contents: list[bytes], times: int) -> None:
    texts = {content * times + content[:9] for content in contents}
    texts |= {text + b"more" for text in texts}
    blobs = [Blob.from_string(text) for text in sorted(texts)]
    file = io.BytesIO()
    write_pack_objects(cast(IO[bytes], file), blobs, deltify=True, object_format=SHA1)
    objects = opened(file.getvalue())
    for blob in blobs:
        name = bytes.fromhex(blob.id.decode())
        assert objects.read(name) == (BLOB, blob.as_raw_string())
        assert objects.size(name) == len(blob.as_raw_string())


@settings(max_examples=40)
@given(st.binary(max_size=400), st.binary(max_size=100), st.binary(max_size=400))
def test_applies_what_dulwich_finds_different(head: bytes, middle: bytes, tail: bytes) -> None:
    before, after = head + tail, head[:50] + middle + tail + head
    found = b"".join(create_delta(before, after))
    assert apply_difference(before, found, 10_000) == after


@settings(max_examples=40)
@given(st.binary(max_size=60), st.binary(max_size=60))
def test_a_difference_is_applied_or_refused(base: bytes, orders: bytes) -> None:
    for said in (orders, difference(len(base), len(orders), orders)):
        try:
            assert len(apply_difference(base, said, 1_000)) <= 1_000
        except BadPack:
            continue


def test_differences_may_stand_before_what_they_are_applied_to() -> None:
    first, second, third = b"12345", b"12345!", b"12345!!"
    objects = opened(
        pack_of(
            entry(NAME_DELTA, difference(6, 7, b"\x90\x06" + ADD), name_of(BLOB, second)),
            entry(NAME_DELTA, difference(5, 6, COPY_ALL + ADD), name_of(BLOB, first)),
            entry(BLOB, first),
        )
    )
    assert [objects.read(name_of(BLOB, text))[1] for text in (first, second, third)] == [
        *(first, second, third)
    ]


def test_a_difference_to_what_stands_before_it() -> None:
    base = entry(BLOB, b"12345")
    objects = opened(
        pack_of(base, entry(OFFSET_DELTA, difference(5, 6, COPY_ALL + ADD), back(len(base))))
    )
    assert objects.read(name_of(BLOB, b"12345!")) == (BLOB, b"12345!")


def test_what_is_too_large_is_there_and_not_read() -> None:
    large = bytes(LIMITS.most + 1)
    objects = opened(pack_of(entry(BLOB, large), entry(BLOB, b"small")))
    assert objects.size(name_of(BLOB, large)) == len(large)
    with pytest.raises(KeyError):
        objects.read(name_of(BLOB, large))
    assert objects.read(name_of(BLOB, b"small"))[1] == b"small"


BASE = entry(BLOB, b"12345")
CYCLE = name_of(BLOB, b"a"), name_of(BLOB, b"b")
BAD = {
    "empty": b"",
    "no-pack": b"JUNK" + pack_of(BASE)[4:],
    "checksum": pack_of(BASE)[:-1] + b"?",
    "fewer-than-said": pack_of(BASE, count=2),
    "more-than-allowed": pack_of(BASE, count=2**32 - 1),
    "smaller-than-said": pack_of(entry(BLOB, b"12345", size=9)),
    "larger-than-said": pack_of(entry(BLOB, b"12345" * 99, size=9)),
    "no-zlib": pack_of(b"\x35junk and more"),
    "kind-0": pack_of(entry(0, b"x")),
    "kind-5": pack_of(entry(5, b"x")),
    "endless-size": pack_of(b"\xff" * 60),
    "bomb": pack_of(entry(BLOB, bytes(400_000))),
    "bomb-of-many": pack_of(*(entry(BLOB, bytes([n]) * 90_000) for n in range(4))),
    "thin": pack_of(entry(NAME_DELTA, difference(5, 6, COPY_ALL + ADD), name_of(BLOB, b"?"))),
    "cycle": pack_of(*(entry(NAME_DELTA, difference(1, 1, ADD), name) for name in CYCLE)),
    "base-of-itself": pack_of(BASE, entry(OFFSET_DELTA, difference(5, 1, ADD), back(0))),
    "base-before-all": pack_of(BASE, entry(OFFSET_DELTA, difference(5, 1, ADD), back(9_999))),
    "base-in-the-middle": pack_of(BASE, entry(OFFSET_DELTA, difference(5, 1, ADD), back(3))),
    "copies-what-is-not-there": pack_of(
        BASE, entry(OFFSET_DELTA, difference(5, 9, b"\x90\x09"), back(len(BASE)))
    ),
    "difference-bomb": pack_of(
        BASE, entry(OFFSET_DELTA, difference(5, 2**40, COPY_ALL), back(len(BASE)))
    ),
    "order-of-nothing": pack_of(
        BASE, entry(OFFSET_DELTA, difference(5, 5, b"\0" + COPY_ALL), back(len(BASE)))
    ),
}


@pytest.mark.parametrize("pack", BAD.values(), ids=BAD)
def test_bad_packs_are_refused(pack: bytes) -> None:
    with pytest.raises(BadPack):
        opened(pack)


def test_a_long_chain_is_unfolded_once_and_then_within_bounds() -> None:
    """Every one copies the one before: what all of them make is counted."""
    text = os.urandom(20_000)
    objects, copy = [entry(BLOB, text)], b"\xb0\x20\x4e"
    for _ in range(50):
        size = difference(len(text), len(text), copy)
        objects.append(entry(OFFSET_DELTA, size, back(len(objects[-1]))))
    with pytest.raises(BadPack, match="far more"):
        opened(pack_of(*objects))
    assert opened(pack_of(*objects[:5])).read(name_of(BLOB, text))[1] == text


@settings(max_examples=40)
@given(st.data())
def test_a_damaged_pack_raises_nothing_else(data: st.DataObject) -> None:
    content = bytearray(
        pack_of(BASE, entry(OFFSET_DELTA, difference(5, 6, COPY_ALL + ADD), back(len(BASE))))
    )
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(8, len(content) - 21))] = data.draw(st.integers(0, 255))
    entries = bytes(content[12:-20])
    try:
        opened(pack_of(entries, count=int.from_bytes(content[8:12], "big")))
    except BadPack:
        return
