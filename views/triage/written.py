"""The text itself, line by line, with what was found at its lines."""

from __future__ import annotations

from collections.abc import Sequence

from views import parts, state
from views.code import LONGEST_LINE, lines_of
from views.triage.told import Told, sign_of
from views.words import safe

MOST_LINES = 1_000
AROUND = 6


def shown(text: str, told: Sequence[Told]) -> str:
    """All of a text; of a long one what stands around that which is told. Each mark opens it."""
    lines = lines_of(text)
    marks: dict[int, list[Told]] = {}
    for each in told:
        marks.setdefault(each.line, []).append(each)
    wanted = range(1, len(lines) + 1)
    if len(lines) > MOST_LINES:
        near = {n for at in marks for n in range(at - AROUND, at + AROUND + 1)}
        wanted_lines = [n for n in wanted if n in near][:MOST_LINES]
    else:
        wanted_lines = list(wanted)
    rows, previous = [], 0
    for number in wanted_lines:
        if number != previous + 1:
            rows.append('<div class="pl-gap">⋯</div>')
        previous = number
        rows.append(_line(number, lines[number - 1], marks.get(number, [])))
    return f'<div class="pl-code">{"".join(rows)}</div>'


def _line(number: int, line: str, here: Sequence[Told]) -> str:
    words = line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]} …"
    notes = " ".join(_mark(each) for each in here)
    kind = "pl-line pl-mark" if here else "pl-line"
    note = f"<em>{notes}</em>" if notes else ""
    return f'<div class="{kind}"><i>{number}</i><code>{safe(words)}</code>{note}</div>'


def _mark(told: Told) -> str:
    sign, word, _ = sign_of(told.said)
    return parts.link(f"{sign} {word}", "triage", **{state.TOLD: told.id})
