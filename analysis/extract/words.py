"""On which lines of a source a word stands, without tokenizing it."""

from __future__ import annotations

import io
import itertools
import re
import tokenize
from collections.abc import Iterator

_CODING = re.compile(rb"coding[:=]")


class Words:
    """The text of one file, with the line ends that Python counts turned into newlines."""

    __slots__ = ("text",)

    def __init__(self, source: bytes) -> None:
        if b"\r" in source:
            source = source.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if _CODING.search(source, 0, 400):
            source = _as_utf8(source)
        self.text = source

    def lines(self, word: bytes) -> list[int]:
        """The line of each occurrence, in order; a part of a longer word counts too."""
        return [line for line, _ in self.followed(word)]

    def followed(self, word: bytes) -> Iterator[tuple[int, bytes]]:
        """The line of each occurrence, in order, and the text from there to the next one."""
        if word not in self.text:
            return
        line = 1
        for piece, after in itertools.pairwise(self.text.split(word)):
            line += piece.count(b"\n")
            yield line, after

    def sorted_lines(self, words: tuple[bytes, ...]) -> list[int]:
        return sorted([line for word in words for line in self.lines(word)])

    def matching(self, pattern: re.Pattern[bytes]) -> list[tuple[int, re.Match[bytes]]]:
        """Each match with the line on which it ends."""
        line, before = 1, 0
        found = []
        for match in pattern.finditer(self.text):
            line += self.text.count(b"\n", before, match.end())
            before = match.end()
            found.append((line, match))
        return found


def _as_utf8(source: bytes) -> bytes:
    """Some encodings write keywords in other bytes than ASCII does."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        return source if encoding == "utf-8" else source.decode(encoding).encode()
    except (SyntaxError, ValueError, LookupError):
        return source
