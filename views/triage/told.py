"""What a text tells, one after the other, each under a name that an address can keep."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from analysis.triage.report import Cause, Claim, ClaimType, Diagnosis, Triage, Verdict

# A shape beside each colour, so that neither is needed to tell them apart.
VERDICTS = {
    Verdict.CONFIRMED: ("✓", "Confirmed", "good"),
    Verdict.PARTLY: ("◐", "Partly", "doubt"),
    Verdict.REFUTED: ("✕", "Refuted", "bad"),
    Verdict.UNCHECKED: ("?", "Can't be checked", "note"),
}
TYPES = {
    ClaimType.MISSING_NAME: "a name is missing",
    ClaimType.MISSING_MODULE: "a module is missing",
    ClaimType.DUPLICATE_CLASS: "a class is there more than once",
    ClaimType.CYCLE: "a circle of imports",
    ClaimType.IMPORT_ERROR: "something can't be imported",
    ClaimType.IMPACT: "what is blocked",
}
CAUSES = {
    Cause.MISSING_NAME: "A name is missing",
    Cause.MISSING_MODULE: "A module is missing",
    Cause.CYCLE: "A circle of imports",
    Cause.SHADOWED_MODULE: "Another file of that name is found first",
    Cause.SEARCH_PATH: "That run looked in the wrong place",
    Cause.STUB_ONLY: "Only a stub has it",
    Cause.OPTIONAL_DEPENDENCY: "Something from outside is not installed",
    Cause.STALE_LOG: "The log is older than the code",
    Cause.NOT_THIS_REPOSITORY: "Not of this repository",
    Cause.UNPARSABLE_FILE: "A file can't be read as Python",
    Cause.UNDEFINED_NAME: "A name is used before anything binds it",
    Cause.OTHER: "Not an error of importing",
}


class Told(msgspec.Struct, frozen=True):
    """A claim or a traceback, and the name it has in the address: its line, and which one there."""

    id: str
    line: int
    said: Claim | Diagnosis


def told_of(triage: Triage) -> tuple[Told, ...]:
    """The tracebacks, then the claims, each by line."""
    return (*_named("traceback", triage.tracebacks), *_named("claim", triage.claims))


def sign_of(said: Claim | Diagnosis) -> tuple[str, str, str]:
    """The mark, the word and the kind of box of a verdict."""
    if isinstance(said, Claim):
        return VERDICTS[said.verdict]
    if said.cause is Cause.NOT_THIS_REPOSITORY:
        return ("○", "Elsewhere", "note")
    if said.cause is Cause.OTHER:
        return ("?", "Not explained", "note")
    if said.stands:
        # Without a finding, what the log speaks of lies in how or where it was run.
        known = said.finding is not None or said.cause is Cause.STALE_LOG
        return ("▲", "Still there" if known else "Explained", "bad")
    return ("◇", "Changed since", "doubt")


def _named(kind: str, each: tuple[Claim, ...] | tuple[Diagnosis, ...]) -> Iterator[Told]:
    at_line: dict[int, int] = {}
    for said in sorted(each, key=_line):
        line = _line(said)
        number = at_line[line] = at_line.get(line, 0) + 1
        yield Told(f"{kind}-{line}" + (f"-{number}" if number > 1 else ""), line, said)


def _line(said: Claim | Diagnosis) -> int:
    return said.line if isinstance(said, Claim) else said.at
