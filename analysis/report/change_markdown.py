"""A change as Markdown for the pull request that brings it: what is new in it comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.change.told import (
    alike,
    better,
    differing,
    extent,
    grown_from,
    headline,
    state_words,
    why_reached,
    worse_than_before,
)
from analysis.change.value import Change, FindingChange, GoldenChange, Reached
from analysis.comparison import EdgeChange, OutcomeChange
from analysis.findings import AnyFinding, rule_of
from analysis.sources.markdown_text import code, fenced, place, text

MOST = 20
_SIGNS = {"error": "✕", "warning": "▲", "info": "○"}


def render(
    change: Change,
    before: str,
    after: str,
    picture: str = "",
    waived: frozenset[str] = frozenset(),
) -> str:
    """What the change breaks and mends, a picture of it, and whom it reaches.

    `before` and `after` are what the sides are called, `picture` is Mermaid's text, `waived` are
    keys of findings that do not count. Names of the repository are never markup.
    """
    seen = change.comparison
    lines = ["## Plumbline", "", f"{code(before)} → {code(after)}: {extent(change)}."]
    lines += ["", f"**New in this change: {headline(change, waived)}.**"]
    if mended := better(change):
        lines += [f"Better: {mended}."]
    was = grown_from(change)
    new = [
        *_listed(
            "Findings", (_introduced(one, was.get(one.key), waived) for one in seen.introduced)
        ),
        *_listed(
            "Worse than before",
            map(_changed, worse_than_before(change, waived)),
        ),
        *_listed("Modules that fail now", _outcomes(change.broken), len(change.broken)),
        *_listed("Golden paths blocked", map(_golden, change.golden_broken)),
        *_listed("Imports that close a cycle", map(_edge, change.against_flow)),
    ]
    mended_rows = [
        *_listed("Fixed", map(_finding, change.fixed)),
        *_listed(
            "Reduced", (f"{_finding(one)}; now: {text(two.title)}" for one, two in seen.reduced)
        ),
        *_listed("Modules healed", _outcomes(seen.healed), len(seen.healed)),
        *_listed("Golden paths", (_golden(one) for one in change.golden_paths if not one.broken)),
    ]
    sections: tuple[tuple[str, list[str]], ...] = (
        ("New in this change", new),
        ("Better", mended_rows),
        ("Picture", [*fenced(picture, "mermaid"), "", _LEGEND] if picture else []),
        ("Affected", list(_affected(change))),
        ("More", list(_more(change))),
    )
    for head, rows in sections:
        while rows and not rows[-1]:
            rows.pop()
        if rows:
            lines += ["", f"### {head}", "", *rows]
    return "\n".join(lines) + "\n"


_LEGEND = (
    "Green is new or healed, grey is gone, orange is broken. A plain arrow was there before: it is "
    "part of a new cycle, or leads to the error."
)


def _affected(change: Change) -> Iterator[str]:
    yield from _listed("Golden paths", map(_reached, change.golden))
    tests = list(map(_reached, change.tests))
    if tests:
        yield from _folded(
            f"{len(tests):,} test modules" if len(tests) > 1 else "1 test module", tests
        )


def _more(change: Change) -> Iterator[str]:
    seen, touched = change.comparison, change.touched
    levels = (f"- {code(one.module)}: {one.before} → {one.after}" for one in change.levels)
    lost = (f"- {code(f'{one.module}.{one.name}')}" for one in seen.names_lost)
    parts: tuple[tuple[str, Iterable[str]], ...] = (
        ("Names lost", lost),
        ("Modules added", (f"- {code(name)}" for name in touched.added)),
        ("Modules removed", (f"- {code(name)}" for name in touched.removed)),
        ("Imports new", map(_edge, seen.edges_new)),
        ("Imports gone", map(_edge, seen.edges_gone)),
        (
            "Imports at another time",
            (
                f"- {code(one.importer)} → {code(one.imported)}: {one.before} → {one.after} at "
                f"{place(one.path, one.line)}"
                for one in seen.edges_retimed
            ),
        ),
        ("Other outcomes", _outcomes(change.otherwise)),
        ("Levels", levels),
    )
    for head, rows in parts:
        listed = list(rows)
        if listed:
            yield from _folded(f"{head} ({len(listed):,})", listed)
    if seen.remaining:
        yield f"Remaining: {len(seen.remaining):,} of the findings before."


def _folded(head: str, rows: list[str]) -> Iterator[str]:
    # The blank lines make GitHub read what is inside as Markdown.
    yield from ("<details>", f"<summary>{head}</summary>", "", *_bounded(rows), "")
    yield from ("</details>", "")


def _listed(head: str, rows: Iterable[str], number: int | None = None) -> list[str]:
    listed = list(rows)
    count = len(listed) if number is None else number
    return [f"**{head}** ({count:,})", "", *_bounded(listed), ""] if listed else []


def _bounded(rows: list[str]) -> list[str]:
    more = len(rows) - MOST
    return rows[:MOST] + [f"- and {more:,} more"] * (more > 0)


def _introduced(finding: AnyFinding, part: AnyFinding | None, waived: frozenset[str]) -> str:
    grew = f"; was: {text(part.title)}" if part is not None else ""
    return f"{_finding(finding, waived)}{grew}"


def _finding(finding: AnyFinding, waived: frozenset[str] = frozenset()) -> str:
    where = ""
    if finding.locations:
        first = finding.locations[0]
        where = f" {place(first.path, first.line)}"
    set_aside = " (waived)" if finding.key in waived else ""
    sign = _SIGNS[finding.severity.value]
    return (
        f"- {sign} {finding.severity} ({rule_of(finding)}): {text(finding.title)}{where}{set_aside}"
    )


def _changed(change: FindingChange) -> str:
    return f"{_finding(change.after)}: {text(differing(change))}"


def _outcomes(changes: Iterable[OutcomeChange]) -> Iterator[str]:
    for modules, words in alike(changes):
        more = len(modules) - MOST
        names = ", ".join(map(code, modules[:MOST])) + (f" and {more:,} more" if more > 0 else "")
        yield f"- {names}: {text(words)}"


def _golden(change: GoldenChange) -> str:
    named = f"**{text(change.name)}** ({code(change.module)})"
    blocked = ", blocked by " + ", ".join(map(code, change.blocked_by)) if change.blocked_by else ""
    return f"- {named}: {state_words(change.before)} → {state_words(change.after)}{blocked}"


def _edge(edge: EdgeChange) -> str:
    return f"- {code(edge.importer)} → {code(edge.imported)} at {place(edge.path, edge.line)}"


def _reached(reached: Reached) -> str:
    named = f"**{text(reached.name)}** ({code(reached.module)})" if reached.name else ""
    chain = " → ".join(map(code, reached.chain[1:]))
    shown = named or code(reached.module)
    return f"- {shown}: {why_reached(reached)}" + (f": {chain}" if chain else "")
