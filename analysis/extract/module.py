"""`extract(bytes) -> FileFacts`: everything one file says. Total: it never raises."""

from __future__ import annotations

import ast
import json
import re
import warnings

from analysis.extract.class_facts import docstring_of, with_texts
from analysis.extract.facts import NESTING, FileFacts, Problem, written
from analysis.extract.lower import Lowering
from analysis.extract.refusal import refused
from analysis.extract.words import Words
from analysis.recursion import recursion_to

EXTRACTOR_VERSION = 7
"""Part of every cache key: raise it when the facts of an unchanged file would change."""

_DYNAMIC = (b"import_module", b"__import__", b"importorskip")
"""What imports by a name that may be a constant."""

LONGEST_MESSAGE = 1_000
"""Characters of an error; it may quote the file."""

TOO_DEEP = "nested too deeply to be read"
MOST_DOTS = 5_000
"""In one dotted name: CPython's parser takes memory for the square of them."""
_NAME = re.compile(rb"\b(?:import|from)\b(?:[\w.\x80-\xff \t\f]|\\\r?\n)*+")


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
    words = Words(source)
    lowering = Lowering(
        future_annotations=future,
        dynamic=any(word in source for word in _DYNAMIC),
        words=words,
    )
    try:
        with recursion_to(NESTING):
            code = written(lowering.block(parsed.body))
            problem = refused(parsed, lowering, words)
        if problem is not None:
            return FileFacts(problem=problem, lines=source.count(b"\n") + 1)
    except RecursionError:
        return FileFacts(
            problem=Problem("RecursionError", TOO_DEEP, None),
            lines=source.count(b"\n") + 1,
        )
    return FileFacts(
        imports=tuple(lowering.imports),
        bindings=tuple(lowering.bindings),
        exports=_exports(parsed) if b"__all__" in source else None,
        classes=with_texts(words, lowering.classes, lowering.imports),
        docstring=docstring_of(parsed.body),
        lines=source.count(b"\n") + (not source.endswith(b"\n") and bool(source)),
        code=code,
        future_annotations=future,
        annotated=lowering.annotated,
        is_main=lowering.is_main,
        applications=tuple(lowering.applications),
    )


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


def parse(source: bytes) -> ast.Module | Problem:
    """The syntax tree, or why there is none, in CPython's words."""
    if source.count(b".") > MOST_DOTS and any(
        found[0].count(b".") > MOST_DOTS for found in _NAME.finditer(source)
    ):
        return Problem("RecursionError", TOO_DEEP, None)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as error:
        return Problem(type(error).__name__, str(error.msg)[:LONGEST_MESSAGE], error.lineno)
    except (ValueError, RecursionError, MemoryError, UnicodeError) as error:
        return Problem(type(error).__name__, str(error)[:LONGEST_MESSAGE], None)


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
