"""Where something stands, as SARIF says it: files as URIs, columns in UTF-16 code units."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from urllib.parse import quote

from analysis.fixes.edits import TextEdit, declared_encoding
from analysis.report.sarif.document import (
    BASE,
    Artifact,
    ArtifactLocation,
    Location,
    Message,
    PhysicalLocation,
    Region,
)
from analysis.sources.errors import SourceError
from analysis.sources.tree import SourceTree

_LINE = re.compile(rb"\r\n|\r|\n")
_MARK = codecs.BOM_UTF8


class Places:
    """The files that a report speaks of, each with a number, and places in them.

    `beneath` is where the tree lies in the repository: "" or a POSIX path without end slash.
    """

    def __init__(self, tree: SourceTree, beneath: str = "") -> None:
        self._tree = tree
        self._beneath = f"{beneath}/" if beneath else ""
        self._present = frozenset(tree.paths())
        self._numbers: dict[str, int] = {}
        self._added: set[str] = set()
        self._texts: dict[str, Text] = {}

    def artifact(self, path: str) -> ArtifactLocation:
        """A file as a reference."""
        number = self._numbers.setdefault(path, len(self._numbers))
        return ArtifactLocation(uri=self._uri(path), uri_base_id=BASE, index=number)

    def location(self, path: str, line: int | None, column: int = 1, note: str = "") -> Location:
        """A place; `column` counts UTF-8 bytes from 1, the first one means the whole line.

        Where no line is meant it is the first: code scanning takes no place without one.
        """
        line = max(line or 1, 1)
        units = self.text(path).units(line, column) if column > 1 else None
        region = Region(start_line=line, start_column=units)
        return Location(
            physical_location=PhysicalLocation(
                artifact_location=self.artifact(path), region=region
            ),
            message=message(note) if note else None,
        )

    def deleted(self, edit: TextEdit) -> Region:
        """What an edit takes away: an empty region where it only puts in."""
        if edit.path not in self._present:
            self._added.add(edit.path)
        text = self.text(edit.path)
        (line, column), (end_line, end_column) = text.position(edit.start), text.position(edit.end)
        return Region(
            start_line=line, start_column=column, end_line=end_line, end_column=end_column
        )

    def text(self, path: str) -> Text:
        """A file's text; an empty one where it is not there, or can't be read any more."""
        if path not in self._texts:
            try:
                data = self._tree.read(path) if path in self._present else b""
            except (KeyError, SourceError):
                data = b""
            self._texts[path] = Text(data)
        return self._texts[path]

    def artifacts(self) -> tuple[Artifact, ...]:
        """Every file that was asked for so far, in the order of their numbers."""
        return tuple(
            Artifact(
                location=ArtifactLocation(uri=self._uri(path), uri_base_id=BASE),
                encoding=_registered(self.text(path).encoding) if path in self._present else None,
                source_language="python" if path.endswith((".py", ".pyi")) else None,
                roles=("added",) if path in self._added else (),
            )
            for path in self._numbers
        )

    def _uri(self, path: str) -> str:
        return quote(f"{self._beneath}{path}".encode("utf-8", "surrogateescape"))


class Text:
    """The bytes of a file, as lines that end where Python ends them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.encoding = declared_encoding(data)
        self._starts = [0, *(match.end() for match in _LINE.finditer(data))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a byte; a byte order mark has no column."""
        line = bisect_right(self._starts, offset)
        return line, 1 + _units(self._decoded(self._begin(line), offset))

    def units(self, line: int, column: int) -> int:
        """The column in UTF-16 code units of one in UTF-8 bytes, both from 1."""
        if not 1 <= line <= len(self._starts):
            return column
        end = self._starts[line] if line < len(self._starts) else len(self._data)
        written = self._decoded(self._begin(line), end).encode("utf-8", "surrogatepass")
        return 1 + _units(written[: column - 1].decode("utf-8", "ignore"))

    def _begin(self, line: int) -> int:
        marked = line == 1 and self._data.startswith(_MARK)
        return self._starts[line - 1] + (len(_MARK) if marked else 0)

    def _decoded(self, start: int, end: int) -> str:
        data = self._data[start:end]
        try:
            return data.decode(self.encoding, "surrogateescape")
        except (LookupError, ValueError):
            # What a cookie names may be no encoding of text.
            return data.decode("utf-8", "surrogateescape")


def message(text: str) -> Message:
    """Words in which nothing is a link or a place to fill in, whatever a repository wrote."""
    return Message(text=literal(text, linked="](" in text))


def literal(text: str, linked: bool) -> str:
    """Text that stands for itself; `linked`: also as the text of a link."""
    if linked:
        text = re.sub(r"([\\\[\]])", r"\\\1", text)
    if re.search(r"\{\d+\}", text):
        text = text.replace("{", "{{").replace("}", "}}")
    return text


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _registered(encoding: str) -> str:
    """The name that IANA has for an encoding of Python."""
    if encoding == "ascii":
        return "US-ASCII"
    name = re.sub(r"^iso8859-", "ISO-8859-", encoding)
    name = re.sub(r"^cp(125\d)$", r"windows-\1", name)
    return "UTF-8" if name == "utf-8" else name
