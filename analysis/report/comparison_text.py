"""What a change does, for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.comparison import Comparison, EdgeChange, OutcomeChange
from analysis.execution.outcome import Fails, Ok, Outcome, Unknown
from analysis.findings import AnyFinding, rule_of
from analysis.sources.printable import printable


def render(comparison: Comparison, waived: frozenset[str] = frozenset()) -> str:
    """The worst first: what the change would break, what it mends, what stays.

    `waived` are keys of findings that do not count.
    """
    sections = [
        (
            "Introduced",
            (
                _finding(finding) + (" (waived)" if finding.key in waived else "")
                for finding in comparison.introduced
            ),
        ),
        ("Modules that no longer import", map(_outcome, comparison.worsened)),
        ("Names lost", (f"{lost.module}.{lost.name}" for lost in comparison.names_lost)),
        ("Fixed", map(_finding, comparison.fixed)),
        (
            "Reduced",
            (f"{_finding(before)}\n    now: {after.title}" for before, after in comparison.reduced),
        ),
        ("Modules healed", map(_outcome, comparison.healed)),
        ("Remaining", map(_finding, comparison.remaining)),
        ("Imports gone", map(_edge, comparison.edges_gone)),
        ("Imports new", map(_edge, comparison.edges_new)),
        (
            "Imports at another time",
            (
                f"{edge.importer} -> {edge.imported}: {edge.before} -> {edge.after}"
                f" ({edge.path}:{edge.line})"
                for edge in comparison.edges_retimed
            ),
        ),
    ]
    lines = [line for title, rows in sections for line in _section(title, rows)]
    return "\n".join([*lines, _verdict(comparison)]) + "\n"


def _section(title: str, rows: Iterable[str]) -> Iterator[str]:
    listed = list(rows)
    if listed:
        yield f"{title} ({len(listed)})"
        for row in listed:
            yield from (f"  {printable(part)}" for part in row.split("\n"))
        yield ""


def _finding(finding: AnyFinding) -> str:
    return f"{finding.severity}: {finding.title} [{rule_of(finding)}]"


def _edge(edge: EdgeChange) -> str:
    return f"{edge.importer} -> {edge.imported} ({edge.path}:{edge.line})"


def _outcome(change: OutcomeChange) -> str:
    return f"{change.module}: {_words(change.before)} -> {_words(change.after)}"


def _words(outcome: Outcome | None) -> str:
    match outcome:
        case Ok():
            return "imports"
        case Fails(failure=failure):
            place = f"{failure.path}:{failure.line}"
            return f"{failure.error} at {place}: {failure.message}"
        case Unknown(reason=reason):
            return f"unknown ({reason})"
        case None:
            return "not there"


def _verdict(comparison: Comparison) -> str:
    return (
        f"{len(comparison.fixed)} fixed, {len(comparison.reduced)} reduced, "
        f"{len(comparison.remaining)} remaining, {len(comparison.introduced)} introduced; "
        f"modules: {len(comparison.healed)} healed, {len(comparison.worsened)} broken; "
        f"names lost: {len(comparison.names_lost)}"
    )
