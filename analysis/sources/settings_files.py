"""Reading the settings files of a repository: what is broken, huge or of another type is absent."""

from __future__ import annotations

import configparser
import functools
import tomllib

from analysis.sources.errors import SourceError
from analysis.sources.tree import SourceTree

MAX_SETTINGS_BYTES = 2**20
MOST_DOTS = 100
"""In a key of TOML."""


class Table:
    """A table of untyped settings, asked by key and type: the wrong type is no answer."""

    def __init__(self, value: object = None) -> None:
        self._value: dict[object, object] = value if isinstance(value, dict) else {}

    def __bool__(self) -> bool:
        return bool(self._value)

    def __contains__(self, key: str) -> bool:
        return key in self._value

    def names(self) -> tuple[str, ...]:
        """The keys, in the order of the file."""
        return tuple(key for key in self._value if isinstance(key, str))

    def table(self, *keys: str) -> Table:
        """The table below these keys, empty where there is none."""
        found: object = self._value
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return Table(found)

    def text(self, key: str) -> str | None:
        """The text at `key`."""
        value = self._value.get(key)
        return value if isinstance(value, str) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of the list at `key`; a single text counts as a list of one."""
        value = self._value.get(key)
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list):
            return ()
        return tuple(item for item in value if isinstance(item, str))

    def tables(self, key: str) -> tuple[Table, ...]:
        """The tables of the list at `key`."""
        value = self._value.get(key)
        if not isinstance(value, list):
            return ()
        return tuple(Table(item) for item in value if isinstance(item, dict))

    def text_items(self) -> tuple[tuple[str, str], ...]:
        """The (key, text) pairs of this table, in the order of the file."""
        return tuple(
            (key, value)
            for key, value in self._value.items()
            if isinstance(key, str) and isinstance(value, str)
        )


def read_text(tree: SourceTree, path: str) -> str:
    """The text of a settings file, empty where it is missing, huge or no UTF-8."""
    try:
        data = tree.read(path)
    except (KeyError, SourceError):
        return ""
    if len(data) > MAX_SETTINGS_BYTES:
        return ""
    return data.decode("utf-8-sig", "replace")


def read_toml(tree: SourceTree, path: str) -> Table:
    """A TOML file as a table."""
    try:
        return Table(_parsed(read_text(tree, path)))
    except (RecursionError, ValueError):
        return Table()


def parse_toml(data: bytes) -> dict[str, object]:
    """A TOML file, not to be changed; ValueError, with the reason in words, where it is none."""
    if len(data) > MAX_SETTINGS_BYTES:
        raise ValueError(f"it is larger than {MAX_SETTINGS_BYTES // 2**20} MB, and is not read")
    try:
        return _parsed(data.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"it is no valid TOML: {error}") from error
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    except _Dots as error:
        raise ValueError(f"it has a key with more than {MOST_DOTS} dots") from error
    except (ValueError, RecursionError) as error:
        raise ValueError("it holds a value that can't be read") from error


class _Dots(ValueError):
    """A key that takes tomllib the square of its length, in time and in memory."""


# Several stages ask the same few files for something.
@functools.lru_cache(maxsize=4)
def _parsed(text: str) -> dict[str, object]:
    if any(_has_long_key(line) for line in text.split("\n") if line.count(".") > MOST_DOTS):
        raise _Dots
    return tomllib.loads(text)


def _has_long_key(line: str) -> bool:
    *before, last = line.split("=")
    keys = before if before else [last] * line.lstrip().startswith("[")
    return any(key.count(".") > MOST_DOTS for key in keys)


def read_ini(tree: SourceTree, path: str) -> Table:
    """An INI file as a table of sections of texts."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(read_text(tree, path))
    except (configparser.Error, ValueError):
        return Table()
    return Table({name: dict(parser.items(name)) for name in parser.sections()})
