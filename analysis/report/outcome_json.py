"""What importing a module does, and how that changes, as JSON."""

from __future__ import annotations

import msgspec

from analysis.comparison import OutcomeChange
from analysis.execution.outcome import Fails, Ok, Outcome, Unknown


class ImportJson(msgspec.Struct, frozen=True, omit_defaults=True):
    """`outcome` is ok, fails, unknown, or absent where the module is not there."""

    outcome: str
    error: str | None = None
    message: str | None = None
    path: str | None = None
    line: int | None = None
    reason: str | None = None


class OutcomeJson(msgspec.Struct, frozen=True):
    """A module whose import does something else."""

    module: str
    before: ImportJson
    after: ImportJson


def import_json(outcome: Outcome | None) -> ImportJson:
    """An outcome; None where the module is not there."""
    match outcome:
        case Ok():
            return ImportJson("ok")
        case Fails(failure=failure):
            return ImportJson("fails", failure.error, failure.message, failure.path, failure.line)
        case Unknown(reason=reason):
            return ImportJson("unknown", reason=reason)
        case None:
            return ImportJson("absent")


def outcomes_json(changes: tuple[OutcomeChange, ...]) -> tuple[OutcomeJson, ...]:
    """Every change, in order."""
    return tuple(
        OutcomeJson(one.module, import_json(one.before), import_json(one.after)) for one in changes
    )
