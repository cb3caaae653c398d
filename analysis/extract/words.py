"""On which lines of a source a word stands, without tokenizing it."""

from __future__ import annotations

import hashlib
import io
import itertools
import re
import tokenize
from bisect import bisect_right
from collections.abc import Iterator

_CODING = re.compile(rb"coding[:=]")


def mark_of(text: bytes) -> bytes:
    """What stands for a text that is not kept: another one has another mark."""
    return hashlib.blake2b(text, digest_size=12).digest()


class Words:
    """The text of one file, with the line ends that Python counts turned into newlines."""

    __slots__ = ("_starts", "text")

    def __init__(self, source: bytes) -> None:
        if b"\r" in source:
            source = source.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if _CODING.search(source, 0, 400):
            source = _as_utf8(source)
        self.text = source
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """Where each line begins, and where the last one ends."""
        if self._starts is None:
            lengths = map(len, self.text.splitlines(keepends=True))
            self._starts = [0, *itertools.accumulate(lengths)]
        return self._starts

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where some lines begin and end."""
        starts = self.starts
        try:
            return starts[first - 1], starts[last]
        except IndexError:
            # An encoding that hides the ends of lines, and was not recognized as such.
            return 0, len(self.text)

    def lines(self, pattern: re.Pattern[bytes], begin: int, end: int) -> Iterator[int]:
        """The lines on which a match begins, each once and in order."""
        starts = self.starts
        last = 0
        for match in pattern.finditer(self.text, begin, end):
            line = bisect_right(starts, match.start())
            if line != last:
                last = line
                yield line

    def line_at(self, offset: int) -> int:
        return bisect_right(self.starts, offset)


def _as_utf8(source: bytes) -> bytes:
    """Some encodings write keywords in other bytes than ASCII does."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        return source if encoding == "utf-8" else source.decode(encoding).encode()
    except (SyntaxError, ValueError, LookupError):
        return source
