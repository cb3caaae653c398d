"""Sets of module numbers as the bits of one integer."""

from __future__ import annotations

from collections.abc import Iterator


def bits_of(bits: int) -> Iterator[int]:
    """The numbers in a set, from the smallest on."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
