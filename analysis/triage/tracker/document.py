"""A Markdown text of which some lines are ours: they are written again, all others stay.

A box is ours where its line ends in a tick comment: only what is between its brackets changes.
A region is what stands between a begin and an end comment. The end comment has a digest of each
line that was written, so that a line which a person added inside is told apart, and kept.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

COMMENT = "<!-- plumbline:"
_NAME = r"([A-Za-z0-9][\w.-]*)"
_BEGIN = re.compile(rf"\s*<!-- plumbline:begin {_NAME} -->\s*\Z")
_END = re.compile(rf"\s*<!-- plumbline:end {_NAME}((?: [0-9a-f]{{8}})*) -->\s*\Z")
_TICK = re.compile(
    rf"(\s*(?:[-*+]|\d{{1,9}}[.)])\s+\[)([ xX])(\].*<!-- plumbline:tick {_NAME} -->\s*)\Z",
    re.DOTALL,
)
_DECIDED = re.compile(
    rf"\s*(?:[-*+]|\d{{1,9}}[.)])\s+\[[xX]\].*<!-- plumbline:decided {_NAME} -->\s*\Z", re.DOTALL
)


def region(name: str, lines: Sequence[str]) -> list[str]:
    """The lines of a region with its comments."""
    return [f"<!-- plumbline:begin {name} -->", *lines, _end(name, lines)]


def box(name: str, words: str, ticked: bool) -> str:
    """An item with a box of ours."""
    return f"- [{'x' if ticked else ' '}] {words} <!-- plumbline:tick {name} -->"


def question(name: str, words: str) -> str:
    """An item that a person ticks, and that is read."""
    return f"- [ ] {words} <!-- plumbline:decided {name} -->"


def answered(text: str) -> frozenset[str]:
    """The names of the questions that are ticked."""
    found = (_DECIDED.match(line) for line in text.split("\n"))
    return frozenset(one[1] for one in found if one)


def updated(text: str, ticks: Mapping[str, bool], regions: Mapping[str, Sequence[str]]) -> str:
    """The text with its boxes and regions as they are now; names that it does not have are left."""
    return "\n".join(_updated(text.split("\n"), ticks, regions))


def _updated(
    lines: list[str], ticks: Mapping[str, bool], regions: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        begin = _BEGIN.match(line)
        end = _end_of(lines, at, begin[1]) if begin and begin[1] in regions else None
        if begin and end is not None:
            yield from _region_again(lines[at : end + 1], begin[1], regions[begin[1]])
            at = end + 1
            continue
        yield _ticked(line, ticks)
        at += 1


def _end_of(lines: list[str], begin: int, name: str) -> int | None:
    for at in range(begin + 1, len(lines)):
        if _BEGIN.match(lines[at]):
            return None
        end = _END.match(lines[at])
        if end:
            return at if end[1] == name else None
    return None


def _region_again(old: list[str], name: str, lines: Sequence[str]) -> Iterator[str]:
    first, *body, last = old
    end = _END.match(last)
    ours = Counter(end[2].split() if end else ())
    ending = "\r" if first.endswith("\r") else ""
    added = []
    for line in body:
        digest = _digest(line.removesuffix(ending))
        if ours[digest]:
            ours[digest] -= 1
        else:
            added.append(line)
    if not added and [line.removesuffix(ending) for line in body] == list(lines):
        yield from old
        return
    yield first
    yield from (f"{line}{ending}" for line in lines)
    yield f"{_end(name, lines)}{ending}"
    if added:
        yield f"<!-- plumbline:kept {name}: these lines were added inside of the region -->{ending}"
        yield from added


def _ticked(line: str, ticks: Mapping[str, bool]) -> str:
    found = _TICK.match(line)
    if found is None or found[4] not in ticks:
        return line
    ticked = ticks[found[4]]
    if (found[2] != " ") is ticked:
        return line
    return f"{found[1]}{'x' if ticked else ' '}{found[3]}"


def _end(name: str, lines: Sequence[str]) -> str:
    digests = "".join(f" {_digest(line)}" for line in lines)
    return f"<!-- plumbline:end {name}{digests} -->"


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()[:8]
