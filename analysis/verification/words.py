"""A verification for a person to read, disagreements first."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.execution.outcome import Fails, Ok, Outcome, Unknown
from analysis.verification.value import Verdict, Verification

_MOST_UNDECIDED = 20


def summary(verification: Verification) -> str:
    """The verdicts in one sentence."""
    count = {verdict: len(verification.having(verdict)) for verdict in Verdict}
    total = len(verification.modules)
    if not total:
        return "No module to verify."
    noun = "module" if total == 1 else "modules"
    return (
        f"CPython {verification.python} imported {total} {noun}: as predicted "
        f"{count[Verdict.AGREE]}, otherwise {count[Verdict.DISAGREE]}, "
        f"undecided {count[Verdict.UNDECIDED]}."
    )


def headlines(verification: Verification) -> Iterator[str]:
    """The disagreements, and the verdicts in one sentence."""
    for one in verification.disagreements:
        yield f"CPYTHON DISAGREES: {one.module}: {one.reason}"
        yield from (f"    printed: {line}" for line in one.output.splitlines()[:5])
    yield summary(verification)


def lines(verification: Verification) -> Iterator[str]:
    """The whole verification, a line at a time; nothing in it is escaped."""
    yield from headlines(verification)
    undecided = verification.having(Verdict.UNDECIDED)
    for one in undecided[:_MOST_UNDECIDED]:
        yield f"  undecided: {one.module}: {one.reason}"
    if len(undecided) > _MOST_UNDECIDED:
        yield f"  undecided: {len(undecided) - _MOST_UNDECIDED} more"
    if verification.stand_ins:
        names = ", ".join(name for name in verification.stand_ins if not name.endswith(".*"))
        yield f"  stand-ins for what is not installed: {names}"
    yield from (f"  note: {note}" for note in verification.notes)
    if verification.modules:
        for protection in verification.protections:
            mark = "" if protection.complete else "not enforced by the system: "
            yield f"  {protection.name}: {mark}{protection.means}"


def outcome_words(outcome: Outcome | None) -> str:
    """What importing a module does, in a few words."""
    match outcome:
        case None:
            return "is not there"
        case Ok():
            return "imports"
        case Fails(failure):
            where = f" at {failure.path}:{failure.line}" if failure.path else ""
            return f"fails: {failure.error}: {failure.message}{where}"
        case Unknown(reason):
            return f"can't be told: {reason}"
