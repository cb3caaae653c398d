"""What every finding says, and its key."""

from __future__ import annotations

import enum
import hashlib

import msgspec


class Severity(enum.StrEnum):
    """error: breaks at import. warning: breaks when called, or is a hazard. info: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Location(msgspec.Struct, frozen=True):
    """A place in the repository: POSIX path relative to its top, line and column from 1."""

    path: str
    line: int
    column: int = 1


class Finding(msgspec.Struct, frozen=True, tag_field="rule", kw_only=True):
    """What every finding says. `key` is built from names only, so it survives edits."""

    key: str
    severity: Severity
    title: str
    message: str
    subjects: tuple[str, ...]
    locations: tuple[Location, ...]
    blocked: tuple[str, ...] = ()
    golden: tuple[str, ...] = ()
    """Names of the golden paths that it blocks."""
    in_tests: bool = False
    """Touches test code only."""


def key_of(rule: str, *names: str) -> str:
    """A stable key: the rule and the names; many names are folded into a digest."""
    joined = ",".join(names)
    if len(joined) > 120:
        joined = f"{names[0]}+{len(names) - 1}~{hashlib.sha256(joined.encode()).hexdigest()[:10]}"
    return f"{rule}:{joined}"
