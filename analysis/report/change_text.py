"""What a change does, for a person at a terminal: what is new in it comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.change.told import (
    alike,
    better,
    counted,
    differing,
    extent,
    grown_from,
    headline,
    some,
    state_words,
    why_reached,
    worse_than_before,
)
from analysis.change.value import Change, FindingChange, GoldenChange, Reached
from analysis.comparison import EdgeChange, OutcomeChange
from analysis.findings import AnyFinding, rule_of
from analysis.sources.printable import printable

_BROKEN, _HEALED, _OTHER = "Modules that fail now", "Modules healed", "Other outcomes"
_MOST = 40
"""Rows of a section; all of them are in the JSON."""


def render(change: Change, waived: frozenset[str] = frozenset()) -> str:
    """What the change would break, what it mends, whom it reaches, what else is otherwise.

    `waived` are keys of findings that do not count.
    """
    seen = change.comparison
    worse = {one.after.key for one in change.worse} | {one.key for one in seen.introduced}
    lesser = {after.key for _, after in seen.reduced}
    was = grown_from(change)
    sections: list[tuple[str, Iterable[str]]] = [
        ("Introduced", (_introduced(one, was.get(one.key), waived) for one in seen.introduced)),
        ("Worse than before", map(_changed, worse_than_before(change, waived))),
        (_BROKEN, _outcomes(change.broken)),
        ("Golden paths blocked", map(_golden, change.golden_broken)),
        ("Imports that close a cycle", map(_edge, change.against_flow)),
        ("Names lost", (f"{lost.module}.{lost.name}" for lost in seen.names_lost)),
        ("Fixed", map(_finding, change.fixed)),
        ("Reduced", (f"{_finding(one)}\n    now: {two.title}" for one, two in seen.reduced)),
        (_HEALED, _outcomes(seen.healed)),
        ("Golden paths", (_golden(one) for one in change.golden_paths if not one.broken)),
        (
            "Otherwise than before",
            (
                _changed(one)
                for one in change.findings_changed
                if one.after.key not in worse | lesser
            ),
        ),
        (_OTHER, _outcomes(change.otherwise)),
        ("Tests affected", map(_reached, change.tests)),
        ("Golden paths affected", map(_reached, change.golden)),
        ("Modules added", change.touched.added),
        ("Modules removed", change.touched.removed),
        ("Modules rewritten", change.touched.rewritten),
        ("Imports gone", map(_edge, seen.edges_gone)),
        ("Imports new", map(_edge, seen.edges_new)),
        (
            "Imports at another time",
            (
                f"{edge.importer} -> {edge.imported}: {edge.before} -> {edge.after}"
                f" ({edge.path}:{edge.line})"
                for edge in seen.edges_retimed
            ),
        ),
        ("Imports that no longer close a cycle", map(_edge, change.with_flow)),
        (
            "Levels",
            (f"{one.module}: {one.before} -> {one.after}" for one in change.levels),
        ),
        ("Remaining", map(_finding, seen.remaining)),
    ]
    # Modules with one fault stand in one row.
    together = {
        _BROKEN: len(change.broken),
        _HEALED: len(seen.healed),
        _OTHER: len(change.otherwise),
    }
    lines = [
        line for title, rows in sections for line in _section(title, rows, together.get(title))
    ]
    return "\n".join([*lines, *_summary(change, waived)]) + "\n"


def _section(title: str, rows: Iterable[str], number: int | None = None) -> Iterator[str]:
    listed = list(rows)
    if listed:
        yield f"{title} ({len(listed) if number is None else number})"
        for row in listed[:_MOST]:
            yield from (f"  {printable(part)}" for part in row.split("\n"))
        if len(listed) > _MOST:
            yield f"  and {len(listed) - _MOST:,} more; --format json has all"
        yield ""


def _summary(change: Change, waived: frozenset[str]) -> Iterator[str]:
    seen = change.comparison
    yield f"New in this change: {headline(change, waived)}"
    if mended := better(change):
        yield f"Better: {mended}"
    yield f"Size: {extent(change)}"
    yield (
        f"{len(change.fixed)} fixed, {len(seen.reduced)} reduced, "
        f"{len(seen.remaining)} remaining, {len(seen.introduced)} introduced; "
        f"modules: {len(seen.healed)} healed, {len(change.broken)} broken; "
        f"names lost: {len(seen.names_lost)}; "
        f"affected: {counted(len(change.tests), 'test module')}, "
        f"{counted(len(change.golden), 'golden path')}"
    )


def _introduced(finding: AnyFinding, part: AnyFinding | None, waived: frozenset[str]) -> str:
    grew = f"\n    was: {part.title}" if part is not None else ""
    return f"{_finding(finding, waived)}{grew}"


def _finding(finding: AnyFinding, waived: frozenset[str] = frozenset()) -> str:
    where = f" {finding.locations[0].path}:{finding.locations[0].line}" * bool(finding.locations)
    set_aside = " (waived)" if finding.key in waived else ""
    return f"{finding.severity}: {finding.title} [{rule_of(finding)}]{where}{set_aside}"


def _changed(change: FindingChange) -> str:
    return f"{_finding(change.after)}\n    {differing(change)}"


def _edge(edge: EdgeChange) -> str:
    return f"{edge.importer} -> {edge.imported} ({edge.path}:{edge.line})"


def _outcomes(changes: tuple[OutcomeChange, ...]) -> Iterator[str]:
    for modules, words in alike(changes):
        told = words.replace("→", "->")
        if len(modules) == 1:
            yield f"{modules[0]}: {told}"
        else:
            yield f"{len(modules):,} modules: {told}\n    {some(modules, _MOST)}"


def _golden(change: GoldenChange) -> str:
    words = f"{state_words(change.before)} -> {state_words(change.after)}"
    blocked = f", blocked by {', '.join(change.blocked_by)}" if change.blocked_by else ""
    return f"{change.name} ({change.module}): {words}{blocked}"


def _reached(reached: Reached) -> str:
    name = f"{reached.name} ({reached.module})" if reached.name else reached.module
    if len(reached.chain) == 1:
        return f"{name}: {why_reached(reached)}"
    return f"{name}: {why_reached(reached)}: {' -> '.join(reached.chain)}"
