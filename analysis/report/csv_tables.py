"""Tables as CSV, for spreadsheets: nothing of a repository's in them is ever a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from analysis.execution.outcome import Fails, Ok, Outcome, Unknown
from analysis.findings import AnyFinding, Standing, evidence_of, owners_of, rule_of
from analysis.graphs.listing import Listing
from analysis.pipeline import Analysis
from analysis.sources.printable import printable

# What a spreadsheet takes for the beginning of a formula, full width too. After a semicolon as
# well: where that is the separator of the reader's country, another cell begins there.
_FORMULA = re.compile("(^|;)(?=\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20])")
_Cell = str | int | bool | None


def findings(analysis: Analysis, standing: Standing | None = None) -> str:
    """A row for each finding in ranked order; `counts` says whether it stands."""
    standing = standing or Standing(analysis.findings)
    waived = {finding.key: waiver for finding, waiver in standing.waived}
    known = {finding.key for finding in standing.known}
    head = (
        *("rank", "rule", "severity", "title", "message", "path", "line", "places"),
        *("subjects", "blocked", "golden_paths", "counts", "why_not", "key"),
    )
    rows = []
    for rank, finding in enumerate(analysis.findings, 1):
        waiver = waived.get(finding.key)
        reason = f"waived: {waiver.reason}" if waiver else ""
        reason = "in the baseline" if finding.key in known else reason
        rows.append(
            (
                *(rank, rule_of(finding), finding.severity.value, finding.title, finding.message),
                *_first(finding),
                *(len(evidence_of(finding)), "; ".join(finding.subjects), len(finding.blocked)),
                *("; ".join(finding.golden), not reason, reason, finding.key),
            )
        )
    return _table(head, rows)


def modules(analysis: Analysis) -> str:
    """A row for each module: what importing it first does, and who asks for it."""
    files = analysis.structure.project.modules
    graph = analysis.structure.modules
    owners = owners_of(analysis.execution, analysis.findings)
    head = (
        *("module", "path", "kind", "test", "outcome", "error", "message", "at_path", "at_line"),
        *("importers", "imports", "finding"),
    )
    rows = []
    for name in sorted(files):
        near = (graph.in_degree(name), graph.out_degree(name)) if name in graph else (0, 0)
        rows.append(
            (
                *(name, files[name].path, files[name].kind.value, files[name].is_test),
                *_outcome(analysis.execution.outcomes.get(name)),
                *(*near, owners.get(name)),
            )
        )
    return _table(head, rows)


def nodes(listing: Listing) -> str:
    """A row for each node of a graph."""
    head = ("id", "path", "kind", "level", "importers", "outcome", "component")
    rows = [
        (
            *(node.id, node.path, node.kind, node.level, node.importers, node.outcome),
            node.component,
        )
        for node in listing.nodes
    ]
    return _table(head, rows)


def edges(listing: Listing) -> str:
    """A row for each statement behind an edge; an edge without one has a row, too."""
    head = ("source", "target", "kind", "timing", "guarded", "path", "line", "names")
    rows: list[tuple[_Cell, ...]] = []
    for edge in listing.edges:
        ends = (edge.source, edge.target, edge.kind)
        for site in edge.sites:
            # An edge is as early as its earliest statement; each has a time of its own.
            said = (site.timing.value, edge.guarded, site.path, site.line, "; ".join(site.names))
            rows.append((*ends, *said))
        if not edge.sites:
            rows.append((*ends, edge.timing.value, edge.guarded, None, None, None))
    return _table(head, rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[_Cell, ...]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(tuple(map(_cell, row)) for row in rows)
    return file.getvalue()


def _cell(value: _Cell) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int) else _FORMULA.sub(r"\1'", printable(value))


def _first(finding: AnyFinding) -> tuple[_Cell, _Cell]:
    place = next(iter(finding.locations), None)
    return (place.path, place.line) if place else (None, None)


def _outcome(outcome: Outcome | None) -> tuple[_Cell, ...]:
    match outcome:
        case Ok():
            return ("ok", None, None, None, None)
        case Fails(failure=failure):
            return ("fails", failure.error, failure.message, failure.path, failure.line)
        case Unknown(reason=reason, path=path, line=line):
            return ("unknown", None, reason, path or None, line if path else None)
        case None:
            return ("unknown", None, "there is no source text to read", None, None)
