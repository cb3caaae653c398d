"""What importing one module first does, told to a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.execution.outcome import Fails, Ok, Unknown
from analysis.findings import owners_of
from analysis.pipeline import Analysis
from analysis.sources.printable import printable
from analysis.story.value import Bound, HalfImported, Line, LineKind, Story

SHOWN_NAMES = 2
"""Names on a folded line; of more it says how many, and `unfold` shows them all."""
NUMBER = 8
"""The width of a line number, or of a span of them."""


def render(analysis: Analysis, story: Story, unfold: bool = False) -> str:
    """The story of an import as indented lines; `unfold` tells what is folded, too."""
    lines = [f"import {story.entry}    ({story.path})", *_outcome(analysis, story)]
    if story.lines:
        hint = "" if unfold else " (--unfold tells what is folded, too)"
        lines += ["", f"What happens{hint}", *_lines(story.lines, story.entry, unfold)]
    if story.why:
        lines += ["", "Why", f"  {story.why}"]
    if story.waiting:
        lines.append(f"  {_cycle(story.waiting)}")
    if story.half is not None:
        lines += ["", *_half(story.half)]
    if story.sound_entries:
        lines += ["", "It would not break after one of these is imported first"]
        lines += [f"  {module}" for module in story.sound_entries]
    return "\n".join(printable(line) for line in lines) + "\n"


def _outcome(analysis: Analysis, story: Story) -> Iterator[str]:
    match story.outcome:
        case Ok():
            yield f"  imports; loads {_count(len(story.loaded))} of the repository"
        case Fails(failure=failure):
            yield "  fails"
            yield f"  {failure.path}:{failure.line}  {failure.error}: {failure.message}"
            owner = owners_of(analysis.execution, analysis.findings).get(story.entry)
            if owner is not None:
                yield f"  finding: {owner}"
        case Unknown(reason=reason, path=path, line=line):
            place = f" at {path}:{line}" if path else ""
            yield f"  unknown{place}: {reason}"
        case None:
            yield "  unknown: nothing can import this file by a name"


def _lines(lines: Iterable[Line], entry: str, unfold: bool, back: int = 0) -> Iterator[str]:
    """`back` is how many levels folds, which are left out, would have taken."""
    for line in lines:
        margin = "  " * (line.depth + 1 - back)
        if line.kind is LineKind.RUNS:
            yield f"{margin}{_runs(line, entry)}"
        elif line.kind is not LineKind.LOADS:
            yield f"{margin}{line.line:<{NUMBER}}{_words(line)}"
            if line.loads and not unfold:
                yield f"{margin}{'':<{NUMBER}}  {_loads(line)}"
        elif not unfold:
            yield f"{margin}{_span(line):<{NUMBER}}{_loads(line)}"
        if unfold:
            yield from _lines(line.inner, entry, unfold, back + (line.kind is LineKind.LOADS))


def _runs(line: Line, entry: str) -> str:
    if line.module != entry and entry.startswith(f"{line.module}."):
        return f"{line.path} runs: {line.module} comes before what is in it"
    return f"{line.path} runs"


def _words(line: Line) -> str:
    match line.kind:
        case LineKind.CALLS:
            return f"calls {line.text}"
        case LineKind.CATCHES:
            return f"catches: {line.text}"
        case LineKind.DOUBT:
            return f"can't tell: {line.text}"
        case LineKind.BREAKS:
            return f"{line.text}    <-- breaks here"
        case _:
            return line.text


def _span(line: Line) -> str:
    if line.line == 0:
        return "first"
    return f"{line.line}-{line.last_line}" if line.last_line != line.line else str(line.line)


def _loads(line: Line) -> str:
    parts = []
    if line.loads:
        parts.append(f"loads {_few(line.loads, _count(len(line.loads)))}")
    if line.outside:
        parts.append(f"uses {_few(line.outside, str(len(line.outside)))} from outside")
    return ", ".join(parts)


def _few(names: tuple[str, ...], number: str) -> str:
    return " and ".join(names) if len(names) <= SHOWN_NAMES else number


def _cycle(waiting: tuple[str, ...]) -> str:
    if len(waiting) == 1:
        return f"{waiting[0]} imports from itself."
    return f"Each waits for the next: {' -> '.join((*waiting, waiting[0]))}"


def _half(half: HalfImported) -> Iterator[str]:
    yield f"{half.module} had come to {half.path}:{half.line}"
    yield f"  bound by then: {_bound(half.bound, half.bound_number)}"
    later = half.later
    if half.missing is not None:
        line = f" (line {half.missing.line})" if half.missing.line is not None else ""
        yield f"  asked for: {half.missing.name}{line}"
    if later:
        yield f"  bound later: {_bound(later, half.later_number)}"


def _bound(names: tuple[Bound, ...], number: int) -> str:
    if not names:
        return "nothing"
    words = [f"{each.name} ({each.line})" if each.line is not None else each.name for each in names]
    more = f" and {number - len(names)} more" if number > len(names) else ""
    return ", ".join(words) + more


def _count(number: int) -> str:
    return f"{number} {'module' if number == 1 else 'modules'}"
