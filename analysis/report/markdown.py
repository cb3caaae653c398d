"""The audit as Markdown, for a ticket or a review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from analysis.execution.golden import ABSENT, GoldenPath
from analysis.findings import (
    AnyFinding,
    BrokenImport,
    DuplicateClass,
    ImportCycle,
    ImportCycleData,
    Severity,
    Standing,
    UndefinedName,
    advice_of,
    evidence_of,
    gap_of,
    rule_of,
    told_differences,
    words_of,
    worth_of,
)
from analysis.fixes.edits import Fix
from analysis.pipeline import Analysis
from analysis.sources.markdown_text import code as _code
from analysis.sources.markdown_text import place as _place
from analysis.sources.markdown_text import text as _text
from analysis.sources.printable import printable

SHOWN_PLACES = 12


def render(
    analysis: Analysis,
    fixes: Mapping[str, tuple[Fix, ...]] | None = None,
    standing: Standing | None = None,
) -> str:
    """Golden paths, then a section for each finding in ranked order; names are never markup.

    `standing` says which findings count, and are told (default: all).
    """
    proposals = fixes or {}
    standing = standing or Standing(analysis.findings)
    counted = Counter(finding.severity for finding in standing.counting)
    lines = [
        f"# Imports of {_code(analysis.tree.label)}",
        "",
        ", ".join(
            [
                *(f"{counted[severity]} {severity}" for severity in Severity),
                *_aside(standing),
            ]
        ),
    ]
    if analysis.golden_paths:
        lines += ["", "## Golden paths", "", *map(_golden, analysis.golden_paths)]
    if standing.counting:
        lines += ["", "## Findings"]
    for finding in standing.counting:
        lines += ["", *_finding(finding, proposals.get(finding.key, ()), standing)]
    if analysis.blind_spots:
        lines += ["", "## What static reading could not decide", ""]
        lines += _places(
            [
                f"- {_place(spot.path, spot.line)} {_text(spot.reason)}"
                for spot in analysis.blind_spots
            ]
        )
    if standing.stale:
        lines += ["", "## Waivers that no finding needs", ""]
        lines += _places(
            [f"- {_text(words_of(each))}: {_text(each.reason)}" for each in standing.stale]
        )
    if standing.gone:
        lines += ["", "## In the baseline, and no longer found", ""]
        lines += _places([f"- {_code(key)}" for key in standing.gone])
    return "\n".join(lines) + "\n"


def _aside(standing: Standing) -> Iterator[str]:
    if standing.waived:
        yield f"{len(standing.waived)} waived"
    if standing.expired:
        yield f"{len(standing.expired)} with an expired waiver"
    if standing.known:
        yield f"{len(standing.known)} in the baseline"


def _golden(golden: GoldenPath) -> str:
    blocked = ", ".join(map(_code, golden.blocked_by))
    named = f"{_text(golden.name)} ({_code(golden.module)})"
    return f"- **{golden.outcome}** {named}" + (
        f", blocked by {blocked}" if blocked else f": {golden.why}" * (golden.why in ABSENT)
    )


def _finding(finding: AnyFinding, fixes: tuple[Fix, ...], standing: Standing) -> Iterator[str]:
    yield f"### {finding.severity}: {_text(finding.title)}"
    yield ""
    yield f"{_text(finding.message)} ({rule_of(finding)}, {_code(finding.key)})"
    yield ""
    if finding.key in standing.expired:
        waiver = standing.expired[finding.key]
        yield f"Its waiver expired after {waiver.until}: {_text(waiver.reason)}"
        yield ""
    yield from _places(
        [f"- {_place(seen.path, seen.line)} {_text(seen.note)}" for seen in evidence_of(finding)]
    )
    # The message, or the list of what to cut, has it already.
    told = isinstance(finding, BrokenImport | ImportCycle)
    advice = "" if told else advice_of(finding)
    if advice:
        yield ""
        yield f"First: {_text(advice)}"
    if isinstance(finding, ImportCycle) and finding.data.cut:
        yield from _cut(finding.data)
    if isinstance(finding, BrokenImport | UndefinedName):
        yield from _candidates(finding)
    if isinstance(finding, DuplicateClass):
        yield ""
        for line in told_differences(finding.data):
            indent = " " * (len(line) - len(line.lstrip()))
            yield f"{indent}- {_text(line.lstrip())}"
    if finding.blocked:
        yield ""
        yield f"Blocked: {', '.join(map(_code, finding.blocked[:SHOWN_PLACES]))}" + _more(
            len(finding.blocked)
        )
    if fixes:
        yield ""
    for fix in fixes:
        yield f"- fix, {fix.applicability}: {_text(fix.title)}. {_text(fix.rationale)}"


def _cut(data: ImportCycleData) -> Iterator[str]:
    yield ""
    yield f"To cut: {_text(gap_of(data))}."
    yield ""
    yield from _places(
        [
            f"- {_place(cut.path, cut.line)} {_code(cut.importer)} → {_code(cut.imported)}: "
            + _text(cut.why)
            + (f" ({_text(worth_of(cut, data))})" if len(data.cut) > 1 else "")
            for cut in data.cut
        ]
    )


def _candidates(finding: BrokenImport | UndefinedName) -> Iterator[str]:
    """Where it may be, and what it was: the removed text as a block of code."""
    rows = [
        f"- {_code(near.module if near.name is None else f'{near.module}.{near.name}')}: "
        f"{_text(near.why)}"
        for near in finding.data.candidates
        if near.revision is None
    ]
    if rows:
        yield from ("", "Perhaps meant:", "", *rows)
    for near in finding.data.candidates:
        past = near.revision
        if past is not None:
            more = f" ({past.more_lines} more lines)" if past.more_lines else ""
            yield ""
            yield (
                f"Last seen in {_code(f'{past.last.short}:{past.path}')}, {past.last.day}, "
                f"{_text(past.last.subject)}{more}:"
            )
            yield ""
            # Indented, for no line of it can end such a block.
            yield from (f"    {printable(line)}" for line in past.text.expandtabs(4).split("\n"))


def _places(rows: list[str]) -> Iterator[str]:
    yield from rows[:SHOWN_PLACES]
    if len(rows) > SHOWN_PLACES:
        yield f"- {_more(len(rows)).strip()}"


def _more(number: int) -> str:
    return f" and {number - SHOWN_PLACES} more" if number > SHOWN_PLACES else ""
