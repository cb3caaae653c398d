"""The parts of a text: headings, items, rows of tables, code and prose, with their lines.

Markdown, Jira's markup and plain text all come down to these few. It is read line by line, so that
no text can make it slow.
"""

from __future__ import annotations

import enum
import itertools
import re
from collections.abc import Iterator

import msgspec


class Part(enum.StrEnum):
    """What a block is."""

    HEADING = "heading"
    LEAD = "lead"
    """A line that ends with a colon, before a list."""
    ITEM = "item"
    PROSE = "prose"
    ROW = "row"
    CODE = "code"


class Block(msgspec.Struct, frozen=True):
    """One part of a text. `starts` are the offsets at which its lines begin, each with its number.

    `level` is that of a heading, or how deep an item is indented; `header` and `cells` are of a
    row; `ticked` says whether the box of an item has a tick.
    """

    part: Part
    text: str
    starts: tuple[tuple[int, int], ...]
    level: int = 0
    header: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    ticked: bool = False

    def line_at(self, offset: int) -> int:
        """The line of the whole text that holds an offset of this block."""
        found = self.starts[0][1]
        for start, line in self.starts:
            if start > offset:
                break
            found = line
        return found


_QUOTE = re.compile(r"^(?:\s{0,3}>)+ ?")
_PROMPT = re.compile(r"^\s*>>> ")
_FENCE = re.compile(r"^\s{0,12}(`{3,}(?=[^`]*$)|~{3,})")
_JIRA_FENCE = re.compile(r"^\s*\{(?:code|noformat)\b[^}]*\}\s*$", re.I)
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*)$")
_JIRA_HEADING = re.compile(r"^\s*h([1-6])\.\s+(.*)$")
_UNDERLINE = re.compile(r"^\s{0,3}(=+|-{3,}|~{3,})\s*$")
_BOLD_LINE = re.compile(r"^\s{0,3}(?:\*\*|__)([^*_].*?)(?:\*\*|__):?$")
_ITEM = re.compile(r"^(\s*)(?:[-+•]|\*{1,4}|\d{1,3}[.)]|#)\s+(?:\[([ xX~-])\]\s+)?(.*)$")
_SEPARATOR = re.compile(r"^[\s:|-]+$")
_CONNECTS = re.compile(
    r"(?:,|->|→|↔|\b(?:and|or|the|a|an|of|from|to|in|by|that|which|is|are|not|with|its?))\s*$"
)
_MOST_LINES = 400
"""Lines that one paragraph or item may have: what is longer is no prose."""


def blocks_of(text: str) -> Iterator[Block]:
    """The blocks of a text, in their order."""
    reading = _Reading()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        following = lines[number] if number < len(lines) else ""
        yield from reading.take(number, line, following)
    yield from reading.flush()


class _Reading:
    def __init__(self) -> None:
        self._lines: list[tuple[int, str]] = []
        self._item: tuple[int, bool] | None = None
        self._fence: str | None = None
        self._header: tuple[str, ...] | None = None
        self._blank = True
        self._in_list = False

    def take(self, number: int, raw: str, following: str) -> Iterator[Block]:
        line = _QUOTE.sub("", raw.expandtabs(4)).rstrip()
        if self._fence is not None:
            if line.strip().startswith(self._fence):
                self._fence = None
            elif line.strip():
                yield _single(Part.CODE, number, line.strip())
            return
        fence = _FENCE.match(line)
        if fence is not None or _JIRA_FENCE.match(line):
            yield from self.flush()
            self._fence = fence.group(1)[:3] if fence is not None else "{"
            return
        if not line.strip():
            yield from self.flush()
            self._header = None
            self._blank = True
            return
        if _PROMPT.match(raw):
            yield from self.flush()
            yield _single(Part.CODE, number, raw.strip())
            return
        before, self._blank = self._blank, False
        if line.lstrip().startswith("|"):
            yield from self.flush()
            yield from self._row(number, line.strip(), following)
            return
        heading = self._heading(number, line)
        if heading is not None:
            yield from self.flush()
            self._in_list = False
            yield heading
            return
        if _UNDERLINE.match(line):
            yield from self._underlined(line)
            return
        item = _ITEM.match(line)
        if item is not None and item.group(3):
            yield from self.flush()
            self._item = (len(item.group(1)), item.group(2) in ("x", "X"))
            self._in_list = True
            self._lines = [(number, item.group(3))]
            return
        if before and line.startswith("    ") and not self._in_list:
            yield _single(Part.CODE, number, line.strip())
            self._blank = True
            return
        if before and not line.startswith("  "):
            self._in_list = False
        if len(self._lines) >= _MOST_LINES:
            yield from self.flush()
        self._lines.append((number, line.strip()))

    def _heading(self, number: int, line: str) -> Block | None:
        for pattern in (_HEADING, _JIRA_HEADING):
            found = pattern.match(line)
            if found is not None:
                mark, text = found[1], found[2].rstrip("# ")
                level = len(mark) if mark.startswith("#") else int(mark)
                return _single(Part.HEADING, number, text, level) if text else None
        bold = _BOLD_LINE.match(line) if self._item is None and not self._lines else None
        if bold is not None and "**" not in bold.group(1):
            return _single(Part.HEADING, number, bold.group(1).rstrip(": "), 6)
        return None

    def _underlined(self, line: str) -> Iterator[Block]:
        lines, self._lines = self._lines, []
        if len(lines) == 1 and self._item is None:
            number, text = lines[0]
            yield _single(Part.HEADING, number, text, 1 if "=" in line else 2)
            return
        self._lines = lines
        yield from self.flush()

    def _row(self, number: int, line: str, following: str) -> Iterator[Block]:
        if _SEPARATOR.match(line):
            return
        jira = line.startswith("||")
        cells = tuple(cell.strip() for cell in line.strip("|").split("||" if jira else "|"))
        if self._header is None:
            self._header = ()
            if jira or (_SEPARATOR.match(following) and "-" in following):
                self._header = cells
                return
        text = " | ".join(cell for cell in cells if cell)
        if text:
            yield Block(Part.ROW, text, ((0, number),), header=self._header, cells=cells)

    def flush(self) -> Iterator[Block]:
        """What stands in the lines that are collected."""
        lines, item = self._lines, self._item
        self._lines, self._item = [], None
        if not lines:
            return
        if item is not None:
            text, starts = _joined(lines)
            yield Block(Part.ITEM, text, starts, level=item[0], ticked=item[1])
            return
        for some in _statements(lines):
            text, starts = _joined(some)
            is_lead = text.endswith(":") and len(text) < 200
            yield Block(Part.LEAD if is_lead else Part.PROSE, text, starts)


def _single(part: Part, number: int, text: str, level: int = 0) -> Block:
    return Block(part, text, ((0, number),), level)


def _joined(lines: list[tuple[int, str]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    starts, at = [], 0
    for number, line in lines:
        starts.append((at, number))
        at += len(line) + 1
    return " ".join(line for _, line in lines), tuple(starts)


def _statements(lines: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """The lines as one paragraph where they are wrapped, else each for itself."""
    width = max(len(line) for _, line in lines)
    wrapped = width >= 50 and all(
        len(line) + 1 + len(following.split(" ", 1)[0]) > width - 12
        for (_, line), (_, following) in itertools.pairwise(lines)
    )
    if wrapped:
        yield lines
        return
    open_: list[tuple[int, str]] = []
    for number, line in lines:
        open_.append((number, line))
        if not _CONNECTS.search(line):
            yield open_
            open_ = []
    if open_:
        yield open_
