"""`extract(bytes) -> FileFacts`: everything one file says. Total: it never raises."""

from __future__ import annotations

import ast
import json
import sys
import warnings

from analysis.extract.class_facts import docstring_of, with_mentions
from analysis.extract.facts import FileFacts, Problem
from analysis.extract.reading import Reading
from analysis.extract.refusal import refused
from analysis.extract.surroundings import Surroundings
from analysis.extract.words import Words

EXTRACTOR_VERSION = 2
"""Part of every cache key: raise it when the facts of an unchanged file would change."""

RECURSION = 5_000
"""Nesting that CPython itself compiles must not be too deep for the pass over its tree."""

_OF_INTEREST = (b"import", b"global", b"break", b"continue")
"""What decides, inside a function, about a fact or about what the compiler accepts."""
_TO_SEARCH = (b":=", b"import_module", b"__import__")


def extract(source: bytes) -> FileFacts:
    """The facts of a Python file; what is wrong with it stands in `problem`."""
    read = read_module(source)
    if isinstance(read, Problem):
        return FileFacts(problem=read, lines=source.count(b"\n") + 1)
    tree, reading = read
    return FileFacts(
        imports=tuple(reading.imports),
        bindings=tuple(reading.bindings),
        exports=_exports(tree) if b"__all__" in source else None,
        classes=with_mentions(source, reading.classes, reading.imports),
        docstring=docstring_of(tree.body),
        lines=source.count(b"\n") + (not source.endswith(b"\n") and bool(source)),
        future_annotations=reading.future_annotations,
        annotated=reading.annotated,
        is_main=reading.is_main,
        applications=tuple(reading.applications),
    )


def read_module(source: bytes) -> tuple[ast.Module, Reading] | Problem:
    """The syntax tree of a module that compiles, and what its statements say."""
    parsed = parse(source)
    if isinstance(parsed, Problem):
        return parsed
    words = Words(source)
    dynamic = b"import_module" in source or b"__import__" in source
    reading = Reading(
        future_annotations=b"__future__" in source and _future_annotations(parsed),
        dynamic=dynamic,
        searching=words.sorted_lines(_TO_SEARCH),
        interesting=words.sorted_lines(_OF_INTEREST),
    )
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, RECURSION))
    try:
        reading.block(Surroundings(), parsed.body)
        return refused(parsed, reading, words) or (parsed, reading)
    except RecursionError:
        return Problem("RecursionError", "nested too deeply to be read", None)
    finally:
        sys.setrecursionlimit(limit)


def _future_annotations(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in tree.body[:8]
    )


def extract_notebook(source: bytes) -> FileFacts:
    """The facts of a notebook, its code cells read as one script (line magics left out)."""
    script = script_of(source)
    return FileFacts(problem=script) if isinstance(script, Problem) else extract(script)


def script_of(notebook: bytes) -> bytes | Problem:
    """The code cells of a notebook as one script."""
    try:
        cells = json.loads(notebook)["cells"]
        text = "\n".join(
            "\n".join(
                f"pass  # {line}" if line.lstrip().startswith(("%", "!", "?")) else line
                for line in "".join(cell["source"]).splitlines()
            )
            for cell in cells
            if cell["cell_type"] == "code"
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return Problem("ValueError", f"not a notebook: {error}", None)
    return text.encode("utf-8", "surrogatepass")


def parse(source: bytes) -> ast.Module | Problem:
    """The syntax tree, or why there is none, in CPython's words."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as error:
        return Problem(type(error).__name__, str(error.msg), error.lineno)
    except (ValueError, RecursionError, MemoryError, UnicodeError) as error:
        return Problem(type(error).__name__, str(error), None)


def _exports(tree: ast.Module) -> tuple[str, ...] | None:
    for node in tree.body:
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            value = node.value  # type: ignore[attr-defined]
            if isinstance(value, ast.List | ast.Tuple):
                names = [
                    item.value
                    for item in value.elts
                    if isinstance(item, ast.Constant) and isinstance(item.value, str)
                ]
                return tuple(names) if len(names) == len(value.elts) else None
            return None
    return None
