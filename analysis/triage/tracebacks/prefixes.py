"""What loggers, containers and init systems write before each line."""

from __future__ import annotations

import re

_TIME = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
_KNOWN = re.compile(
    "|".join(
        (
            # ISO 8601 and its relatives; journald's short-iso.
            rf"\d{{4}}[-/]\d\d[-/]\d\d[T ]{_TIME}(?:Z|[+-]\d\d:?\d\d)?(?: UTC)?[ ,:|-]{{0,4}}",
            # syslog and journald.
            rf"(?:<\d{{1,3}}>)?[A-Z][a-z]{{2}} {{1,2}}\d{{1,2}} {_TIME} [^\s:]{{1,100}} "
            r"[^\s:\[]{1,100}(?:\[\d{1,9}\])?: ",
            # What follows a time: host and process.
            r"(?:[\w.-]{1,100} )?[\w./@-]{1,100}\[[\w.-]{1,40}\]: ",
            rf"{_TIME}[ ,|-]{{1,4}}",
            # CRI, as kubelet writes it.
            r"(?:stdout|stderr) [FP] ",
            # Celery, gunicorn: [time: LEVEL/Process], [pid], [LEVEL].
            r"\[[^\]\[]{1,200}\]:? {1,2}",
            r"(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL|EXCEPTION)"
            r"(?::[\w.]{0,100}:|[ :|-]{1,12}(?! )"
            r"(?:(?![\w.]{0,100}(?:Error|Exception|Warning)\b)[\w.]{1,100}(?::\w{1,100}:\d{1,9})?"
            r"(?::(?: |$)| - ))?)",
            # BuildKit.
            r"#\d{1,4} \d{1,6}\.\d{1,6} ",
            # Exception groups, and loguru.
            r" {0,40}\| ",
        )
    )
)
_DIGITS = re.compile(r"\d+")
_ROUNDS = 6
_LONGEST = 300


def without_prefix(text: str) -> str:
    """The line without all that is known to stand before a message."""
    at = 0
    for _ in range(_ROUNDS):
        match = _KNOWN.match(text, at)
        if not match or match.end() == at:
            break
        at = match.end()
    return text[at:]


class Prefix:
    """What stood before one line, to be found before the next ones: only its numbers differ."""

    def __init__(self, text: str) -> None:
        """`text` as it stood there; what is too long is no prefix."""
        self._shape: re.Pattern[str] | None = None
        if text.strip() and len(text) <= _LONGEST:
            parts = _DIGITS.split(text)
            self._shape = re.compile(r"\d{1,30}".join(map(re.escape, parts)))

    def strip(self, text: str) -> str | None:
        """The line behind the prefix; None where it does not begin with it."""
        if self._shape is None:
            return None
        match = self._shape.match(text)
        if match:
            return text[match.end() :]
        # At the end of an empty line a prefix has lost its blank.
        return "" if self._shape.match(f"{text} ") else None
