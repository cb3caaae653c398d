"""What a plan does to the code, file by file, with the line numbers of both sides."""

from __future__ import annotations

import streamlit as st

from analysis.sources.errors import SourceError
from views import code, parts, state
from views.repair.hunks import FileChange, Line, changes, side_by_side
from views.repair.shown import Shown
from views.words import count, safe

SIDES = "sides"
UNIFIED = "unified"
FORMS = {UNIFIED: "Unified", SIDES: "Side by side"}
SIGNS = {"same": " ", "minus": "-", "plus": "+"}
MOST_LINES = 3_000
KINDS = {"new": "new file", "gone": "removed", "changed": ""}


def show(shown: Shown) -> None:
    """Every file that changes."""
    try:
        files = changes(shown.before.tree, shown.edits)
    except SourceError:
        st.caption("A file that is changed can't be read any more.")
        return
    added, removed = sum(each.added for each in files), sum(each.removed for each in files)
    with st.container(horizontal=True, vertical_alignment="center", key="diff-bar"):
        words = f"{count(len(files), 'file')}, +{added:,} -{removed:,} lines"
        parts.show(parts.paragraph(words, "muted"))
        state.follow(state.DIFF, FORMS, otherwise=UNIFIED)
        form = st.segmented_control(
            "The code",
            list(FORMS),
            format_func=FORMS.__getitem__,
            key=state.DIFF,
            on_change=state.lead,
            args=(state.DIFF,),
            label_visibility="collapsed",
        )
    left = MOST_LINES
    for each in files:
        if left <= 0:
            st.caption("The rest is in the patch: it is too long to be read here.")
            return
        head = f"{each.path} +{each.added} -{each.removed}"
        leads = parts.place(each.path, None, head) if each.kind != "new" else head
        parts.show(parts.paragraph(parts.joined(leads, f" {KINDS[each.kind]}")))
        st.html(_sides(each) if form == SIDES else _unified(each))
        left -= sum(map(len, each.hunks))


def _unified(file: FileChange) -> str:
    rows = []
    for at, hunk in enumerate(file.hunks):
        rows += ['<div class="pl-gap">⋯</div>'] if at else []
        before, after = _coloured(hunk)
        for line in hunk:
            text = before[line.old] if line.new is None else after[line.new]
            rows.append(
                f'<div class="pl-{line.kind}"><i>{_number(file, line.old)}</i>'
                f"<i>{line.new or ''}</i><s>{SIGNS[line.kind]}</s>"
                f"<code>{text or ' '}</code>{_end(line)}</div>"
            )
    return f'<div class="pl-code pl-diff">{"".join(rows) or _empty()}</div>'


def _sides(file: FileChange) -> str:
    rows = []
    for at, hunk in enumerate(file.hunks):
        rows += ['<div class="pl-gap">⋯</div>'] if at else []
        before, after = _coloured(hunk)
        for row in side_by_side(hunk):
            left = _half(row.left, _number(file, row.left.old if row.left else None), before, True)
            new = str(row.right.new) if row.right else ""
            rows.append(f'<div class="pl-two">{left}{_half(row.right, new, after, False)}</div>')
    return f'<div class="pl-code pl-diff pl-sides">{"".join(rows) or _empty()}</div>'


def _half(line: Line | None, number: str, texts: dict[int | None, str], is_left: bool) -> str:
    if line is None:
        return '<div class="pl-none"></div>'
    text = texts[line.old if is_left else line.new]
    return (
        f'<div class="pl-{line.kind}"><i>{number}</i><s>{SIGNS[line.kind]}</s>'
        f"<code>{text or ' '}</code>{_end(line)}</div>"
    )


def _coloured(hunk: tuple[Line, ...]) -> tuple[dict[int | None, str], dict[int | None, str]]:
    """The lines of both sides by their numbers, strings and keywords coloured."""
    before = [line for line in hunk if line.old is not None]
    after = [line for line in hunk if line.new is not None]
    return (
        dict(zip((line.old for line in before), _html(before), strict=True)),
        dict(zip((line.new for line in after), _html(after), strict=True)),
    )


def _html(lines: list[Line]) -> list[str]:
    texts = [_printable(line.text) for line in lines]
    return code.coloured(texts)


def _printable(text: str) -> str:
    return text.rstrip("\r").encode("utf-8", "replace").decode("utf-8")


def _number(file: FileChange, line: int | None) -> str:
    """A line of before leads to its place in the file as it is."""
    if line is None:
        return ""
    return str(parts.place(file.path, line, str(line)))


def _end(line: Line) -> str:
    return "" if line.ended else f"<em>{safe('no line break at the end')}</em>"


def _empty() -> str:
    return '<div class="pl-same"><code>(an empty file)</code></div>'
