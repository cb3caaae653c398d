"""A change in sentences, as every report and page says it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from analysis.change.value import ABSENT, Aspect, Change, Difference, FindingChange, Reached
from analysis.comparison import OutcomeChange, parts_of
from analysis.execution.outcome import Fails, Ok, Outcome, Unknown
from analysis.findings import AnyFinding, Severity

_FEW = 3
_STATES = {
    "ok": "imports",
    "fails": "fails",
    "unknown": "can't tell",
    ABSENT: "has no module",
    None: "was no golden path",
}


def headline(change: Change, waived: Collection[str] = ()) -> str:
    """What is new in one line; `waived` are keys of findings that do not count."""
    counting = [one for one in change.comparison.introduced if one.key not in waived]
    words = [
        counted(sum(one.severity is severity for one in counting), f"new {severity.value}")
        for severity in (Severity.ERROR, Severity.WARNING)
        if any(one.severity is severity for one in counting)
    ]
    worse = worse_than_before(change, waived)
    notes = sum(one.severity is Severity.INFO for one in counting)
    words += [counted(notes, "new note")] * bool(notes)
    words += [f"{counted(len(worse), 'finding')} worse"] * bool(worse)
    stopped, failing = len(change.golden_broken), len(change.failing)
    unsure = len(change.broken) - failing
    now = "fails now" if failing == 1 else "fail now"
    words += [f"{counted(failing, 'module')} {now}"] * bool(failing)
    words += [f"{counted(unsure, 'module')} may fail now"] * bool(unsure)
    words += [f"{counted(stopped, 'golden path')} blocked"] * bool(stopped)
    return ", ".join(words) or "nothing new is wrong"


def worse_than_before(change: Change, waived: Collection[str] = ()) -> tuple[FindingChange, ...]:
    """Findings that there is more of, but for those that count as introduced or do not count."""
    told = {one.key for one in change.comparison.introduced} | set(waived)
    return tuple(one for one in change.worse if one.after.key not in told)


def grown_from(change: Change) -> dict[str, AnyFinding]:
    """By the key of a finding the largest one before that it holds all of."""
    sized = sorted(change.grown, key=lambda pair: len(parts_of(pair[0])))
    return {whole.key: part for part, whole in sized}


def better(change: Change) -> str:
    """The other half: what is mended; "" where nothing is."""
    seen = change.comparison
    golden = sum(one.after == "ok" and one.before == "fails" for one in change.golden_paths)
    words = [
        f"{counted(len(change.fixed), 'finding')} fixed" if change.fixed else "",
        f"{len(seen.reduced):,} reduced" if seen.reduced else "",
        f"{counted(len(seen.healed), 'module')} healed" if seen.healed else "",
        f"{counted(golden, 'golden path')} unblocked" if golden else "",
    ]
    return ", ".join(filter(None, words))


def extent(change: Change) -> str:
    """How large the change is."""
    touched, seen = change.touched, change.comparison
    words = [
        f"{counted(len(touched.rewritten), 'module')} rewritten" if touched.rewritten else "",
        f"{len(touched.added):,} added" if touched.added else "",
        f"{len(touched.removed):,} removed" if touched.removed else "",
        f"{counted(len(seen.edges_new), 'import')} new" if seen.edges_new else "",
        f"{counted(len(seen.edges_gone), 'import')} gone" if seen.edges_gone else "",
        f"{counted(len(seen.edges_retimed), 'import')} at another time"
        if seen.edges_retimed
        else "",
    ]
    return ", ".join(filter(None, words)) or "no module differs"


def differing(change: FindingChange) -> str:
    """In what a finding that both sides have is another one."""
    return "; ".join(map(_difference, change.differences))


def _difference(one: Difference) -> str:
    gained, lost = some(one.gained), some(one.lost)
    match one.aspect:
        case Aspect.SEVERITY | Aspect.VERDICT:
            return f"{gained} instead of {lost}"
        case Aspect.MEMBERS:
            words = ("with", "without")
        case Aspect.PLACES:
            words = ("also in", "no longer in")
        case Aspect.BLOCKED:
            words = ("stops", "no longer stops")
        case Aspect.GOLDEN:
            words = ("blocks the golden path", "no longer blocks")
    told = [f"{words[0]} {gained}"] * bool(gained) + [f"{words[1]} {lost}"] * bool(lost)
    return ", ".join(told)


def alike(changes: Iterable[OutcomeChange]) -> list[tuple[tuple[str, ...], str]]:
    """Modules of which the same is to be said, together: often one fault stops many."""
    groups: dict[str, list[str]] = {}
    for one in changes:
        words = f"{outcome_words(one.before)} → {outcome_words(one.after)}"
        groups.setdefault(words, []).append(one.module)
    return [(tuple(modules), words) for words, modules in groups.items()]


def state_words(outcome: str | None) -> str:
    """The state of a golden path."""
    return _STATES[outcome]


def outcome_words(outcome: Outcome | None) -> str:
    """What importing a module does, with the error and its place."""
    match outcome:
        case Ok():
            return "imports"
        case Fails(failure=failure):
            return f"{failure.error} at {failure.path}:{failure.line}: {failure.message}"
        case Unknown(reason=reason):
            return f"unknown ({reason})"
        case None:
            return "not there"


def why_reached(reached: Reached) -> str:
    """Why a module is among those that a change reaches, short of its chain."""
    if len(reached.chain) == 1:
        return "it is changed itself"
    return "ran what is gone" if reached.before else "runs what changed"


def counted(number: int, word: str) -> str:
    """`1 module`, `2 modules`."""
    return f"{number:,} {word if number == 1 else word + 's'}"


def some(names: Sequence[str], most: int = _FEW) -> str:
    """The first few of some names, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
