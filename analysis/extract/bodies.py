"""Definitions read on demand: the few bodies that a later stage asks for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

import msgspec

from analysis.extract.class_interface import Offer, read_interface
from analysis.extract.class_shape import ClassShape, decode, read_class_shape
from analysis.extract.class_uses import ClassUse, class_makes, class_questions
from analysis.extract.function_body import read_function, split_lines
from analysis.extract.program import FunctionBody
from analysis.extract.usage import (
    LaterUses,
    Outline,
    Use,
    import_time_uses,
    is_read_in_a_function,
    later_uses,
    names_in_functions,
)

FILES_AT_HAND = 256
"""How many files stay split into lines: enough for the calls of one import, bounded for all."""


class Known(msgspec.Struct):
    """What was read of one file so far; all of it follows from the content of that file."""

    shapes: dict[tuple[int, int], ClassShape] = {}
    functions: dict[tuple[int, int, str], FunctionBody] = {}
    uses: Mapping[str, Use] | None = None
    read: set[str] = set()
    in_functions: frozenset[str] | None = None
    later: LaterUses | None = None
    interfaces: dict[tuple[int, int], tuple[Offer, ...]] = {}
    questions: dict[str, tuple[ClassUse, ...]] = {}
    makes: dict[str, tuple[ClassUse, ...]] = {}
    """Both by the name that the file has for a class."""


class Unread(Exception):
    """A text that is not there to be read any more."""


class Bodies:
    """Reads one definition at a time through `read` (path -> bytes), and remembers it."""

    def __init__(
        self,
        read: Callable[[str], bytes],
        recall: Callable[[str], Known | None] = lambda path: None,
    ) -> None:
        self._read = read
        self._recall = recall
        self._edited: frozenset[str] = frozenset()
        """Files of an overlay, of which `recall` knows what they were."""
        self._known: dict[str, Known] = {}
        self._lines: dict[str, list[str]] = {}
        self._last: tuple[str, str] = ("", "")

    def over(self, read: Callable[[str], bytes], changed: Collection[str]) -> Bodies:
        """The same for a tree in which the files of `changed`, and no others, are different."""
        bodies = Bodies(read, self._recall)
        bodies._edited = self._edited.union(changed)
        # Copied first: another thread may be asking this one.
        known = self._known.copy().items()
        bodies._known.update((path, each) for path, each in known if path not in changed)
        return bodies

    def unread(self) -> Bodies:
        """The same without the files: raises Unread for what was not read of them so far."""
        bodies = without_files(self._recall)
        bodies._edited = self._edited
        bodies._known.update(self._known.copy())
        return bodies

    def known(self, path: str) -> Known:
        """What is known of a file, from now or from an earlier run."""
        if path not in self._known:
            recalled = None if path in self._edited else self._recall(path)
            self._known[path] = recalled or Known()
        return self._known[path]

    def learn(self, path: str, other: Known) -> None:
        """What another has read of the same content."""
        known = self.known(path)
        known.shapes.update(other.shapes)
        known.functions.update(other.functions)
        known.read.update(other.read)
        known.interfaces.update(other.interfaces)
        known.questions.update(other.questions)
        known.makes.update(other.makes)
        for name in ("uses", "in_functions", "later"):
            if getattr(known, name) is None:
                setattr(known, name, getattr(other, name))

    def class_shape(self, path: str, line: int, end_line: int) -> ClassShape:
        """The shape of the class statement on these lines; empty where it can't be read."""
        shapes, place = self.known(path).shapes, (line, end_line)
        if place not in shapes:
            shapes[place] = read_class_shape(self._source_lines(path), line, end_line)
        return shapes[place]

    def interface(self, path: str, line: int, end_line: int) -> tuple[Offer, ...]:
        """What the class on these lines offers, closely read; empty where it can't be read."""
        interfaces, place = self.known(path).interfaces, (line, end_line)
        if place not in interfaces:
            interfaces[place] = read_interface(self._source_lines(path), line, end_line)
        return interfaces[place]

    def class_questions(self, path: str, name: str) -> tuple[ClassUse, ...]:
        """Where a file asks whether something is a `name`."""
        known = self.known(path).questions
        if name not in known:
            known[name] = class_questions(self._text(path), name)
        return known[name]

    def class_makes(self, path: str, name: str) -> tuple[ClassUse, ...]:
        """Where a file makes a `name`."""
        known = self.known(path).makes
        if name not in known:
            known[name] = class_makes(self._text(path), name)
        return known[name]

    def lines(self, path: str, line: int, end_line: int) -> list[str]:
        """These lines of a file, both included."""
        return self._source_lines(path)[line - 1 : end_line]

    def all_lines(self, path: str) -> list[str]:
        """Every line of a file; none where it can't be read."""
        return self._source_lines(path)

    def import_time_uses(self, path: str, outline: Callable[[], Outline]) -> Mapping[str, Use]:
        """What importing the file evaluates itself, with the strongest use of each name."""
        known = self.known(path)
        if known.uses is None:
            known.uses = import_time_uses(self._source_lines(path), outline())
        return known.uses

    def is_read_in_functions(self, path: str, outline: Callable[[], Outline], name: str) -> bool:
        """Whether the functions of a file read a name of its module."""
        known = self.known(path)
        if known.in_functions is None:
            if name in known.read:
                return True
            if is_read_in_a_function(self._source_lines(path), outline(), name):
                known.read.add(name)
                return True
            known.in_functions = names_in_functions(self._text(path))
        return name in known.in_functions

    def later_uses(self, path: str) -> LaterUses:
        """What the functions and the annotations of a file use."""
        known = self.known(path)
        if known.later is None:
            known.later = later_uses(self._text(path))
        return known.later

    def function(
        self, path: str, line: int, end_line: int, name: str, future_annotations: bool
    ) -> FunctionBody:
        """The body of the function on these lines, for a call at import; empty if unreadable."""
        functions, place = self.known(path).functions, (line, end_line, name)
        if place not in functions:
            functions[place] = read_function(
                self._source_lines(path), line, end_line, name, future_annotations
            )
        return functions[place]

    def mentions(self, path: str, names: Iterable[str]) -> bool:
        """Whether any of the names stands anywhere in the text of a file."""
        text = self._text(path)
        return any(name in text for name in names)

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


def without_files(recall: Callable[[str], Known | None]) -> Bodies:
    """What is known of texts that are gone; raises Unread for all else."""

    def read(path: str) -> bytes:
        raise Unread(path)

    return Bodies(read, recall)
