"""How git writes one object as what it differs by from another one."""

from __future__ import annotations

LONGEST_NUMBER = 10
"""Bytes."""
_STARTS = ((0x01, 0), (0x02, 8), (0x04, 16), (0x08, 24))
_COUNTS = ((0x10, 0), (0x20, 8), (0x40, 16))
"""Which bits of an order say that a byte of the start, or of the count, follows it."""


class BadPack(Exception):
    """A pack that is damaged, not whole, or larger than is unfolded; the message says which."""


def apply_difference(base: bytes, difference: bytes, most: int) -> bytes:
    """What a difference makes of `base`, if that has no more than `most` bytes. Raises BadPack."""
    base_size, at = number_in(difference[:LONGEST_NUMBER], 0, 7)
    size, at = number_in(difference[at : at + LONGEST_NUMBER], at, 7)
    if base_size != len(base) or size > most:
        raise BadPack("is damaged" if size <= most else "holds a file that is far too large")
    # In plain steps: a large pack has a million orders.
    made = bytearray()
    try:
        while at < len(difference):
            order = difference[at]
            at += 1
            if not order & 0x80:
                piece, count = difference[at : at + order], order
                at += order
            else:
                start = count = 0
                for bit, shift in _STARTS:
                    if order & bit:
                        start |= difference[at] << shift
                        at += 1
                for bit, shift in _COUNTS:
                    if order & bit:
                        count |= difference[at] << shift
                        at += 1
                count = count or 0x10000
                piece = base[start : start + count]
            # An order of no bytes is none.
            if not count or len(piece) != count or len(made) + count > size:
                raise BadPack("is damaged")
            made += piece
    except IndexError as error:
        raise BadPack("is damaged") from error
    if len(made) != size:
        raise BadPack("is damaged")
    return bytes(made)


def number_in(data: bytes | memoryview, at: int, first_bits: int) -> tuple[int, int]:
    """The number that `data` begins with, its lowest bits first, and where it ends.

    `at` is where `data` stands; the first byte has `first_bits` of it. Raises BadPack.
    """
    value, shift, bits = 0, 0, first_bits
    for byte in data:
        at += 1
        value |= (byte & ((1 << bits) - 1)) << shift
        shift, bits = shift + bits, 7
        if not byte & 0x80:
            return value, at
    raise BadPack("is damaged")
