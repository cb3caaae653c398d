"""One file's source: its syntax tree, and where positions of the tree fall in the file's bytes."""

from __future__ import annotations

import ast
import codecs
import re
import warnings
from bisect import bisect_right

from analysis.fixes.edits import TextEdit, declared_encoding

_LINE = re.compile(rb"\r\n|\r|\n")


class SourceText:
    """The bytes of a file that parses, its tree, and the way from the one to the other."""

    def __init__(self, path: str, data: bytes, tree: ast.Module) -> None:
        self.path = path
        self.data = data
        self.tree = tree
        self.encoding = declared_encoding(data)
        ends = [match.end() for match in _LINE.finditer(data)]
        self.starts = [0, *ends]
        self.newline = _LINE.findall(data)[0].decode() if ends else "\n"
        self._parents: dict[ast.AST, ast.AST] | None = None

    def offset(self, line: int, column: int) -> int:
        """The byte at which `ast` means (line from 1, column in UTF-8 bytes)."""
        start = self.line_start(line)
        if self.encoding == "utf-8":
            return start + column
        end = self.line_end(line)
        text = self.data[start:end].decode(self.encoding, "replace")
        return start + len(text.encode()[:column].decode("utf-8", "ignore").encode(self.encoding))

    def line_start(self, line: int) -> int:
        """The first byte of a line, after a byte order mark."""
        mark = len(codecs.BOM_UTF8) if line == 1 and self.data.startswith(codecs.BOM_UTF8) else 0
        return self.starts[line - 1] + mark

    def line_end(self, line: int) -> int:
        """The byte after a line and its line end."""
        return self.starts[line] if line < len(self.starts) else len(self.data)

    def line(self, number: int) -> str:
        """One line with its line end; "" outside of the file."""
        if not 1 <= number <= len(self.starts):
            return ""
        return self.text(self.line_start(number), self.line_end(number))

    def line_of(self, offset: int) -> int:
        """The line, from 1, that a byte stands in."""
        return bisect_right(self.starts, offset)

    def start(self, node: ast.stmt | ast.expr | ast.alias | ast.excepthandler) -> int:
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: ast.stmt | ast.expr | ast.alias | ast.excepthandler) -> int:
        line, column = node.end_lineno, node.end_col_offset
        assert line is not None and column is not None
        return self.offset(line, column)

    def text(self, start: int, end: int) -> str:
        """The source between two bytes."""
        return self.data[start:end].decode(self.encoding, "surrogateescape")

    def of(self, node: ast.stmt | ast.expr | ast.alias) -> str:
        """The source of a node."""
        return self.text(self.start(node), self.end(node))

    def indentation(self, node: ast.stmt) -> str:
        """The blanks that the line of a statement begins with."""
        line = self.text(self.line_start(node.lineno), self.start(node))
        return line[: len(line) - len(line.lstrip(" \t\f"))]

    def begins_line(self, node: ast.stmt) -> bool:
        """Whether nothing but blanks stands before the statement on its line."""
        return not self.text(self.line_start(node.lineno), self.start(node)).strip(" \t\f")

    def edit(self, start: int, end: int, replacement: str) -> TextEdit:
        """An edit of this file; line ends of `replacement` become those of the file."""
        if self.newline != "\n":
            replacement = replacement.replace("\n", self.newline)
        return TextEdit(self.path, start, end, replacement)

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node that holds `node`; None for the module."""
        if self._parents is None:
            self._parents = {
                child: holder
                for holder in ast.walk(self.tree)
                for child in ast.iter_child_nodes(holder)
            }
        return self._parents.get(node)

    def siblings(self, statement: ast.stmt) -> list[ast.stmt]:
        """The block that a statement is part of."""
        holder = self.parent(statement)
        for field in ("body", "orelse", "finalbody"):
            block = getattr(holder, field, None)
            if isinstance(block, list) and any(one is statement for one in block):
                return block
        return [statement]


def parse_source(path: str, data: bytes) -> SourceText | None:
    """The source with its tree; None where it is not Python that can be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return SourceText(path, data, tree)


def is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
