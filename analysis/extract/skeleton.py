"""A module without the bodies of its functions: a fraction of the text, on the same lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

# A string that ends on its line: no escapes, and not the beginning of one in three quotes.
_STRING = r"""\"[^"\\]*\"(?!\")|'[^'\\]*'(?!')"""
_INNER = rf"(?:[^()\"'#]|{_STRING})*"
_RESULT = rf"(?: *-> *(?:[^()\"'#:]|{_STRING})+)?:[ \t]*(?:#.*)?"
_ONE_LINE = re.compile(
    rf"[ \t]*(?:async +)?def \w+\((?:[^()\"'#]|{_STRING}|\({_INNER}\))*\){_RESULT}", re.ASCII
)
# Nothing in such a header is evaluated: no default, no annotation.
_PLAIN = re.compile(
    r"[ \t]+(?:async +)?def \w+\((?:\*{0,2}\w+(?:, *\*{0,2}\w+)*)?\):[ \t]*(?:#.*)?", re.ASCII
)
_FIRST_LINE = re.compile(r"[ \t]*(?:async +)?def \w+\([ \t]*", re.ASCII)
_LAST_LINE = re.compile(rf"\){_RESULT}")


def without_bodies(
    source_lines: Sequence[str], def_lines: Iterable[int]
) -> tuple[list[str], dict[int, int]]:
    """The lines with `pass` for each body that surely ends where it seems to.

    A method whose header evaluates nothing is `pass` as a whole. `def_lines` are those on which a
    `def` statement begins. Of the bodies that are gone: the line of `def` -> the last line.
    Whatever is unusual stays as it is.
    """
    lines = list(source_lines)
    ends: dict[int, int] = {}
    cut_to = 0
    for line in sorted(def_lines):
        if line <= cut_to:
            continue
        header = _header_end(source_lines, line - 1)
        if header is None:
            continue
        first = source_lines[line - 1]
        indent = first[: len(first) - len(first.lstrip())]
        end = _body_end(source_lines, header + 1, indent)
        body = "\n".join([*source_lines[header + 1 : end], ""])
        if _may_end_in_a_string(body):
            continue
        if _PLAIN.fullmatch(first) and not _may_be_decorated(source_lines, line - 1):
            lines[header:end] = [f"{indent}pass", *[""] * (end - header - 1)]
        else:
            lines[header + 1 : end] = [f"{indent} pass", *[""] * (end - header - 2)]
        ends[line] = cut_to = end
    return lines, ends


def _may_be_decorated(lines: Sequence[str], at: int) -> bool:
    """Whether the line above, as far as it alone can tell, belongs to a decorator."""
    above = lines[at - 1].lstrip() if at else ""
    return above[:1] in ("@", "#", ")", "]", "}")


def _header_end(lines: Sequence[str], at: int) -> int | None:
    """The index of the line that ends the header of the `def` on line `at`; None if unusual."""
    first = lines[at]
    if _ONE_LINE.fullmatch(first):
        return at
    if not _FIRST_LINE.fullmatch(first):
        return None
    indent = first[: len(first) - len(first.lstrip())]
    for index in range(at + 1, len(lines)):
        line = lines[index]
        if line.startswith(indent) and _LAST_LINE.fullmatch(line, len(indent)):
            return index
        if line.strip() and not line.startswith(f"{indent} "):
            return None
    return None


def _body_end(lines: Sequence[str], start: int, indent: str) -> int:
    """The index after the last line that stands deeper than `indent`, at least one."""
    deeper = f"{indent} "
    end = start
    for index, line in enumerate(islice(lines, start, None), start + 1):
        if line.startswith(deeper):
            end = index
        # No statement begins with one of these, whatever its place.
        elif line and not line.isspace() and line.lstrip()[0] not in "#)]}":
            break
    # Only here, and not for each line: whether the last ones say anything.
    while end > start and (lines[end - 1].isspace() or not lines[end - 1].startswith(deeper)):
        end -= 1
    return max(end, start + 1)


def function_on(lines: Sequence[str], at: int) -> tuple[int, int] | None:
    """The index of the `def` on line `at` (from 1) and the one after its body; None if unusual.

    Where the body ends later than it seems, what is cut off can't be parsed without it.
    """
    header = _header_end(lines, at - 1)
    if header is None:
        return None
    first = lines[at - 1]
    return at - 1, _body_end(lines, header + 1, first[: len(first) - len(first.lstrip())])


def _may_end_in_a_string(body: str) -> bool:
    # Any other string goes on to the next line only by a backslash.
    return bool(body.count('"""') % 2 or body.count("'''") % 2 or body.endswith("\\\n"))
