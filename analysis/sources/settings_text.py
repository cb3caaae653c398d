"""A waiver as the lines that are added to a pyproject.toml."""

from __future__ import annotations

import copy
import re

from analysis.sources.errors import SourceError
from analysis.sources.settings import FILE, WAIVER_KEYS, Waiver
from analysis.sources.settings_files import parse_toml

_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f]')


def waiver_lines(waiver: Waiver) -> str:
    """The table of a waiver, in TOML."""
    lines = ["[[tool.plumbline.waivers]]"]
    for key in WAIVER_KEYS:
        value = getattr(waiver, key)
        if value is not None:
            lines.append(f"{key} = {_text(value) if isinstance(value, str) else value.isoformat()}")
    return "\n".join(lines) + "\n"


def with_waiver(content: bytes, waiver: Waiver) -> bytes:
    """A pyproject.toml with a waiver at its end; nothing else of it changes.

    Raises SourceError, with a sentence, where that would not say just this.
    """
    try:
        before = parse_toml(content)
    except ValueError as error:
        raise SourceError(f"{FILE} can't be added to: {error}") from error
    newline = "\r\n" if content.count(b"\r\n") * 2 > content.count(b"\n") else "\n"
    text = waiver_lines(waiver)
    if content:
        ends = content.endswith(b"\n")
        text = ("\n" if ends else "\n\n") + text
    try:
        after = content + text.replace("\n", newline).encode()
        found = parse_toml(after)
    except UnicodeEncodeError as error:
        raise SourceError("TOML can't hold these characters") from error
    except ValueError as error:
        raise SourceError(
            f"{FILE} writes its tool tables or waivers in one line, where no other can follow: "
            "add this one by hand"
        ) from error
    if repr(found) != repr(_expected(before, waiver)):
        raise SourceError(f"{FILE} would say something else: add the waiver by hand")
    return after


def _expected(before: dict[str, object], waiver: Waiver) -> dict[str, object]:
    expected = copy.deepcopy(before)
    table = expected
    for key in ("tool", "plumbline"):
        inner = table.setdefault(key, {})
        if not isinstance(inner, dict):
            return before
        table = inner
    listed = table.setdefault("waivers", [])
    if not isinstance(listed, list):
        return before
    values = ((key, getattr(waiver, key)) for key in WAIVER_KEYS)
    listed.append({key: value for key, value in values if value is not None})
    return expected


def _text(value: str) -> str:
    return '"' + _SPECIAL.sub(_escape, value) + '"'


def _escape(match: re.Match[str]) -> str:
    return f"\\{match[0]}" if match[0] in '"\\' else f"\\u{ord(match[0]):04x}"
