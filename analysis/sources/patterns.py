"""Patterns for paths, as `.gitignore` writes them but for negation."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable

import msgspec

ANY_DEPTH = "**"


class Pattern(msgspec.Struct, frozen=True):
    """One pattern: `parts` are a regular expression for each folder or file name, None for `**`.

    Without a slash (but for one at its end) it stands for a name at any depth, with one for a path
    from the top. A slash at the end: folders only.
    """

    text: str
    parts: tuple[re.Pattern[str] | None, ...]
    only_folders: bool

    @property
    def name(self) -> re.Pattern[str] | None:
        """What stands for a name at any depth; None for a path."""
        return self.parts[1] if len(self.parts) == 2 and self.parts[0] is None else None

    def matches(self, names: list[str]) -> bool:
        """Whether a path of these names is meant; not whether a folder on its way is."""
        return _fits(self.parts, names)


def pattern_of(text: str) -> Pattern:
    """The pattern that `text` writes. ValueError, with the reason, where it can match nothing."""
    stripped = text.strip()
    if stripped.startswith("!"):
        raise ValueError("a pattern can't be negated")
    only_folders = stripped.endswith("/")
    names = [name for name in stripped.strip("/").split("/") if name not in ("", ".")]
    if not names:
        raise ValueError("a pattern needs a name")
    if ".." in names:
        raise ValueError("a pattern can't leave the folder")
    if len(names) == 1 and not stripped.startswith("/"):
        names.insert(0, ANY_DEPTH)
    if names[-1] == ANY_DEPTH:
        # `a/**` is everything in `a`: at least one name deeper.
        names.append("*")
    parts = tuple(
        None if name == ANY_DEPTH else re.compile(fnmatch.translate(name)) for name in names
    )
    return Pattern(text, parts, only_folders)


class Matcher:
    """Says which pattern excludes a path: the first. Each folder and each name is asked once."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        listed = list(enumerate(patterns))
        self._of_names = [(at, one, one.name) for at, one in listed if one.name is not None]
        self._of_paths = [(at, one) for at, one in listed if one.name is None]
        self._folders: dict[str, Pattern | None] = {"": None}
        self._names: dict[tuple[str, bool], tuple[int, Pattern] | None] = {}

    def of_folder(self, folder: str) -> Pattern | None:
        """The pattern that excludes a folder, or one above it."""
        pending = []
        while folder not in self._folders:
            pending.append(folder)
            folder = folder.rpartition("/")[0]
        found = self._folders[folder]
        for each in reversed(pending):
            found = self._folders[each] = found or self._first(each, True)
        return found

    def of_file(self, path: str) -> Pattern | None:
        """The pattern that excludes a file, or a folder that it stands in."""
        return self.of_folder(path.rpartition("/")[0]) or self._first(path, False)

    def _first(self, path: str, is_folder: bool) -> Pattern | None:
        names = path.split("/")
        key = names[-1], is_folder
        if key not in self._names:
            self._names[key] = self._by_name(*key)
        found = self._names[key]
        for at, pattern in self._of_paths:
            if found is not None and found[0] < at:
                break
            if (is_folder or not pattern.only_folders) and pattern.matches(names):
                return pattern
        return found[1] if found is not None else None

    def _by_name(self, name: str, is_folder: bool) -> tuple[int, Pattern] | None:
        for at, pattern, asked in self._of_names:
            if (is_folder or not pattern.only_folders) and asked.match(name):
                return at, pattern
        return None


def _fits(parts: tuple[re.Pattern[str] | None, ...], names: list[str]) -> bool:
    """Only the last `**` is ever tried again, so that no pattern takes longer than a square."""
    at = name = 0
    again: tuple[int, int] | None = None
    while name < len(names):
        part = parts[at] if at < len(parts) else None
        if at < len(parts) and part is None:
            again = (at + 1, name)
            at += 1
        elif part is not None and part.match(names[name]):
            at += 1
            name += 1
        elif again is not None:
            again = (again[0], again[1] + 1)
            at, name = again
        else:
            return False
    return all(part is None for part in parts[at:])
