"""What importing a module does, on a page: the way to where it breaks, and the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from analysis import Fails, SourceTree, Story
from analysis.story.value import Bound, HalfImported, Line, LineKind
from views import cached, code, parts
from views.opening import Opened
from views.words import count, plain, safe

MOST_FOLDED = 300
MOST_ENTRIES = 8
NAMED = 2
LABEL = "What importing it does"


def show(opened: Opened, module: str, pick: Callable[[str], None]) -> None:
    """A part that opens: by itself where the import fails. `pick` shows another module."""
    fails = isinstance(opened.analysis.execution.outcomes.get(module), Fails)
    with st.expander(
        LABEL,
        expanded=fails,
        key=f"story.{module}",
        on_change="rerun",
    ) as part:
        # An import of many modules takes a while to follow: only for whoever wants to see it.
        if part.open:
            told(cached.story(opened.key, opened.analysis, module), opened.analysis.tree, pick)


def told(story: Story, tree: SourceTree, pick: Callable[[str], None]) -> None:
    """The steps of an import, and the code where it breaks."""
    if story.outcome is None:
        st.caption("Nothing can import this file by a name.")
        return
    if story.why:
        parts.show(parts.paragraph(story.why), _waiting(story.waiting))
    parts.show(_lines(story.lines))
    outcome = story.outcome
    if isinstance(outcome, Fails):
        failure = outcome.failure
        parts.show(parts.paragraph(parts.place(failure.path, failure.line)))
        code.excerpt(tree, failure.path, {failure.line: failure.error}, around=2)
    if story.half is not None:
        _half(story.half, tree)
    if story.sound_entries:
        _sound_entries(story.sound_entries, pick, story.entry)


def _waiting(modules: Sequence[str]) -> str:
    if not modules:
        return ""
    return parts.paragraph("Each waits for the next:", "muted") + parts.stack(
        (*modules, modules[0])
    )


def _lines(lines: Sequence[Line]) -> str:
    return f'<div class="story">{"".join(map(_line, lines))}</div>'


def _line(line: Line) -> str:
    margin = f"margin-left:{0.8 * line.depth:.1f}em"
    number = "" if line.kind is LineKind.RUNS else f"<i>{_number(line)}</i>"
    told = f"{number}<div>{_words(line)}</div>"
    return f'<div class="row {line.kind.value}" style="{margin}">{told}</div>'


def _number(line: Line) -> str:
    if line.line == 0:
        return "first"
    words = f"{line.line}-{line.last_line}" if line.last_line > line.line else str(line.line)
    return parts.place(line.path, line.line, words)


def _words(line: Line) -> str:
    text = safe(line.text)
    match line.kind:
        case LineKind.RUNS:
            return f"{parts.place(line.path, 1, line.path)} runs"
        case LineKind.LOADS:
            return _fold(line)
        case LineKind.CALLS:
            return f"calls <code>{text}</code>"
        case LineKind.CATCHES:
            return f"catches: {text}"
        case LineKind.DOUBT:
            return f"? can't tell: {text}"
        case LineKind.BREAKS:
            return f"<code>{text}</code> <b>✕ breaks here</b>{_fold(line)}"
        case LineKind.IMPORTS:
            return f"<code>{text}</code>{_fold(line)}"


def _fold(line: Line) -> str:
    """What a line loads, in words that open."""
    words = []
    if line.loads:
        words.append(f"loads {_few(line.loads, count(len(line.loads), 'module'))}")
    if line.outside:
        words.append(f"uses {_few(line.outside, str(len(line.outside)))} from outside")
    if not words:
        return ""
    said = safe(", ".join(words))
    if not line.inner:
        return f" <span>{said}</span>"
    inner = _flat(line.inner, [])
    first = min((each.depth for each in inner), default=0)
    rows = "".join(
        _line(Line(each.depth - first, each.kind, each.module, each.path, each.line, each.text))
        for each in inner[:MOST_FOLDED]
    )
    more = len(inner) - MOST_FOLDED
    rest = f"<div>and {more:,} more lines</div>" if more > 0 else ""
    return f"<details><summary>{said}</summary>{rows}{rest}</details>"


def _flat(lines: Sequence[Line], found: list[Line]) -> list[Line]:
    for line in lines:
        found.append(line)
        _flat(line.inner, found)
    return found


def _few(names: Sequence[str], number: str) -> str:
    return " and ".join(names) if len(names) <= NAMED else number


def _half(half: HalfImported, tree: SourceTree) -> None:
    reached = parts.place(half.path, half.line, f"line {half.line}")
    parts.show(parts.paragraph(parts.joined(half.module, " had come to ", reached)))
    missing = half.missing
    marks = {half.line: "waits here" if half.statement else ""}
    if missing is not None and missing.line is not None:
        marks[missing.line] = f"would bind {missing.name}"
    code.excerpt(tree, half.path, marks, around=1)
    parts.show(
        '<table class="names">'
        f"<tr><td>bound by then</td><td>{_names(half, half.bound, half.bound_number)}</td></tr>"
        f"<tr><td>bound later</td><td>{_names(half, half.later, half.later_number)}</td></tr>"
        "</table>"
    )


def _names(half: HalfImported, names: Sequence[Bound], number: int) -> str:
    if not names:
        return "nothing"
    words = []
    for each in names:
        line = ""
        if each.line is not None:
            line = f" <small>{parts.place(half.path, each.line, str(each.line))}</small>"
        word = f"<code>{safe(each.name)}</code>{line}"
        words.append(f"<b>{word}</b>" if each == half.missing else word)
    more = f" and {number - len(names):,} more" if number > len(names) else ""
    return ", ".join(words) + more


def _sound_entries(modules: Sequence[str], pick: Callable[[str], None], entry: str) -> None:
    st.markdown("It would not break after one of these is imported first:")
    with st.container(horizontal=True):
        for module in modules[:MOST_ENTRIES]:
            st.button(plain(module), key=f"sound.{entry}.{module}", on_click=pick, args=(module,))
    if len(modules) > MOST_ENTRIES:
        st.caption(f"and {len(modules) - MOST_ENTRIES} more")
