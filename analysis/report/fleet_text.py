"""A fleet for a person at a terminal: what was not read, what is shared, and the findings."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from analysis.findings import Severity
from analysis.fleet.value import Counts, FleetReport, RepositoryReport, SharedClass
from analysis.sources.printable import printable

SHOWN_SHARED = 25
SHOWN_FINDINGS = 5
SHOWN_PLACES = 8
"""What is listed before "and n more"; the JSON has all."""
NARROWEST = 40


def render(report: FleetReport, seconds: float, width: int = 100) -> str:
    """Plain lines without terminal escapes; sentences are wrapped to `width` columns (at least 40).

    Names of places and sources are never broken: they are copied from.
    """
    lines = [*_head(report, seconds), ""]
    if report.failures:
        lines.append("Not read")
        lines += [f"  {each.name}: {each.reason}" for each in report.failures]
        lines.append("")
    if report.repositories:
        lines += [*_table(report.repositories), ""]
    if report.shared_classes:
        lines.append("Classes that several repositories have")
        for shared in report.shared_classes[:SHOWN_SHARED]:
            lines += _shared(shared, max(width, NARROWEST))
        lines += [*_more(len(report.shared_classes), SHOWN_SHARED), ""]
    for each in report.repositories:
        lines += _findings(each)
    lines.append(_verdict(report))
    return "".join(f"{printable(line)}\n" for line in lines)


def _head(report: FleetReport, seconds: float) -> Iterator[str]:
    summaries = [each.summary for each in report.repositories]
    version = ".".join(map(str, report.python_version))
    yield (
        f"{_count(len(summaries), 'repository', 'repositories')} read, "
        f"{len(report.failures):,} not, in {seconds:,.1f} s; Python {version}"
    )
    yield (
        f"  {_count(sum(each.modules for each in summaries), 'module')}, "
        f"{_count(sum(each.classes for each in summaries), 'class', 'classes')}, "
        f"{_count(sum(each.imports for each in summaries), 'import')}"
    )


def _table(reports: Sequence[RepositoryReport]) -> Iterator[str]:
    width = min(40, max(len(printable(each.name)) for each in reports))
    yield f"{'Repository':<{width}}  modules  errors  warnings  infos  golden paths"
    for each in reports:
        counts = each.summary.findings
        broken = sum(path.outcome == "fails" for path in each.golden_paths)
        golden = f"{broken} of {len(each.golden_paths)} fail" if broken else "ok"
        yield (
            f"{printable(each.name):<{width}}  {each.summary.modules:>7,}  {counts.error:>6,}  "
            f"{counts.warning:>8,}  {counts.info:>5,}  {golden if each.golden_paths else '-'}"
        )


def _shared(shared: SharedClass, width: int) -> Iterator[str]:
    yield f"  {shared.severity}: {shared.title} [{shared.kind}]"
    yield from textwrap.wrap(
        printable(shared.message),
        width,
        initial_indent="    ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    for each in shared.definitions[:SHOWN_PLACES]:
        alike = "" if each.relation == "canonical" else f", {each.similarity:.0%} alike"
        yield (
            f"      {each.repository}: {each.path}:{each.line}  {each.class_} "
            f"({each.relation}{alike})"
        )
    yield from (f"      {line.strip()}" for line in _more(len(shared.definitions), SHOWN_PLACES))


def _findings(report: RepositoryReport) -> Iterator[str]:
    told = [each for each in report.findings if each.severity is not Severity.INFO]
    if not told:
        return
    yield report.name
    for finding in told[:SHOWN_FINDINGS]:
        first = finding.locations[0] if finding.locations else None
        place = f"{first.path}:{first.line}: " if first else ""
        blocked = f"; {_count(finding.blocked, 'module')} blocked" if finding.blocked else ""
        yield f"  {place}{finding.severity}: {finding.title} [{finding.rule}]{blocked}"
    if len(told) > SHOWN_FINDINGS:
        yield f"  and {len(told) - SHOWN_FINDINGS:,} more: plumbline audit {report.source}"
    yield ""


def _more(number: int, shown: int) -> Iterator[str]:
    if number > shown:
        yield f"  and {number - shown:,} more"


def _verdict(report: FleetReport) -> str:
    counts: Counts = report.findings
    parts = [
        _count(counts.error, "error"),
        _count(counts.warning, "warning"),
        _count(counts.info, "info"),
        _count(len(report.shared_classes), "shared class", "shared classes"),
    ]
    if report.failures:
        failed = _count(len(report.failures), "repository", "repositories")
        parts.append(f"{failed} not read")
    return ", ".join(parts)


def _count(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
