"""A fleet as Markdown, for a ticket or a wiki; names are never markup."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import Severity
from analysis.fleet.value import FleetReport, RepositoryReport, SharedClass
from analysis.sources.markdown_text import code, place, text

SHOWN = 25
"""Findings and places listed before "and n more"."""


def render(report: FleetReport, seconds: float) -> str:
    """Totals, what was not read, a table of repositories, shared classes, findings."""
    counts = report.findings
    lines = [
        "# Fleet",
        "",
        f"{len(report.repositories)} repositories read, {len(report.failures)} not, in "
        f"{seconds:.1f} s: {counts.error} error, {counts.warning} warning, {counts.info} info, "
        f"{len(report.shared_classes)} shared classes",
    ]
    if report.failures:
        lines += ["", "## Not read", ""]
        lines += [f"- {code(each.name)}: {text(each.reason)}" for each in report.failures]
    if report.repositories:
        lines += ["", "## Repositories", ""]
        lines += ["| repository | modules | error | warning | info |", "|---|--:|--:|--:|--:|"]
        lines += map(_row, report.repositories)
    if report.shared_classes:
        lines += ["", "## Classes that several repositories have"]
        for shared in report.shared_classes:
            lines += ["", *_shared(shared)]
    told = [each for each in report.repositories if _worth_telling(each)]
    if told:
        lines += ["", "## Findings"]
        for each in told:
            lines += ["", *_findings(each)]
    return "\n".join(lines) + "\n"


def _row(report: RepositoryReport) -> str:
    counts = report.summary.findings
    # In a table a bar ends a cell, in code as well.
    name = code(report.name).replace("|", "\\|")
    return (
        f"| {name} | {report.summary.modules} | {counts.error} | {counts.warning} | {counts.info} |"
    )


def _shared(shared: SharedClass) -> Iterator[str]:
    yield f"### {shared.severity}: {text(shared.title)}"
    yield ""
    yield f"{text(shared.message)} ({shared.kind}, {code(shared.key)})"
    yield ""
    for each in shared.definitions[:SHOWN]:
        alone = f"; only here: {', '.join(map(code, each.only_here))}" if each.only_here else ""
        yield (
            f"- {code(each.repository)} {place(each.path, each.line)} {code(each.class_)}: "
            f"{each.relation}, {each.similarity:.0%} alike{alone}"
        )
    yield from _more(len(shared.definitions))


def _worth_telling(report: RepositoryReport) -> bool:
    return any(each.severity is not Severity.INFO for each in report.findings)


def _findings(report: RepositoryReport) -> Iterator[str]:
    yield f"### {code(report.name)}"
    yield ""
    told = [each for each in report.findings if each.severity is not Severity.INFO]
    for finding in told[:SHOWN]:
        first = finding.locations[0] if finding.locations else None
        where = f"{place(first.path, first.line)} " if first else ""
        yield f"- {finding.severity}: {where}{text(finding.title)} ({finding.rule})"
    yield from _more(len(told))


def _more(number: int) -> Iterator[str]:
    if number > SHOWN:
        yield f"- and {number - SHOWN} more"
