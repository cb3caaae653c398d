"""Whether what CPython did is what was predicted, and where neither can be told, why."""

from __future__ import annotations

import re
from collections.abc import Collection

from analysis.execution.outcome import Cause, Fails, Failure, Ok, Outcome, Unknown
from analysis.verification.interpreter import Answer
from analysis.verification.value import Happened, Observed, Verdict

_UNKNOWN_LOCATION = re.compile(r" \(unknown location\)$")
_OF_IMPORTS = frozenset(
    {"ImportError", "ModuleNotFoundError", "NameError", "UnboundLocalError", "SyntaxError"}
    | {"IndentationError", "TabError"}
)
"""Errors that no stand-in brings about: it has every name."""
_LIMITS = {
    "errno 27": "the limit of file size",
    "errno 11": "the limit of processes",
    "errno 24": "the limit of open files",
    "errno 101": "no network",
    "errno -2": "no network",
    "errno -3": "no network",
}


def judge(
    predicted: Outcome | None, answer: Answer, own: Collection[str], same_version: bool
) -> tuple[Verdict, str]:
    """The verdict, and the reason for it in a few words.

    `own` are the top-level names of the repository. Messages are compared only where the
    interpreter has the version that was predicted for.
    """
    match predicted:
        case None:
            return Verdict.UNDECIDED, "there is no prediction for this module"
        case Unknown(reason):
            return Verdict.UNDECIDED, f"no prediction: {reason}"
        case Ok():
            return _of_ok(answer, own)
        case Fails(failure):
            return _of_failure(failure, answer, own, same_version)


def _of_ok(answer: Answer, own: Collection[str]) -> tuple[Verdict, str]:
    observed = answer.observed
    if observed.happened is Happened.OK:
        return Verdict.AGREE, ""
    if reason := _outer_cause(answer, own):
        return Verdict.UNDECIDED, reason
    if observed.happened is Happened.ENDED:
        return Verdict.DISAGREE, f"predicted to import, but {observed.message}"
    return Verdict.DISAGREE, f"predicted to import, but it fails: {_words(observed)}"


def _of_failure(
    failure: Failure, answer: Answer, own: Collection[str], same_version: bool
) -> tuple[Verdict, str]:
    observed = answer.observed
    expected = f"{failure.error}: {failure.message}"
    if observed.happened is Happened.OK:
        return Verdict.DISAGREE, f"predicted to fail, but it imports ({expected})"
    differences = _differences(failure, observed, same_version)
    if observed.happened is Happened.FAILS and not differences:
        return Verdict.AGREE, ""
    if reason := _outer_cause(answer, own):
        return Verdict.UNDECIDED, reason
    if observed.happened is Happened.ENDED:
        return Verdict.DISAGREE, f"predicted {expected}, but {observed.message}"
    said = f"predicted {expected} at {failure.path}:{failure.line}"
    return (
        Verdict.DISAGREE,
        f"another {' and '.join(differences)}: {said}; it is {_words(observed)}",
    )


def _differences(failure: Failure, observed: Observed, same_version: bool) -> list[str]:
    found = []
    if failure.error != observed.error:
        found.append("error")
    elif (
        same_version
        and failure.cause is not Cause.RAISED
        and _UNKNOWN_LOCATION.sub("", failure.message) != observed.message
    ):
        found.append("message")
    if observed.path is not None and failure.path:
        # 0 is CPython's way to say that it did not come as far as the first line.
        line = 1 if observed.line == 0 else observed.line
        if (failure.path, max(failure.line, 1)) != (observed.path, line):
            found.append("place")
    return found


def _outer_cause(answer: Answer, own: Collection[str]) -> str | None:
    """What may have brought this about other than the code of the repository."""
    observed = answer.observed
    if observed.happened is Happened.STOPPED:
        return f"stopped by {observed.message or 'the limit of time'}"
    if observed.happened is Happened.ENDED:
        return None
    if observed.error == "MemoryError":
        return "the limit of memory was reached"
    if answer.refused:
        return f"it was refused what it tried ({answer.refused[0]}): {_words(observed)}"
    if answer.hint in _LIMITS:
        return f"{_LIMITS[answer.hint]}: {_words(observed)}"
    asked = answer.hint.partition(".")[0]
    if observed.error in ("ImportError", "ModuleNotFoundError") and asked and asked not in own:
        return f"the installed Python has another {asked}: {_words(observed)}"
    raised_in = answer.raised_in.partition(".")[0]
    if observed.error not in _OF_IMPORTS and raised_in and raised_in not in own:
        if raised_in == "stand-in":
            return f"a stand-in is not enough: {_words(observed)}"
        return f"raised inside of {raised_in}: {_words(observed)}"
    if answer.stand_ins and _may_come_of_stand_ins(answer):
        names = ", ".join(answer.stand_ins)
        return f"stand-ins for {names} may be the cause: {_words(observed)}"
    return None


def _may_come_of_stand_ins(answer: Answer) -> bool:
    error = answer.observed.error
    if error == "AttributeError":
        return answer.hint != "module"
    if error == "NameError":
        return any(name.endswith(".*") for name in answer.stand_ins)
    return error not in _OF_IMPORTS


def _words(observed: Observed) -> str:
    where = f" at {observed.path}:{observed.line}" if observed.path else ""
    return f"{observed.error}: {observed.message}{where}"
