"""What a tracker remembers of itself: one comment in it, readable, and checked when read."""

from __future__ import annotations

import json
import re

import msgspec

VERSION = 1
_MARKER = re.compile(r"^<!-- plumbline:tracker (\d{1,6}) (.*) -->[ \t\r]*$", re.MULTILINE)


class UnreadableTracker(ValueError):
    """The text says that it is a tracker, and what it remembers can't be read."""


class Violation(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is to be mended, by names that stay when lines move.

    `rule` is that of a finding, or the type of a claim that no finding stands for. Without `grave`
    it breaks nothing, and counts as long as anything of it is left.
    """

    id: str
    rule: str
    subjects: tuple[str, ...]
    key: str | None = None
    planned: bool = False
    """The plan mends it; else somebody has to decide."""
    grave: bool = True


class Repair(msgspec.Struct, frozen=True):
    """A chosen fix: the finding, and the violation that is its, "" for a fault behind one."""

    finding: str
    violation: str = ""


class State(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything that a later check needs: the rest of the document is for people."""

    violations: tuple[Violation, ...] = ()
    repairs: tuple[Repair, ...] = ()
    affected: tuple[str, ...] = ()
    """Modules that tests should reach."""
    names: tuple[str, ...] = ()
    """`module:name`, that tests should import."""
    entries: tuple[str, ...] = ()
    """Modules that could not be imported."""
    healed: tuple[str, ...] = ()
    """Those of them that can be imported after the plan."""
    tests: tuple[str, ...] = ()
    """Names of the files that pin the wanted state."""
    plan: str = ""
    """The chosen fixes, as `analysis.fixes.chosen.encode` writes them."""


def marker(state: State) -> str:
    """The comment that holds the state."""
    written = json.dumps(msgspec.to_builtins(state), separators=(",", ":"))
    # Nothing in it may end the comment.
    for sign in "-<>":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return f"<!-- plumbline:tracker {VERSION} {written} -->"


def is_tracker(text: str) -> bool:
    """Whether a text is a tracker, of whatever version."""
    return _MARKER.search(text) is not None


def state_of(text: str) -> State:
    """What a tracker remembers. Raises `UnreadableTracker`."""
    found = _MARKER.search(text)
    if found is None:
        raise UnreadableTracker("this is no tracker")
    if int(found[1]) != VERSION:
        raise UnreadableTracker(f"this is a tracker of version {found[1]}, not {VERSION}")
    try:
        return msgspec.json.decode(found[2].encode("utf-8", "surrogatepass"), type=State)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise UnreadableTracker("the first comment of the tracker was changed") from error
