"""The findings of a report: each with its places, what to do first, and its fixes as diffs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.findings import (
    AnyFinding,
    BrokenImport,
    DuplicateClass,
    ImportCycle,
    ImportCycleData,
    Standing,
    UndefinedName,
    advice_of,
    evidence_of,
    gap_of,
    rule_of,
    told_differences,
    worth_of,
)
from analysis.fixes.edits import Fix
from analysis.fixes.patch import unified_diff
from analysis.report.html.markup import Html, join, lines, tag
from analysis.sources.tree import SourceTree

SHOWN_PLACES = 12
SHOWN_LINES = 400
"""Lines of a diff; `plumbline fix --diff` has all of it."""
OPEN_FINDINGS = 3
"""Findings that are open when the report is opened."""
SIGN = {"error": "✕", "warning": "▲", "info": "i"}


def finding_element(
    number: int, finding: AnyFinding, fixes: tuple[Fix, ...], standing: Standing, tree: SourceTree
) -> Html:
    """One finding that can be opened; `number` is its place in the ranking, from 0."""
    severity = finding.severity.value
    head = tag(
        "summary",
        tag("span", SIGN[severity], " ", severity, class_=f"chip {severity}"),
        tag("span", finding.title, class_="name"),
        tag("span", rule_of(finding), class_="rule"),
    )
    inside = [
        *_message(finding, standing),
        *_evidence(finding),
        *_advice(finding),
        *_reach(finding),
        *(_fix(fix, tree) for fix in fixes),
        tag("p", "Key: ", tag("code", finding.key), class_="quiet"),
    ]
    return tag(
        "details",
        head,
        tag("div", *inside, class_="told"),
        id=f"finding-{number}",
        class_="finding",
        data_severity=severity,
        data_rule=rule_of(finding),
        open=number < OPEN_FINDINGS,
    )


def places(rows: Iterable[Html]) -> Html:
    """A list, folded behind its first rows where it is long."""
    listed = [tag("li", row) for row in rows]
    shown, rest = listed[:SHOWN_PLACES], listed[SHOWN_PLACES:]
    more = (
        tag("details", tag("summary", f"{len(rest):,} more"), tag("ul", *rest), class_="more")
        if rest
        else None
    )
    return join([tag("ul", *shown), more])


def at(path: str, line: int | None) -> Html:
    """A place as code."""
    return tag("code", path if line is None else f"{path}:{line}")


def _message(finding: AnyFinding, standing: Standing) -> Iterator[Html]:
    if finding.message and finding.message != finding.title:
        yield tag("p", finding.message)
    waiver = standing.expired.get(finding.key)
    if waiver is not None:
        yield tag("p", f"Its waiver expired after {waiver.until}: {waiver.reason}")


def _evidence(finding: AnyFinding) -> Iterator[Html]:
    seen = evidence_of(finding)
    if seen:
        yield tag("h4", "Where")
        yield places(join([at(each.path, each.line), " ", each.note]) for each in seen)


def _advice(finding: AnyFinding) -> Iterator[Html]:
    # A broken import's message has it already, a cycle has its cut.
    advice = "" if isinstance(finding, BrokenImport | ImportCycle) else advice_of(finding)
    if advice:
        yield tag("p", tag("strong", "First: "), advice)
    match finding:
        case ImportCycle(data=data):
            yield from _cut(data)
        case BrokenImport() | UndefinedName():
            yield from _candidates(finding)
        case DuplicateClass(data=data):
            keep = data.canonical
            yield tag("p", "The one to keep: ", tag("code", f"{keep.module}:{keep.class_}"))
            told = list(told_differences(data))
            if told:
                yield tag("h4", "How they differ")
                yield tag("pre", "\n".join(told))
        case _:
            return


def _cut(data: ImportCycleData) -> Iterator[Html]:
    if not data.cut:
        return
    yield tag("h4", f"To cut: {gap_of(data)}")
    yield places(
        join(
            [
                *(at(cut.path, cut.line), " ", tag("code", cut.importer), " → "),
                *(tag("code", cut.imported), ": ", cut.why),
                f" ({worth_of(cut, data)})" if len(data.cut) > 1 else None,
            ]
        )
        for cut in data.cut
    )


def _candidates(finding: BrokenImport | UndefinedName) -> Iterator[Html]:
    meant = [near for near in finding.data.candidates if near.revision is None]
    if meant:
        yield tag("h4", "Perhaps meant")
        yield places(
            join(
                [
                    tag("code", near.module if near.name is None else f"{near.module}.{near.name}"),
                    f" ({near.why})",
                ]
            )
            for near in meant
        )
    for near in finding.data.candidates:
        past = near.revision
        if past is not None:
            more = f" ({past.more_lines} more lines)" if past.more_lines else ""
            yield tag(
                "h4",
                *("Last seen in ", tag("code", f"{past.last.short}:{past.path}")),
                f", {past.last.day}, {past.last.subject}{more}",
            )
            yield tag("pre", *_code(lines(past.text)))


def _reach(finding: AnyFinding) -> Iterator[Html]:
    if finding.golden:
        yield tag("p", tag("strong", "Golden paths blocked: "), ", ".join(finding.golden))
    if finding.blocked:
        yield tag("h4", f"Modules that can't be imported because of it: {len(finding.blocked):,}")
        yield places(tag("code", module) for module in finding.blocked)


def _fix(fix: Fix, tree: SourceTree) -> Html:
    diff = lines(unified_diff(tree, fix.edits)) if fix.edits else []
    return tag(
        "div",
        tag(
            "p",
            tag("span", fix.applicability.value, class_=f"chip fix {fix.applicability.value}"),
            tag("strong", fix.title),
        ),
        tag("p", fix.rationale),
        *(tag("p", f"Note: {note}", class_="quiet") for note in fix.notes),
        tag("pre", *_diff(diff), class_="diff", tabindex="0") if diff else None,
        tag("p", "plumbline fix PATH --fix ", tag("code", fix.id), class_="quiet"),
        class_="repair",
    )


def _diff(source: list[str]) -> Iterator[Html]:
    kinds = {"+": "plus", "-": "minus", "@": "hunk"}
    for line in source[:SHOWN_LINES]:
        is_head = line.startswith(("+++", "---", "diff "))
        yield tag("span", line, class_="head" if is_head else kinds.get(line[:1]))
        yield Html("\n")
    if len(source) > SHOWN_LINES:
        yield tag("span", f"and {len(source) - SHOWN_LINES:,} more lines", class_="head")


def _code(source: list[str]) -> Iterator[Html]:
    for line in source:
        yield tag("span", line)
        yield Html("\n")
