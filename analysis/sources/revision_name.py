"""How people write a revision: `main~3`, `v1.0^{commit}`, `HEAD^2~1`; nothing is looked up here."""

from __future__ import annotations

import re

import msgspec

from analysis.sources.errors import SourceError
from analysis.sources.printable import printable

LONGEST = 1_000
MOST_STEPS = 100
_STEP = re.compile(r"~([0-9]{0,7})|\^\{([^}]*)\}|\^([0-9]{0,7})")
_ENDS = re.compile(r"[~^]")
_REFUSED = (
    (re.compile(r":/.*"), "a search for words in messages is not supported"),
    (re.compile(r".*@\{-?[0-9]+\}.*"), "what a branch was before (the reflog) is not looked at"),
    (
        re.compile(r"(?i:.*@?\{(?:u|upstream|push)\}.*)"),
        "what a branch follows stands in the settings of git, which are not read: "
        "name it, as in origin/main",
    ),
    (re.compile(r".*@\{.*"), "what a branch was before (the reflog) is not looked at"),
    (re.compile(r"\^.*|.*\.\..*"), "a range is no single revision"),
    (re.compile(r".*\^[@!-].*"), "a range is no single revision"),
    (re.compile(r".*:.*"), "a colon names a file: name the commit alone"),
    (re.compile(r".*\^\{/.*"), "a search for words in messages is not supported"),
    (re.compile(r"-.*"), "a revision does not begin with a dash"),
)


class Step(msgspec.Struct, frozen=True):
    """From one commit to another: its `parent` of this number, `times` over."""

    parent: int
    times: int


class RevisionName(msgspec.Struct, frozen=True):
    """`base` is a branch, a tag, HEAD or an id, whole or short; the steps lead back from it."""

    base: str
    steps: tuple[Step, ...] = ()


def parse_revision(text: str) -> RevisionName:
    """What a revision says. Raises SourceError, with one sentence, for what is not understood."""
    shown = printable(text[:60])
    if not text.strip():
        raise SourceError("no revision is named: write one behind the @, as in REPO@main")
    if len(text) > LONGEST:
        raise SourceError(f"the revision {shown!r}... is too long")
    for pattern, why in _REFUSED:
        if pattern.fullmatch(text):
            raise SourceError(f"the revision {shown!r} can't be read: {why}")
    end = _ENDS.search(text)
    base, rest = (text[: end.start()], text[end.start() :]) if end else (text, "")
    if not base:
        raise SourceError(f"the revision {shown!r} can't be read: it does not say where to begin")
    steps: list[Step] = []
    at = 0
    while at < len(rest):
        found = _STEP.match(rest, at)
        if found is None or len(steps) == MOST_STEPS:
            raise SourceError(f"the revision {shown!r} can't be read from {rest[at:][:20]!r} on")
        step = _step(found, shown)
        if step is not None:
            steps.append(step)
        at = found.end()
    return RevisionName("HEAD" if base == "@" else base, tuple(steps))


def _step(found: re.Match[str], shown: str) -> Step | None:
    back, kind, number = found.groups()
    if back is not None:
        return Step(1, int(back or 1))
    if kind is not None:
        if kind not in ("commit", "", "object"):
            raise SourceError(f"the revision {shown!r} can't be read: {kind!r} is no commit")
        return None
    return Step(int(number), 1) if number not in ("", "0") else (Step(1, 1) if not number else None)
