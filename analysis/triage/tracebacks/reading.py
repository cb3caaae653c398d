"""From lines to tracebacks: one pass, in which every line is looked at a fixed number of times."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.triage.tracebacks import marks
from analysis.triage.tracebacks.block import Block
from analysis.triage.tracebacks.lines import Line, streams
from analysis.triage.tracebacks.marks import Said
from analysis.triage.tracebacks.merging import each_once, led_by_error
from analysis.triage.tracebacks.prefixes import Prefix, without_prefix
from analysis.triage.tracebacks.value import Link, Raised, Traceback
from analysis.triage.tracebacks.wording import Says, read_message

NOISE = 6
"""Lines of something else that may stand between two frames."""
_PYTEST_ERROR = "E "
_RULES = ("====", "____", "----", "_ _ _", "╰──", "+---")


def read_tracebacks(text: str) -> tuple[Traceback, ...]:
    """Every traceback and lone error of importing in a text, by place; each once."""
    found = [one for lines in streams(text) for one in _Reader(lines).read()]
    return each_once(led_by_error(sorted(found, key=lambda one: one.at)))


class _Reader:
    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._found: list[Traceback] = []
        self._chain: list[Raised] = []
        self._link = Link.NONE
        self._block: Block | None = None
        self._prefix = Prefix("")
        self._pointed: str | None = None
        """The source that pytest marks with ">", until its place is told."""

    def read(self) -> list[Traceback]:
        for index, line in enumerate(self._lines):
            self._take(line, index)
        self._end()
        return self._found

    def _take(self, line: Line, index: int) -> None:
        if marks.HEADER in line.text:
            self._open(line)
            return
        body, by_pytest = self._body(line.text)
        if self._chained(body):
            return
        frame = marks.frame_in(body)
        if frame is not None:
            if self._block is None or self._block.has_error:
                self._start(line.at, max(0, frame.indent - 2), keep=by_pytest)
                if frame.start:
                    self._prefix = Prefix(body[: frame.start])
            self._current(line.at).add(frame, line.at)
            return
        if by_pytest:
            self._error_of_pytest(body, line, index)
            return
        if self._block is None:
            self._outside(body, line, index)
        else:
            self._inside(self._block, body, line, index)

    def _body(self, text: str) -> tuple[str, bool]:
        """The line without what stands before it, and whether pytest marks it as an error."""
        body = self._prefix.strip(text)
        if body is None:
            body = without_prefix(text)
        if body[:2] == _PYTEST_ERROR or body == "E":
            return body[1:], True
        return body, False

    def _open(self, line: Line) -> None:
        """A header: what stands before it stands before the lines below it, too."""
        before = line.text[: line.text.index(marks.HEADER)]
        if before.endswith("Exception Group "):
            before = before.removesuffix("+ Exception Group ") + "| "
        lead = before.rstrip(" ")
        self._prefix = Prefix(f"{lead} " if lead.endswith("|") else lead)
        known = self._prefix.strip(before)
        body = without_prefix(before) if known is None else known
        # "ImportError     Traceback (most recent call last)" is how IPython begins.
        indent = marks.indent_of(body) if not body.strip() else 0
        self._start(line.at, len(body) if not body.strip() else indent)

    def _start(self, at: int, indent: int, keep: bool = False) -> None:
        self._close()
        if self._link is Link.NONE and not keep:
            self._flush()
        self._block = Block(at, indent, self._link)
        self._link = Link.NONE

    def _current(self, at: int) -> Block:
        if self._block is None:
            self._start(at, 0)
        assert self._block is not None
        return self._block

    def _chained(self, body: str) -> bool:
        for words, link in ((marks.CAUSE, Link.CAUSE), (marks.CONTEXT, Link.CONTEXT)):
            if words in body:
                self._close()
                self._link = link
                return True
        return False

    def _outside(self, body: str, line: Line, index: int) -> None:
        """A line that belongs to no traceback yet."""
        if body.startswith(">"):
            self._pointed = body[1:].strip()
            return
        placed = marks.place_in(body)
        if placed is not None:
            place, error, message = placed
            said = read_message(error, message).says is not Says.OTHER
            if said or (not error and self._pointed):
                self._start(line.at, 0)
                self._current(line.at).add(place, line.at, self._pointed)
                self._pointed = None
                if error:
                    self._current(line.at).set_error(error, message)
                    self._close()
            return
        frame = marks.other_frame(body)
        if frame is not None:
            self._start(line.at, 0)
            self._current(line.at).add(frame, line.at)
            return
        told = marks.told_in(body)
        if told is not None:
            told = self._whole(told, index)
            if read_message(told.error, told.message).says is not Says.OTHER:
                self._link = Link.NONE
                self._start(line.at, 0)
                self._current(line.at).set_error(told.error, told.message)
                self._close()

    def _inside(self, block: Block, body: str, line: Line, index: int) -> None:
        bare = body.strip()
        if not bare:
            return
        placed = marks.place_in(body)
        if placed is not None and (block.has_error or self._pointed or not placed[1]):
            # pytest tells the place after the source and the error.
            if not block.has_error or placed[1] in ("", block.error.rpartition(".")[2]):
                block.add(placed[0], line.at, self._pointed)
            self._pointed = None
            return
        if block.has_error:
            if body.startswith(_RULES) or bare.startswith(_RULES):
                self._close()
            elif body.startswith(">"):
                self._pointed = body[1:].strip()
            elif marks.other_frame(body) is not None or marks.told_in(body) is not None:
                self._close()
                self._outside(body, line, index)
            return
        arrow = marks.arrow_in(body)
        if arrow is not None and block.frames:
            block.set_text(arrow[1], arrow[0])
            return
        if body.startswith(">"):
            self._pointed = body[1:].strip()
            return
        frame = marks.other_frame(body)
        if frame is not None and not (block.wants_text and frame.indent > block.frame_indent):
            block.add(frame, line.at)
            return
        if marks.is_mark(body) or marks.is_aside(body):
            return
        self._source_or_error(block, body, line, index)

    def _source_or_error(self, block: Block, body: str, line: Line, index: int) -> None:
        indent = marks.indent_of(body)
        said = marks.error_in(body)
        sure = said is not None and marks.is_class_of_error(said.error)
        deeper = indent > block.indent
        if said is not None and (sure if deeper else sure or bool(block.frames)):
            flat = not deeper and block.wants_text and indent == block.frame_indent
            if (not deeper and not flat) or sure:
                said = self._whole(said, index)
                block.set_error(said.error, said.message)
                self._close()
                return
        if block.wants_text and block.frames and (deeper or indent >= block.frame_indent):
            block.set_text(body)
            return
        if deeper:
            return
        block.noise += 1
        if block.noise > NOISE:
            self._close()
            self._outside(body, line, index)

    def _error_of_pytest(self, body: str, line: Line, index: int) -> None:
        block = self._block
        said = marks.error_in(body)
        if said is None or not marks.is_class_of_error(said.error):
            wanted = block is not None and block.wants_text and bool(block.frames)
            if block is not None and wanted and body.strip() and not marks.is_mark(body):
                block.set_text(body)
            return
        if block is None or block.has_error:
            if block is not None and self._pointed is None:
                return
            self._start(line.at, 0)
            block = self._current(line.at)
        said = self._whole(said, index)
        block.set_error(said.error, said.message)

    def _whole(self, said: Said, index: int) -> Said:
        """The error with a message that a narrow terminal has broken."""
        message = said.message
        for line in self._lines[index + 1 : index + 4]:
            if not _is_broken_off(message):
                break
            body = self._body(line.text)[0].strip()
            if not body or marks.HEADER in body or 'File "' in body:
                break
            joint = "" if message.count("'") % 2 else " "
            message = f"{message}{joint}{body}"
        if _is_broken_off(message):
            message = said.message
        return Said(said.error, message)

    def _close(self) -> None:
        """The exception that is open is all there."""
        if self._block is not None:
            raised = self._block.raised()
            if raised is not None:
                self._chain.append(raised)
            self._block = None

    def _flush(self) -> None:
        """The chain that is open is all there."""
        if self._chain:
            self._found.append(Traceback(tuple(self._chain)))
            self._chain = []

    def _end(self) -> None:
        self._close()
        self._flush()


def _is_broken_off(message: str) -> bool:
    """Whether a message of an import stops in the middle of a quote or a parenthesis."""
    if not message.startswith(("cannot import", "partially", "module ", "No module")):
        return False
    if message.endswith(("from", "module", "initialized", "import", "no attribute", "named")):
        return True
    return message.count("'") % 2 == 1 or message.count("(") > message.count(")")
