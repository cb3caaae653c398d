"""The lines that give a traceback away: frames, errors, and what stands between them."""

from __future__ import annotations

import re

import msgspec

HEADER = "Traceback (most recent call last)"
CAUSE = "The above exception was the direct cause of the following exception"
CONTEXT = "During handling of the above exception, another exception occurred"

_FRAME = re.compile(
    r"File \"(?P<path>[^\"]{1,1000})\", line (?P<line>\d{1,9})(?:,? in (?P<in>.*))?"
)
_WHERE = (
    # IPython 8: File /app/a.py:3, in f(x); of a module without the function.
    re.compile(
        r"File (?P<path><[^<>]{1,200}>|[^\s\"'<>][^\"'<>]{0,500}?\.py):(?P<line>\d{1,9})"
        r"(?:,? in (?P<in>.*))?$"
    ),
    re.compile(
        r"(?P<path>(?:Cell|Input) In ?\[\d{1,6}\]), (?:line (?P<line>\d{1,9})|in (?P<in>.*))"
    ),
    # IPython before 8: the line number follows with an arrow.
    re.compile(
        r"(?P<path><ipython-input-[^<>\s]{1,100}>|[~/\\.\w][^\s:]{0,500}\.py) in (?P<in>\S.*)$"
    ),
    # pytest's own style, and rich's.
    re.compile(
        r"(?P<path>[^\s:\"'(\[][^:\"']{0,500}\.py):(?P<line>\d{1,9})(?::)? in (?P<in>\S.*)$"
    ),
    re.compile(
        r"(?P<path>[A-Za-z]:[\\/][^:\"']{0,500}\.py):(?P<line>\d{1,9})(?::)? in (?P<in>\S.*)$"
    ),
)
_PLACE = re.compile(
    r"(?P<path>(?:[A-Za-z]:[\\/])?[^\s:\"'(\[][^:\"']{0,500}\.py):(?P<line>\d{1,9}): ?"
    r"(?P<error>[A-Za-z_][\w.]{0,200})?(?P<message>: .*)?$"
)
_ARROW = re.compile(r"(?:-{2,}>|❱|>) {0,4}(?P<line>\d{1,9})(?P<text> .*)?$")
_ERROR = re.compile(r"(?P<error>[A-Za-z_][\w.]{0,200})(?:: (?P<message>.*)|:?)$")
_KNOWN = re.compile(
    r"\b(?P<error>(?:ImportError|ModuleNotFoundError|AttributeError|NameError"
    r"|ValueError|SystemError)): (?P<message>.*)$"
)
_TOLD = (
    re.compile(r"(?P<error>)(?P<message>Error loading ASGI app\. .*)$"),
    re.compile(r"(?:\S{0,200}python[\w.]{0,20}): (?P<error>)(?P<message>No module named .*)$"),
    re.compile(
        r"Error while finding module specification for '[^']{1,300}' "
        r"\((?P<error>\w{1,60}): (?P<message>.*)\)$"
    ),
    re.compile(r"(?P<error>)(?P<message>The module \S{1,300} was not found\.?)$"),
    re.compile(r"Error: (?P<error>)(?P<message>Could not import '.*)$"),
)
_TOLD_WORDS = ("ASGI", "No module", "specification", "was not found", "not import")
_MARKS = frozenset("~^ │|")
_ERRORS = ("Error", "Exception", "Warning", "Exit", "Interrupt", "Group", "Iteration", "NotFound")
BARS = "│|╭╰─━┃"


class Place(msgspec.Struct, frozen=True):
    """What a line says of a place; `line` is 0 where it follows later."""

    path: str
    line: int
    function: str | None
    indent: int
    start: int
    """Where it begins in the line."""


class Said(msgspec.Struct, frozen=True):
    """A class of exception and its message."""

    error: str
    message: str


def indent_of(text: str) -> int:
    """How many blanks a line begins with."""
    return len(text) - len(text.lstrip(" "))


def frame_in(text: str) -> Place | None:
    """The frame that a line names in CPython's own form, anywhere in it."""
    if 'File "' not in text:
        return None
    match = _FRAME.search(text)
    if match is None:
        return None
    before = text[: match.start()]
    function = (match["in"] or "").strip(f" {BARS}") or None
    start = len(before.rstrip(" "))
    return Place(match["path"], int(match["line"]), function, len(before) - start, start)


def other_frame(text: str) -> Place | None:
    """The frame that a whole line is, in the form of IPython, pytest or rich."""
    bare = text.strip(f" {BARS}")
    if ".py" not in bare and " In" not in bare and "<ipython" not in bare:
        return None
    for pattern in _WHERE:
        match = pattern.match(bare)
        if match:
            parts = match.groupdict()
            function = (parts["in"] or "").strip() or None
            if "line" not in parts and function is not None:
                # `f(x)` of IPython shows the arguments.
                function = function.partition("(")[0] or None
            return Place(parts["path"], int(parts.get("line") or 0), function, indent_of(text), 0)
    return None


def place_in(text: str) -> tuple[Place, str, str] | None:
    """`path:line: Error`, as pytest ends an entry: the place, the error and its message."""
    if ".py:" not in text:
        return None
    match = _PLACE.match(text.strip())
    if match is None:
        return None
    place = Place(match["path"], int(match["line"]), None, 0, 0)
    return place, match["error"] or "", (match["message"] or ": ")[2:].strip()


def arrow_in(text: str) -> tuple[int, str] | None:
    """The line number and the source that IPython and rich point at."""
    bare = text.strip(f" {BARS}")
    match = _ARROW.match(bare)
    return (int(match["line"]), (match["text"] or "").strip()) if match else None


def error_in(text: str) -> Said | None:
    """The error that a whole line may be; source may look the same."""
    match = _ERROR.match(text.strip())
    if match and not match["message"] and not is_class_of_error(match["error"]):
        return None
    return Said(match["error"], (match["message"] or "").strip()) if match else None


def is_class_of_error(name: str) -> bool:
    """Whether a name can hardly be anything else."""
    last = name.rpartition(".")[2]
    return last.endswith(_ERRORS) and last[:1].isupper()


def told_in(text: str) -> Said | None:
    """An error of importing that a line tells, with whatever around it."""
    match = _KNOWN.search(text)
    if match is None and any(word in text for word in _TOLD_WORDS):
        match = next(filter(None, (pattern.search(text) for pattern in _TOLD)), None)
    return Said(match["error"], match["message"].strip()) if match else None


def is_mark(text: str) -> bool:
    """A line of carets and tildes below the source."""
    bare = text.strip()
    return bool(bare) and _MARKS.issuperset(bare)


def is_aside(text: str) -> bool:
    """What a traceback says beside its frames."""
    bare = text.strip()
    return bare.startswith(("[Previous line repeated", "...<"))
