"""What is new in a change, then what is better, then whom it reaches: in words that lead on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from analysis import FindingChange, GoldenChange, OutcomeChange
from analysis.change.told import (
    alike,
    better,
    counted,
    differing,
    extent,
    grown_from,
    headline,
    outcome_words,
    state_words,
    worse_than_before,
)
from analysis.findings import AnyFinding
from views import parts, state
from views.compare.compared import Compared
from views.opening import Opened
from views.sides.value import AFTER, BEFORE
from views.words import Markup, sentence

MOST = 12
MOST_NAMES = 8
MOST_ROWS = 400


def show(seen: Compared, drawn: Collection[str]) -> None:
    """The left of the page; a module that is `drawn` on the right is picked there by a click."""
    change = seen.change
    calm = not any(
        (change.comparison.introduced, change.worse, change.broken, change.golden_broken)
    )
    head = sentence(headline(change, seen.waived))
    pieces = [
        parts.callout(
            "good" if calm else "bad",
            parts.joined("✓ " if calm else "✕ ", "New in this change: ", head),
            sentence(extent(change)),
        ),
        *_new(seen, drawn),
    ]
    mended = list(_mended(seen, drawn))
    if mended:
        pieces += [parts.callout("good", f"✓ Better: {sentence(better(change))}"), *mended]
    pieces += _reached(seen)
    parts.show(*pieces)


def _new(seen: Compared, drawn: Collection[str]) -> Iterator[str]:
    change, side = seen.change, seen.after
    was = grown_from(change)
    introduced = (
        _finding(seen, side, AFTER, one, _grew(was.get(one.key)))
        for one in change.comparison.introduced
    )
    yield from _listed("Findings", list(introduced))
    worse = worse_than_before(change, seen.waived)
    yield from _listed("Worse than before", [_changed(seen, one) for one in worse])
    yield from _listed("Golden paths blocked", [_golden(seen, one) for one in change.golden_broken])
    yield from _outcomes("Modules that fail now", seen, change.broken, drawn)
    closing = [
        parts.paragraph(
            parts.joined(
                f"{one.importer} → {one.imported} ", seen.sides.place(AFTER, one.path, one.line)
            )
        )
        for one in change.against_flow
    ]
    yield from _listed("Imports that close a cycle", closing)


def _mended(seen: Compared, drawn: Collection[str]) -> Iterator[str]:
    change = seen.change
    yield from _listed("Fixed", [_finding(seen, seen.before, BEFORE, one) for one in change.fixed])
    reduced = [
        _finding(seen, seen.after, AFTER, now, f"before: {was.title}")
        for was, now in change.comparison.reduced
    ]
    yield from _listed("Reduced", reduced)
    golden = [one for one in change.golden_paths if not one.broken]
    yield from _listed("Golden paths", [_golden(seen, one) for one in golden])
    yield from _outcomes("Modules healed", seen, change.comparison.healed, drawn)


def otherwise(seen: Compared) -> None:
    """Modules that do something else on import, neither better nor worse."""
    found = seen.change.otherwise
    if not found:
        return
    rows = [
        (one.module, outcome_words(one.before), outcome_words(one.after))
        for one in found[:MOST_ROWS]
    ]
    parts.show(
        parts.section(f"Other outcomes ({len(found):,})"),
        parts.table(["module", "before", "after"], rows),
    )


def _reached(seen: Compared) -> list[str]:
    tests, golden = len(seen.change.tests), len(seen.change.golden)
    if not tests and not golden:
        return [parts.paragraph("No test and no golden path runs what changed.", "muted")]
    words = [counted(tests, "test module")] * bool(tests)
    words += [counted(golden, "golden path")] * bool(golden)
    verb = "runs" if tests + golden == 1 else "run"
    said = f"{' and '.join(words)} {verb} what changed"
    leads = parts.link(said, "compare", **address(seen, part="affected"))
    return [parts.callout("note", parts.joined("→ ", leads))]


def address(seen: Compared, **more: str) -> dict[str, str | list[str]]:
    """The parameters that reopen these two sides."""
    sides = {state.BEFORE: str(seen.before.source), state.AFTER: str(seen.after.source)}
    part = {state.PART: shown} if (shown := state.parameter(state.PART)) else {}
    return {**sides, **part, **more}


def _listed(head: str, rows: Sequence[str], number: int | None = None) -> Iterator[str]:
    if not rows:
        return
    more = len(rows) - MOST
    yield parts.section(f"{head} ({len(rows) if number is None else number:,})")
    yield from rows[:MOST]
    if more > 0:
        yield parts.paragraph(f"and {more:,} more, below", "muted")


def _finding(seen: Compared, side: Opened, name: str, finding: AnyFinding, note: str = "") -> str:
    """A finding that leads to its page, in the repository of its side."""
    waived = name == AFTER and finding.key in seen.waived
    place = _place(seen, name, finding)
    said = [each for each in ("waived" if waived else "", note) if each]
    below = parts.joined(place, " · " if place and said else "", " · ".join(said))
    return parts.finding_line(finding, source=str(side.source)) + parts.paragraph(below, "muted")


def _place(seen: Compared, name: str, finding: AnyFinding) -> Markup:
    if not finding.locations:
        return Markup()
    first = finding.locations[0]
    files = len({each.path for each in finding.locations}) - 1
    return parts.joined(
        seen.sides.place(name, first.path, first.line), f" +{files}" if files else ""
    )


def _grew(part: AnyFinding | None) -> str:
    return f"before: {part.title}" if part is not None else ""


def _changed(seen: Compared, change: FindingChange) -> str:
    return _finding(seen, seen.after, AFTER, change.after, differing(change))


def _golden(seen: Compared, change: GoldenChange) -> str:
    kind = "bad-ink" if change.broken else "good-ink" if change.after == "ok" else "muted"
    words = f"{state_words(change.before)} → {state_words(change.after)}"
    told = Markup(f'<span class="{kind}">{parts.joined(words)}</span>')
    named = parts.link(
        change.name,
        "modules",
        **{state.SELECT: change.module, state.SOURCE: str(seen.after.source)},
    )
    return parts.paragraph(parts.joined(named, f" ({change.module}): ", told))


def _module(seen: Compared, name: str, drawn: Collection[str]) -> Markup:
    """A module that leads to its box beside, or to the map of the side after."""
    if name in drawn:
        return parts.link(name, "compare", **address(seen, **{state.SELECT: name}))
    after = str(seen.after.source)
    return parts.link(name, "modules", **{state.SELECT: name, state.SOURCE: after})


def _outcomes(
    head: str, seen: Compared, changes: Iterable[OutcomeChange], drawn: Collection[str]
) -> Iterator[str]:
    listed = list(changes)
    rows = []
    for modules, words in alike(listed):
        names = [_module(seen, name, drawn) for name in modules[:MOST_NAMES]]
        more = len(modules) - MOST_NAMES
        joined = parts.joined(*(piece for name in names for piece in (", ", name)))[2:]
        tail = f" and {more:,} more" if more > 0 else ""
        rows.append(
            parts.paragraph(parts.joined(Markup(joined), tail)) + parts.paragraph(words, "muted")
        )
    yield from _listed(head, rows, len(listed))
