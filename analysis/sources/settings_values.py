"""Reading a table of settings key by key; what is wrong with it becomes a sentence."""

from __future__ import annotations

import datetime
import difflib
import json
import re
from collections.abc import Iterable

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TYPES = {
    bool: "true or false",
    str: "a text",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a table",
    datetime.date: "a date",
    datetime.datetime: "a date with a time",
}
LONGEST = 60


class Reader:
    """One table of a file. Problems name the file and the table, and are collected."""

    def __init__(
        self,
        file: str,
        place: str,
        value: object,
        keys: tuple[str, ...],
        problems: list[str] | None = None,
    ) -> None:
        self.file = file
        self.problems = problems if problems is not None else []
        self._place = place
        self._table: dict[str, object] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self.problem(f"must be a table, and is {_kind(value)}")
        for key in self._table:
            if key not in keys:
                near = self.nearest(key, keys) or f": its keys are {', '.join(keys)}"
                self.problem(f"has no key {self.shown(key)}{near}")

    def problem(self, sentence: str) -> None:
        """Notes what is wrong."""
        self.problems.append(f"{self.file}: {self._place} {sentence}")

    def text(self, key: str) -> str | None:
        """The text at `key`."""
        value = self._table.get(key)
        if value is None or isinstance(value, str):
            return value
        self._wrong(key, "a text", value)
        return None

    def listed(self, key: str, most: int | None = None) -> list[object]:
        """The list at `key`, of at most so many items."""
        value = self._table.get(key, [])
        if not isinstance(value, list):
            self._wrong(key, "a list", value)
            return []
        if most is not None and len(value) > most:
            self.problem(f"has {len(value):,} {key}: {most:,} are the most that are read")
        return value[:most]

    def texts(self, key: str, most: int | None = None) -> tuple[str, ...]:
        """The texts of the list at `key`."""
        found = []
        for item in self.listed(key, most):
            if isinstance(item, str):
                found.append(item)
            else:
                self.problem(f"{key} must hold texts only, and holds {_kind(item)}")
        return tuple(found)

    def text_items(self, key: str) -> tuple[tuple[str, str], ...]:
        """The (name, text) pairs of the table at `key`, in the order of the file."""
        value = self._table.get(key, {})
        if not isinstance(value, dict):
            self._wrong(key, "a table", value)
            return ()
        found = []
        for name, text in value.items():
            if isinstance(text, str) and text.strip():
                found.append((name, text))
            elif isinstance(text, str):
                self.problem(f"{key}.{name} is empty")
            else:
                self._wrong(f"{key}.{name}", "a text", text)
        return tuple(found)

    def date(self, key: str) -> datetime.date | None:
        """The day at `key`: a date of TOML, or a text like 2030-12-31."""
        value = self._table.get(key)
        if isinstance(value, str) and _DATE.fullmatch(value):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                pass
        elif isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        if value is not None:
            said = self.shown(value) if isinstance(value, str) else _kind(value)
            self.problem(f"{key} must be a day like 2030-12-31, and is {said}")
        return None

    def shown(self, text: str) -> str:
        """`text` in quotes, shortened, on one line."""
        cut = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
        return json.dumps(cut, ensure_ascii=False)

    def nearest(self, given: str, known: Iterable[str]) -> str:
        """What may be meant, as the end of a sentence; empty where nothing is near."""
        near = difflib.get_close_matches(given[:LONGEST], sorted(known), n=1, cutoff=0.6)
        return f": did you mean {self.shown(near[0])}?" if near else ""

    def _wrong(self, key: str, wanted: str, value: object) -> None:
        self.problem(f"{key} must be {wanted}, and is {_kind(value)}")


def _kind(value: object) -> str:
    return _TYPES.get(type(value), "a time")
