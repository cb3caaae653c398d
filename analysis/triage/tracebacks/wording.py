"""What the message of an exception says, in the words of every CPython from 2.7 to 3.14."""

from __future__ import annotations

import enum
import re

import msgspec


class Says(enum.Enum):
    """What a message is about."""

    NO_NAME = enum.auto()
    NO_MODULE = enum.auto()
    NOT_A_PACKAGE = enum.auto()
    NO_ATTRIBUTE = enum.auto()
    BEYOND_TOP_LEVEL = enum.auto()
    NO_PARENT = enum.auto()
    """A relative import in what is no part of a package: a script."""
    SYNTAX = enum.auto()
    NOT_DEFINED = enum.auto()
    OTHER = enum.auto()


class Wording(msgspec.Struct, frozen=True):
    """A message, read. `path` is the file of `module` as the message names it.

    `circular` and `rename` are what CPython suspects: it may be wrong with both.
    """

    says: Says
    module: str | None = None
    name: str | None = None
    path: str | None = None
    circular: bool = False
    rename: str | None = None
    """The file that it says to rename."""
    rest_only: bool = False
    """Python 2 names only that part of a dotted name which it did not find."""


_OTHER = Wording(Says.OTHER)
_MODULE = r"[^'\"\s(;,]{1,300}"
_PATTERNS = tuple(
    (says, re.compile(pattern))
    for says, pattern in (
        (
            Says.NO_NAME,
            rf"cannot import name (?P<q>['\"]?)(?P<name>[\w.*]{{1,300}})(?P=q)"
            rf"(?: from (?:partially initialized module )?['\"](?P<module>{_MODULE})['\"])?",
        ),
        (
            Says.NO_ATTRIBUTE,
            rf"(?:partially initialized )?module ['\"](?P<module>{_MODULE})['\"]"
            r"(?: from ['\"](?P<path>[^'\"]{1,1000})['\"])?"
            r" has no attribute ['\"](?P<name>\w{1,300})['\"]",
        ),
        (
            Says.NO_ATTRIBUTE,
            rf"cannot access submodule ['\"](?P<name>\w{{1,300}})['\"] of module "
            rf"['\"](?P<module>{_MODULE})['\"]",
        ),
        (Says.NO_ATTRIBUTE, r"'module' object has no attribute ['\"](?P<name>\w{1,300})['\"]"),
        (Says.NO_PARENT, r"No module named '__main__\.[^']{1,300}'; '__main__' is not a package"),
        (
            Says.NOT_A_PACKAGE,
            rf"No module named ['\"](?P<module>{_MODULE})['\"]; "
            r"['\"][^'\"]{1,300}['\"] is not a package",
        ),
        (Says.NO_MODULE, rf"[Nn]o module named (?P<q>['\"]?)(?P<module>{_MODULE})(?P=q)"),
        (Says.NO_MODULE, rf"import of (?P<module>{_MODULE}) halted; None in sys\.modules"),
        (
            Says.NO_MODULE,
            r"(?:Error loading ASGI app\. )?Could not import module "
            rf"['\"](?P<module>{_MODULE})['\"]",
        ),
        (Says.NO_MODULE, rf"Could not import ['\"](?P<module>{_MODULE})['\"]\."),
        (Says.NO_MODULE, rf"The module (?P<module>{_MODULE}) was not found"),
        (
            Says.NO_ATTRIBUTE,
            r"(?:Error loading ASGI app\. )?Attribute ['\"](?P<name>\w{1,300})['\"] not found in "
            rf"module ['\"](?P<module>{_MODULE})['\"]",
        ),
        (
            Says.BEYOND_TOP_LEVEL,
            r"[Aa]ttempted relative import beyond top-?level package",
        ),
        (
            Says.NO_PARENT,
            r"[Aa]ttempted relative import (?:with no known parent package|in non-package)"
            r"|Parent module '[^']{0,300}' not loaded, cannot perform relative import"
            r"|'__name__' not in globals",
        ),
        (
            Says.NOT_DEFINED,
            r"(?:free variable |global )?(?:name )?['\"](?P<name>\w{1,300})['\"] is not defined",
        ),
    )
)
_QUOTES = str.maketrans("`\u2018\u2019\u201c\u201d", "'''\"\"")
"""What editors and chats make of quotes."""
_SYNTAX = frozenset({"SyntaxError", "IndentationError", "TabError"})
_CIRCULAR = "(most likely due to a circular import)"
_PARTIAL = "partially initialized module"
_RENAME = re.compile(r"\(consider renaming ['\"]([^'\"]{1,1000})['\"]")
_PATH = re.compile(r" \(([^()]{1,1000})\)")


def read_message(error: str, message: str) -> Wording:
    """What the message of an exception of this class says."""
    if error.rpartition(".")[2] in _SYNTAX:
        return Wording(Says.SYNTAX)
    message = message.translate(_QUOTES)
    for says, pattern in _PATTERNS:
        match = pattern.match(message)
        if match:
            return _read(says, match, message)
    return _OTHER


def _read(says: Says, match: re.Match[str], message: str) -> Wording:
    parts = match.groupdict()
    rest = message[match.end() : match.end() + 3_000]
    rename = _RENAME.search(rest)
    module = parts.get("module")
    return Wording(
        says=says,
        module=None if module is None or module.startswith("<") else module.rstrip("."),
        name=parts.get("name"),
        path=parts.get("path") or _path_in(rest),
        circular=_CIRCULAR in rest or _PARTIAL in message[: match.end()],
        rename=rename[1] if rename else None,
        rest_only=says is Says.NO_MODULE and parts.get("q") == "",
    )


def _path_in(rest: str) -> str | None:
    for match in _PATH.finditer(rest):
        path = match[1]
        if path != "unknown location" and not path.startswith(("most likely", "consider renaming")):
            return path
    return None
