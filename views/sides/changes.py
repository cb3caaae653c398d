"""What changes: findings, what modules do on import, imports between modules, names."""

from __future__ import annotations

from collections.abc import Callable, Collection

import streamlit as st

from analysis import Analysis, ModuleVerdict, Outcome, OutcomeChange, Verdict, Verification
from analysis.findings import AnyFinding
from views import parts
from views.listing import raised
from views.sides.value import AFTER, BEFORE, Sides
from views.words import Markup, count, outcome_words

MOST_FINDINGS = 30
MOST_ROWS = 400
VERDICTS = {
    Verdict.AGREE: "✓ agrees",
    Verdict.DISAGREE: "✕ disagrees",
    Verdict.UNDECIDED: "? undecided",
}
INKS = {Verdict.AGREE: "good-ink", Verdict.DISAGREE: "bad-ink", Verdict.UNDECIDED: "muted"}


def findings(opened: Analysis, sides: Sides, *, new_first: bool = False) -> None:
    """Fixed, reduced, introduced, remaining: each with the place where it is."""
    seen = sides.comparison
    known = {finding.key for finding in opened.findings}
    if new_first:
        _findings("▲ Introduced", seen.introduced, known)
    _findings("✓ Fixed", seen.fixed, known)
    reduced = {after.key: (before, after) for before, after in seen.reduced}
    _findings("↓ Reduced", tuple(after for _, after in seen.reduced), known, reduced)
    if not new_first:
        _findings("▲ Introduced", seen.introduced, known)
    _findings("○ Remaining", seen.remaining, known)
    if not (seen.fixed or seen.reduced or seen.introduced or seen.remaining):
        st.caption("No finding before, and none after.")


def _findings(
    head: str,
    found: tuple[AnyFinding, ...],
    known: Collection[str],
    reduced: dict[str, tuple[AnyFinding, AnyFinding]] | None = None,
) -> None:
    if not found:
        return
    lines = []
    for finding in found[:MOST_FINDINGS]:
        stands = finding.key in known
        lines.append(parts.finding_line(finding, links=stands))
        if finding.locations and not stands:
            place = finding.locations[0]
            lines.append(parts.paragraph(f"{place.path}:{place.line}", "muted"))
        elif stands:
            lines.append(parts.paragraph(parts.first_place(finding)))
        if reduced and finding.key in reduced:
            lines.append(parts.paragraph(_less(*reduced[finding.key]), "muted"))
    more = len(found) - MOST_FINDINGS
    if more > 0:
        lines.append(parts.paragraph(parts.link(f"and {more:,} more", "problems")))
    parts.show(parts.section(f"{head} ({len(found):,})"), *lines)


def _less(before: AnyFinding, after: AnyFinding) -> str:
    """How much of a finding is left."""
    words = []
    if before.title != after.title:
        words.append(f"before: {before.title}")
    if len(before.blocked) != len(after.blocked):
        words.append(f"blocks {len(after.blocked):,} instead of {len(before.blocked):,}")
    if before.severity is not after.severity:
        words.append(f"{after.severity} instead of {before.severity}")
    return "; ".join(words)


def outcomes(
    opened: Analysis,
    sides: Sides,
    verified: Verification | None,
    words: Callable[[Outcome | None], str] | None = None,
) -> None:
    """Modules that do something else on import, with CPython's verdict where it was asked.

    `words` are for both sides; without them the side before leads to the line that raises.
    """
    seen = sides.comparison
    verdicts = {each.module: each for each in verified.modules} if verified else {}
    rows = [
        *(_row(opened, each, "✕", verdicts, words) for each in seen.worsened),
        *(_row(opened, each, "✓", verdicts, words) for each in seen.healed),
    ]
    changed = {each.module for each in (*seen.worsened, *seen.healed)}
    # What disagrees comes first: nobody should have to look for it.
    others = sorted(
        (each for name, each in verdicts.items() if name not in changed),
        key=lambda each: (each.verdict is not Verdict.DISAGREE, each.module),
    )
    rows += [
        (
            _module(opened, each.module),
            outcome_words(sides.before.execution.outcomes.get(each.module)),
            outcome_words(each.predicted),
            _verdict(each),
        )
        for each in others
    ]
    if not changed:
        st.caption("Every module does on import what it did before.")
    if not rows:
        return
    head = ["module", "before", "after, predicted"]
    if verified is None:
        rows = [row[:3] for row in rows]
    else:
        head.append(f"CPython {verified.python}")
    parts.show(parts.table(head, rows[:MOST_ROWS]))
    if len(rows) > MOST_ROWS:
        st.caption(f"The first {MOST_ROWS} of {len(rows):,}.")


def _row(
    opened: Analysis,
    each: OutcomeChange,
    sign: str,
    verdicts: dict[str, ModuleVerdict],
    words: Callable[[Outcome | None], str] | None,
) -> tuple[object, ...]:
    found = verdicts.get(each.module)
    return (
        parts.joined(f"{sign} ", _module(opened, each.module)),
        words(each.before) if words is not None else raised(each.before),
        (words or outcome_words)(each.after),
        _verdict(found) if found is not None else parts.joined("not asked"),
    )


def _verdict(found: ModuleVerdict) -> Markup:
    reason = f": {found.reason}" if found.reason else ""
    used = f" (stand-ins: {', '.join(found.stand_ins)})" if found.stand_ins else ""
    words = parts.joined(f"{VERDICTS[found.verdict]}{reason}{used}")
    return Markup(f'<span class="{INKS[found.verdict]}">{words}</span>')


def _module(opened: Analysis, name: str) -> Markup:
    """A module that leads to its file, where the repository as it stands has it."""
    file = opened.structure.project.modules.get(name)
    return parts.place(file.path, 1, name) if file else parts.joined(name)


def edges(sides: Sides) -> None:
    """Direct imports that are gone, new, or happen at another time, with their lines."""
    seen = sides.comparison
    rows: list[tuple[object, ...]] = [
        ("- gone", each.importer, each.imported, sides.place(BEFORE, each.path, each.line))
        for each in seen.edges_gone
    ]
    rows += [
        ("+ new", each.importer, each.imported, sides.place(AFTER, each.path, each.line))
        for each in seen.edges_new
    ]
    rows += [
        (
            f"~ {each.before.value} → {each.after.value}",
            each.importer,
            each.imported,
            sides.place(AFTER, each.path, each.line),
        )
        for each in seen.edges_retimed
    ]
    if not rows:
        st.caption("Every module imports the same modules as before, at the same time.")
        return
    parts.show(parts.table(["", "importer", "imported", "line"], rows[:MOST_ROWS]))
    if len(rows) > MOST_ROWS:
        st.caption(f"The first {MOST_ROWS} of {len(rows):,}.")


def lost(opened: Analysis, sides: Sides) -> None:
    """Names that could be imported before, module by module."""
    names = sides.comparison.names_lost
    if not names:
        st.caption("Every name that could be imported before still can.")
        return
    by_module: dict[str, list[str]] = {}
    for each in names:
        by_module.setdefault(each.module, []).append(each.name)
    rows = [(_module(opened, module), ", ".join(each)) for module, each in by_module.items()]
    parts.show(
        parts.paragraph(f"No longer importable: {count(len(names), 'name')}"),
        parts.table(["module", "names"], rows[:MOST_ROWS]),
    )
