"""Changes of a tree as one unified diff that `git apply` takes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

from analysis.fixes.edits import TextEdit, declared_encoding, overlay
from analysis.sources.tree import OverlayTree, SourceTree, flattened

CONTEXT = 3
Line = TypeVar("Line", str, bytes)


def unified_diff(tree: SourceTree, change: OverlayTree | Iterable[TextEdit]) -> str:
    """What `change` does to `tree`, in git's format, files in order; "" when it does nothing.

    Line endings stand as they are in the files, and bytes that are not UTF-8 are surrogate
    escapes: write the text with `.encode("utf-8", "surrogateescape")`, without newline
    translation, and every byte of the files survives.
    """
    after = change if isinstance(change, OverlayTree) else overlay(tree, change)
    before_paths, after_paths = set(tree.paths()), set(after.paths())
    parts: list[str] = []
    for path in sorted(after.changed):
        old = tree.read(path) if path in before_paths else None
        new = after.read(path) if path in after_paths else None
        if old != new:
            parts += _file_diff(path, old, new)
    return "".join(parts)


def edits_between(path: str, before: bytes, after: bytes) -> tuple[TextEdit, ...]:
    """The edits, by whole lines, that turn `before` into `after`."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    offsets = [0]
    for line in old:
        offsets.append(offsets[-1] + len(line))
    encoding = declared_encoding(before)
    return tuple(
        TextEdit(
            path,
            offsets[start],
            offsets[end],
            b"".join(new[new_start:new_end]).decode(encoding, "surrogateescape"),
        )
        for tag, start, end, new_start, new_end in _opcodes(old, new)
        if tag != "equal"
    )


def edits_to(before: SourceTree, after: SourceTree) -> tuple[TextEdit, ...]:
    """The edits from one tree to another that stands on it in layers, by whole lines."""
    _, changed_before = flattened(before)
    _, changed_after = flattened(after)
    changed = changed_before.keys() | changed_after.keys()
    old, new = set(before.paths()), set(after.paths())
    edits: list[TextEdit] = []
    for path in sorted(changed & new):
        text = after.read(path)
        if path in old:
            edits += edits_between(path, before.read(path), text)
        else:
            edits += [TextEdit(path, 0, 0, one.replacement) for one in _whole(path, text)]
    return tuple(edits)


def _whole(path: str, text: bytes) -> tuple[TextEdit, ...]:
    return edits_between(path, b"", text) or (TextEdit(path, 0, 0, ""),)


def _file_diff(path: str, old: bytes | None, new: bytes | None) -> Iterator[str]:
    before, after = _quoted(f"a/{path}"), _quoted(f"b/{path}")
    yield f"diff --git {before} {after}\n"
    if old is None:
        yield "new file mode 100644\n"
    elif new is None:
        yield "deleted file mode 100644\n"
    hunks = list(_hunks(_lines(old or b""), _lines(new or b"")))
    if not hunks:
        # git takes an empty file only from the extended header, which needs the blob's name.
        blob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
        none = "0" * 40
        yield f"index {none}..{blob}\n" if old is None else f"index {blob}..{none}\n"
        return
    yield "--- /dev/null\n" if old is None else f"--- {before}{_name_end(path)}\n"
    yield "+++ /dev/null\n" if new is None else f"+++ {after}{_name_end(path)}\n"
    yield from hunks


def _hunks(old: list[str], new: list[str]) -> Iterator[str]:
    groups: list[list[tuple[str, int, int, int, int]]] = []
    for code in _opcodes(old, new):
        if code[0] == "equal":
            continue
        if groups and code[1] - groups[-1][-1][2] <= 2 * CONTEXT:
            groups[-1].append(code)
        else:
            groups.append([code])
    for group in groups:
        start = max(group[0][1] - CONTEXT, 0)
        lead = group[0][1] - start
        end = min(group[-1][2] + CONTEXT, len(old))
        trail = end - group[-1][2]
        new_start, new_end = group[0][3] - lead, group[-1][4] + trail
        yield f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@\n"
        at = start
        for _, old_from, old_to, new_from, new_to in group:
            yield from (_line(" ", line) for line in old[at:old_from])
            yield from (_line("-", line) for line in old[old_from:old_to])
            yield from (_line("+", line) for line in new[new_from:new_to])
            at = old_to
        yield from (_line(" ", line) for line in old[at:end])


def _opcodes(old: list[Line], new: list[Line]) -> list[tuple[str, int, int, int, int]]:
    """difflib's opcodes; what both sides begin and end with is set apart first, for speed."""
    shortest = min(len(old), len(new))
    head = 0
    while head < shortest and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shortest - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = difflib.SequenceMatcher(
        None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False
    )
    return [
        (tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in middle.get_opcodes()
    ]


def _lines(data: bytes) -> list[str]:
    # git ends lines at "\n" only; a lone "\r" is a byte like any other.
    return [
        line.decode("utf-8", "surrogateescape") for line in re.findall(rb"[^\n]*\n|[^\n]+", data)
    ]


def _line(sign: str, line: str) -> str:
    if line.endswith("\n"):
        return sign + line
    return f"{sign}{line}\n\\ No newline at end of file\n"


def _range(start: int, end: int) -> str:
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}


def _quoted(name: str) -> str:
    """A file name as git writes it: C-quoted when it holds more than plain ASCII."""
    data = name.encode("utf-8", "surrogateescape")
    if all(32 <= byte < 127 and byte not in (34, 92) for byte in data):
        return name
    return '"' + "".join(_escaped(byte) for byte in data) + '"'


def _escaped(byte: int) -> str:
    if byte in _ESCAPES:
        return "\\" + _ESCAPES[byte]
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"


def _name_end(path: str) -> str:
    # A tab ends a name with blanks in it; git writes one and patch tools look for it.
    return "\t" if " " in path and _quoted(path) == path else ""
