"""Inputs that are nearly right: pieces of real ones, cut, repeated, mixed and spoilt."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

MOST_CHANGES = 8
_NUMBERS = (0, 1, 2, 31, 64, 100, 127, 128, 255)


def spoilt(seeds: Sequence[bytes], words: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """One of the seeds after a few changes; `words` are what matters in such a text."""
    return st.builds(
        _changed,
        st.sampled_from(seeds),
        st.lists(_change(seeds, words), max_size=MOST_CHANGES),
    )


def mixed(seeds: Sequence[bytes], words: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Lines of several seeds, put together, and then spoilt."""
    lines = [line for seed in seeds for line in seed.splitlines(keepends=True)]
    text = st.lists(st.sampled_from(lines), max_size=24).map(b"".join)
    return st.builds(_changed, text, st.lists(_change(seeds, words), max_size=MOST_CHANGES))


Change = tuple[str, int, int, bytes]


def _change(seeds: Sequence[bytes], words: Sequence[bytes]) -> st.SearchStrategy[Change]:
    place = st.integers(0, 2**16)
    length = st.integers(0, 64)
    piece = st.one_of(
        st.sampled_from(words),
        st.binary(min_size=1, max_size=8),
        st.sampled_from(_NUMBERS).map(lambda number: bytes([number])),
        st.tuples(st.sampled_from(seeds), place, length).map(
            lambda drawn: drawn[0][(at := drawn[1] % (len(drawn[0]) + 1)) : at + drawn[2]]
        ),
        st.tuples(st.sampled_from(words), st.integers(2, 400)).map(
            lambda drawn: (drawn[0] * drawn[1])[:4_000]
        ),
    )
    kinds = st.sampled_from(["insert", "replace", "delete", "repeat", "cut"])
    return st.tuples(kinds, place, length, piece)


def _changed(text: bytes, changes: Sequence[Change]) -> bytes:
    for kind, place, length, piece in changes:
        at = place % (len(text) + 1)
        if kind == "insert":
            text = text[:at] + piece + text[at:]
        elif kind == "replace":
            text = text[:at] + piece + text[at + len(piece) :]
        elif kind == "delete":
            text = text[:at] + text[at + length :]
        elif kind == "repeat":
            text = text[: at + length] + text[at:]
        else:
            text = text[:at]
    return text
