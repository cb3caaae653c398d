"""Definitions read on demand: the few bodies that a later stage asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.extract.class_shape import ClassShape, decode, read_class_shape
from analysis.extract.function_body import read_function, split_lines
from analysis.extract.program import FunctionBody
from analysis.extract.usage import (
    LaterUses,
    Outline,
    Use,
    import_time_uses,
    later_uses,
    names_in_functions,
)

FILES_AT_HAND = 256
"""How many files stay split into lines: enough for the calls of one import, bounded for all."""


class Bodies:
    """Reads one definition at a time through `read` (path -> bytes), and remembers it."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._shapes: dict[tuple[str, int, int], ClassShape] = {}
        self._later: dict[str, LaterUses] = {}
        self._in_functions: dict[str, frozenset[str]] = {}
        self._functions: dict[tuple[str, int, int, str], FunctionBody] = {}
        self._lines: dict[str, list[str]] = {}
        self._last: tuple[str, str] = ("", "")

    def class_shape(self, path: str, line: int, end_line: int) -> ClassShape:
        """The shape of the class statement on these lines; empty where it can't be read."""
        place = (path, line, end_line)
        if place not in self._shapes:
            self._shapes[place] = read_class_shape(self._source_lines(path), line, end_line)
        return self._shapes[place]

    def import_time_uses(self, path: str, outline: Outline) -> Mapping[str, Use]:
        """What importing the file evaluates itself, with the strongest use of each name."""
        return import_time_uses(self._source_lines(path), outline)

    def names_in_functions(self, path: str) -> frozenset[str]:
        """The module-level names that the functions of a file read."""
        if path not in self._in_functions:
            self._in_functions[path] = names_in_functions(self._text(path))
        return self._in_functions[path]

    def later_uses(self, path: str) -> LaterUses:
        """What the functions and the annotations of a file use."""
        if path not in self._later:
            self._later[path] = later_uses(self._text(path))
        return self._later[path]

    def function(
        self, path: str, line: int, end_line: int, name: str, future_annotations: bool
    ) -> FunctionBody:
        """The body of the function on these lines, for a call at import; empty if unreadable."""
        place = (path, line, end_line, name)
        if place not in self._functions:
            self._functions[place] = read_function(
                self._source_lines(path), line, end_line, name, future_annotations
            )
        return self._functions[place]

    def _source_lines(self, path: str) -> list[str]:
        if path not in self._lines:
            if len(self._lines) >= FILES_AT_HAND:
                self._lines.clear()
            self._lines[path] = split_lines(self._text(path))
        return self._lines[path]

    def _text(self, path: str) -> str:
        name, text = self._last
        if name != path:
            try:
                text = decode(self._read(path))
            except (KeyError, OSError):
                text = ""
            self._last = (path, text)
        return text
