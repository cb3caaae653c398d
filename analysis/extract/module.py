"""`extract(bytes) -> FileFacts`: everything one file says. Total: it never raises."""

from __future__ import annotations

import ast
import json
import re
import sys
import warnings
from collections.abc import Iterable

import msgspec

from analysis.extract.facts import ClassFact, FileFacts, Problem
from analysis.extract.lower import Lowering, docstring_of

EXTRACTOR_VERSION = 2
"""Part of every cache key: raise it when the facts of an unchanged file would change."""

_IDENTIFIER = re.compile(rb"[A-Za-z_][A-Za-z_0-9]*")

RECURSION = 5_000
"""Nesting that CPython itself compiles must not be too deep for the pass over its tree."""


def extract(source: bytes) -> FileFacts:
    """The facts of a Python file; what is wrong with it stands in `problem`."""
    parsed = parse(source)
    if isinstance(parsed, Problem):
        return FileFacts(problem=parsed, lines=source.count(b"\n") + 1)
    future = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "annotations" for alias in node.names)
        for node in parsed.body[:8]
    )
    lowering = Lowering(
        future_annotations=future,
        dynamic=b"import_module" in source or b"__import__" in source,
    )
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, RECURSION))
    try:
        statements = lowering.block(parsed.body)
        generators = b"yield from" in source and b"async" in source
        if lowering.suspicious or generators or b"await" in source:
            problem = _refused(parsed)
            if problem is not None:
                return FileFacts(problem=problem, lines=source.count(b"\n") + 1)
    except RecursionError:
        return FileFacts(
            problem=Problem("RecursionError", "nested too deeply to be read", None),
            lines=source.count(b"\n") + 1,
        )
    finally:
        sys.setrecursionlimit(limit)
    return FileFacts(
        imports=tuple(lowering.imports),
        bindings=tuple(lowering.bindings),
        exports=_exports(parsed),
        classes=tuple(_with_mentions(source, lowering)),
        docstring=docstring_of(parsed),
        lines=source.count(b"\n") + (not source.endswith(b"\n") and bool(source)),
        program=statements,
        future_annotations=future,
        annotated=lowering.annotated,
        is_main=lowering.is_main,
        applications=tuple(lowering.applications),
    )


def _with_mentions(source: bytes, lowering: Lowering) -> Iterable[ClassFact]:
    """Adds to each top-level class the imported names and sibling classes its text contains.

    A search in the text, not a visit of every expression: the class graph says "may use".
    """
    if not lowering.classes:
        return ()
    known = {fact.bound.encode() for fact in lowering.imports if fact.name != "*"}
    known |= {fact.qualname.encode() for fact in lowering.classes}
    lines = source.splitlines(keepends=True)
    return [
        msgspec.structs.replace(
            fact,
            mentions=tuple(
                sorted(
                    name.decode()
                    for name in known.intersection(
                        _IDENTIFIER.findall(b"".join(lines[fact.line - 1 : fact.end_line]))
                    )
                )
            ),
        )
        if "." not in fact.qualname
        else fact
        for fact in lowering.classes
    ]


def extract_notebook(source: bytes) -> FileFacts:
    """The facts of a notebook, its code cells read as one script (line magics left out)."""
    try:
        cells = json.loads(source)["cells"]
        text = "\n".join(
            "\n".join(
                f"pass  # {line}" if line.lstrip().startswith(("%", "!", "?")) else line
                for line in "".join(cell["source"]).splitlines()
            )
            for cell in cells
            if cell["cell_type"] == "code"
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return FileFacts(problem=Problem("ValueError", f"not a notebook: {error}", None))
    return extract(text.encode("utf-8", "surrogatepass"))


def _refused(tree: ast.Module) -> Problem | None:
    """What the compiler refuses although it parses: `return` outside of a function and the like.

    The code object is thrown away; compiling runs nothing.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(tree, "<file>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return Problem(type(error).__name__, str(error.msg), error.lineno)
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


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
