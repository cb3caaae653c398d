"""A pasted text as lines: escapes resolved, colours gone, streams that were mixed told apart."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 4_000
"""Characters of a line that are looked at: no line of a traceback has more."""
_DEEPEST = 40
"""Values in a JSON record that are looked into."""
_QUOTED = 3
"""Quotations in quotations."""
_MESSAGES = ("log", "message", "msg", "MESSAGE", "textPayload", "line")
"""Where loggers and containers put a line that they wrap."""

_COLOUR = re.compile(
    r"(?:\x1b|\^\[|#033)(?:\[[0-9;?]{0,40}[ -/]{0,4}[@-~]|\][^\x07\x1b]{0,400}\x07?)"
)
_STREAM = re.compile(r"([\w.@-]{1,100}) {0,60}\| |(\[pod/[^\]]{1,200}\]) ")
_ESCAPES = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_PATH = re.compile(r"File \\?\"[^\"]{1,1000}\"")
_HEADER = "Traceback (most recent call last)"
_FRAME = re.compile(r"(File \"[^\"]{1,1000}\", line \d{1,9}(?:, in (?:<\w{1,40}>|\w{1,200}))?) ")
_LAST_ERROR = re.compile(r" ((?:\w{1,60}\.){0,9}\w{0,60}(?:Error|Exception): (?!.{0,4000}Error: ))")
_MEANT = {"n": "\n", "r": "", "t": "    ", '"': '"', "\\": "\\", "/": "/", "'": "'"}


class Line(NamedTuple):
    """A line, and where it stands in the pasted text, from 1."""

    at: int
    text: str


def streams(text: str) -> Iterator[list[Line]]:
    """The lines of each source that wrote into the text; most have one.

    `docker compose logs` and `kubectl logs --prefix` mix what several containers say.
    """
    found: dict[str, list[Line]] = {}
    last = ""
    for line in _lines(text):
        match = _STREAM.match(line.text) if "|" in line.text or line.text[:1] == "[" else None
        if match:
            last = match[1] or match[2]
            line = Line(line.at, line.text[match.end() :])
        elif line.text[:1] not in (" ", "\t", ""):
            last = ""
        found.setdefault(last, []).append(line)
    yield from map(_bared, found.values())


def _bared(lines: list[Line]) -> list[Line]:
    """Without the indentation, and the marks of a quotation, that all lines share."""
    for _ in range(_QUOTED):
        width = min(
            (len(line.text) - len(line.text.lstrip(" ")) for line in lines if line.text), default=0
        )
        lines = [Line(line.at, line.text[width:]) for line in lines]
        if not all(line.text[:1] in (">", "") for line in lines):
            break
        lines = [Line(line.at, line.text[1:]) for line in lines]
    return lines


def _lines(text: str) -> Iterator[Line]:
    for at, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        for part in _unfolded(line):
            yield Line(at, _COLOUR.sub("", part[:LONGEST]).expandtabs(4).rstrip())


def _unfolded(line: str) -> list[str]:
    """The lines of a line that holds others: in a record of JSON, or with escaped line ends."""
    start = line.find("{")
    if start >= 0 and line.rstrip().endswith("}") and '"' in line:
        try:
            record = json.loads(line[start:])
        except (ValueError, RecursionError):
            pass
        else:
            found = [part for text in _texts(record) for part in text.split("\n")]
            return found or [line]
    if "&quot;" in line or "&#" in line or "&lt;module" in line:
        line = html.unescape(line)
    # A path of Windows may have a folder whose name begins with n.
    folded = "\\n" in line and "\\n" in _PATH.sub("", line)
    if _HEADER in line and 'File "' in line and not folded:
        # All of it on one line, the line ends lost.
        line = _FRAME.sub(r"\n  \1\n    ", line[: LONGEST * 10])
        return _LAST_ERROR.sub(r"\n\1", line, count=1).split("\n")
    if folded and ("Traceback (" in line or 'File "' in line or 'File \\"' in line):
        return _ESCAPES.sub(_resolved, line).split("\n")
    return [line]


def _texts(record: object) -> list[str]:
    """The texts of many lines in a JSON value, in their order; else the message of a record."""
    found, waiting, seen = [], [record], 0
    while waiting and seen < _DEEPEST:
        seen += 1
        value = waiting.pop()
        if isinstance(value, str) and "\n" in value:
            found.append(value.removesuffix("\n"))
        elif isinstance(value, dict):
            waiting += reversed(list(value.values()))
        elif isinstance(value, list) and value:
            # Lines of a traceback, often each with its line end.
            if all(isinstance(each, str) for each in value):
                found.append("\n".join(each.rstrip("\n") for each in value))
            else:
                waiting += reversed(value)
    if found or not isinstance(record, dict):
        return found
    messages = (record.get(key) for key in _MESSAGES)
    return [text for text in messages if isinstance(text, str)][:1]


def _resolved(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return _MEANT.get(match[2], match[0])
