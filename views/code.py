"""Source code on a page: numbered lines, some of them marked, shown as nothing but text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from analysis.sources.errors import SourceError
from analysis.sources.tree import SourceTree

WHOLE_FILE = 2_000
LONGEST_LINE = 400

_TOKEN = re.compile(
    r"""(?P<text>[rbfuRBFU]{0,2}(?:\"{3}.*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)
        |"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))
    |(?P<note>\#[^\n]*)
    |(?P<word>\b(?:False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif
        |else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise
        |return|try|while|with|yield|match|case)\b)
    |(?P<mark>^[ \t]*@[\w.]+)
    |(?P<number>\b\d[\w.]*)""",
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def read(tree: SourceTree, path: str) -> str | None:
    """The text of a file as well as it can be read; None where it is not there any more."""
    try:
        return tree.read(path).decode("utf-8", "replace")
    except (KeyError, SourceError):
        return None


def excerpt(
    tree: SourceTree,
    path: str,
    marks: Mapping[int, str] | Iterable[int],
    *,
    around: int = 4,
    whole: bool = False,
    between: tuple[int, int] | None = None,
) -> None:
    """Show the lines around `marks` (line from 1 -> a note beside it), gaps left out.

    `whole` shows the file, `between` the lines from its first to its last.
    """
    text = read(tree, path)
    if text is None:
        st.caption("This file can't be read any more.")
        return
    if not tree.is_unchanged(path):
        st.caption("This file was written since it was read: its lines may have moved. Refresh.")
    noted = dict(marks) if isinstance(marks, Mapping) else dict.fromkeys(marks, "")
    lines = lines_of(text)
    if between is not None:
        start = max(1, between[0])
        wanted = list(range(start, min(len(lines), between[1], start + WHOLE_FILE) + 1))
    else:
        wanted = _wanted(len(lines), noted, around, whole)
    st.html(_table(lines, wanted, noted))
    if whole and len(lines) > WHOLE_FILE:
        st.caption(f"The first {WHOLE_FILE:,} of {len(lines):,} lines.")


def passage(text: str, first: int = 1) -> None:
    """Show a text that stands in no file any more, its lines counted from `first`."""
    lines = lines_of(text)
    coloured = _highlight(lines, 1, len(lines))
    rows = [
        f'<div class="pl-line"><i>{number + first - 1}</i><code>{line}</code></div>'
        for number, line in coloured.items()
    ]
    st.html(f'<div class="pl-code">{"".join(rows)}</div>')


def lines_of(text: str) -> list[str]:
    """The lines of a file, as Python counts them."""
    return re.split(r"\r\n|\r|\n", text)


def _wanted(total: int, noted: Mapping[int, str], around: int, whole: bool) -> list[int]:
    if whole:
        return list(range(1, min(total, WHOLE_FILE) + 1))
    return sorted(
        {
            line
            for mark in noted
            for line in range(max(1, mark - around), min(total, mark + around) + 1)
        }
    )


def _table(lines: list[str], wanted: list[int], noted: Mapping[int, str]) -> str:
    if not wanted:
        return '<div class="pl-code"><pre>(empty)</pre></div>'
    return f'<div class="pl-code">{rows(lines, wanted, noted)}</div>'


def rows(lines: Sequence[str], wanted: Sequence[int], noted: Mapping[int, str]) -> str:
    """HTML of the `wanted` lines (not none, ascending), those in `noted` marked."""
    # From the top where that is cheap: only then is the inside of a long string known as one.
    first = 1 if wanted[-1] <= WHOLE_FILE else wanted[0]
    coloured = _highlight(lines, first, wanted[-1])
    found = []
    previous = wanted[0] - 1
    for number in wanted:
        if number != previous + 1:
            found.append('<div class="pl-gap">⋯</div>')
        previous = number
        kind = "pl-line pl-mark" if number in noted else "pl-line"
        note = f"<em>{html.escape(noted[number])}</em>" if noted.get(number) else ""
        found.append(
            f'<div class="{kind}" data-line="{number}"><i>{number}</i>'
            f"<code>{coloured[number]}</code>{note}</div>"
        )
    return "".join(found)


def _highlight(lines: Sequence[str], first: int, last: int) -> dict[int, str]:
    """HTML of the lines from `first` to `last`, strings and keywords coloured."""
    shown = [
        line if len(line) <= LONGEST_LINE else line[:LONGEST_LINE] + " …"
        for line in lines[first - 1 : last]
    ]
    source = "\n".join(shown)
    pieces = []
    at = 0
    for token in _TOKEN.finditer(source):
        pieces.append(html.escape(source[at : token.start()]))
        # A token over several lines is closed and opened again at each break.
        parts = token.group().split("\n")
        kind = token.lastgroup or "text"
        pieces.append("\n".join(f'<b class="{kind}">{html.escape(part)}</b>' for part in parts))
        at = token.end()
    pieces.append(html.escape(source[at:]))
    return dict(enumerate("".join(pieces).split("\n"), start=first))


def coloured(lines: Sequence[str]) -> list[str]:
    """HTML of each of the lines, strings and keywords coloured."""
    return list(_highlight(lines, 1, len(lines)).values()) if lines else []
