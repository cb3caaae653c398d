"""A patch as lines with their numbers on both sides, to be shown one way or the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from analysis import OverlayTree, SourceTree, TextEdit, overlay, unified_diff

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
NO_END = "\\ No newline at end of file"


class Line(msgspec.Struct, frozen=True):
    """A line of a hunk; `old` or `new` is None where that side does not have it."""

    kind: Literal["same", "minus", "plus"]
    text: str
    old: int | None
    new: int | None
    ended: bool = True
    """Whether it ends with a line break."""


class FileChange(msgspec.Struct, frozen=True):
    """What a patch does to one file, hunk by hunk."""

    path: str
    kind: Literal["changed", "new", "gone"]
    hunks: tuple[tuple[Line, ...], ...]

    @property
    def added(self) -> int:
        return sum(line.kind == "plus" for hunk in self.hunks for line in hunk)

    @property
    def removed(self) -> int:
        return sum(line.kind == "minus" for hunk in self.hunks for line in hunk)


class Row(msgspec.Struct, frozen=True):
    """Two lines beside each other; None where one side has nothing."""

    left: Line | None
    right: Line | None


def changes(tree: SourceTree, edits: tuple[TextEdit, ...]) -> tuple[FileChange, ...]:
    """Each file that the edits change, in order."""
    after = overlay(tree, edits)
    before = set(tree.paths())
    found = []
    for path, content in sorted(after.changed.items()):
        patch = unified_diff(tree, OverlayTree(tree, {path: content}))
        kind: Literal["changed", "new", "gone"] = "changed"
        if path not in before:
            kind = "new"
        elif content is None:
            kind = "gone"
        found.append(FileChange(path, kind, tuple(_hunks(patch))))
    return tuple(found)


def side_by_side(hunk: tuple[Line, ...]) -> Iterator[Row]:
    """What was taken away beside what came instead."""
    minus: list[Line] = []
    plus: list[Line] = []

    def paired() -> Iterator[Row]:
        for at in range(max(len(minus), len(plus))):
            yield Row(minus[at] if at < len(minus) else None, plus[at] if at < len(plus) else None)
        minus.clear()
        plus.clear()

    for line in hunk:
        if line.kind == "same":
            yield from paired()
            yield Row(line, line)
        else:
            (minus if line.kind == "minus" else plus).append(line)
    yield from paired()


def _hunks(patch: str) -> Iterator[tuple[Line, ...]]:
    # Of one file: what stands before its first hunk is the header.
    lines = patch.split("\n")
    at = 0
    while at < len(lines):
        found = _HUNK.match(lines[at])
        at += 1
        if not found:
            continue
        old, new = int(found[1]), int(found[3])
        left, right = (1 if found[n] is None else int(found[n]) for n in (2, 4))
        hunk: list[Line] = []
        while left or right or lines[at] == NO_END:
            text = lines[at]
            at += 1
            match text[:1]:
                case "\\":
                    hunk[-1] = msgspec.structs.replace(hunk[-1], ended=False)
                case "-":
                    hunk.append(Line("minus", text[1:], old, None))
                    old, left = old + 1, left - 1
                case "+":
                    hunk.append(Line("plus", text[1:], None, new))
                    new, right = new + 1, right - 1
                case _:
                    hunk.append(Line("same", text[1:], old, new))
                    old, new, left, right = old + 1, new + 1, left - 1, right - 1
        yield tuple(hunk)
