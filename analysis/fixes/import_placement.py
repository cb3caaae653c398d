"""Where a new import goes: the place in a file where a person would put it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from analysis.fixes.edits import TextEdit
from analysis.fixes.import_order import (
    STANDARD,
    following_in,
    groups_of,
    kind_of,
    leading_imports,
    of_kind,
    spelled_module,
)
from analysis.fixes.import_statements import from_import, import_text, parenthesised
from analysis.fixes.name_use import Function, is_type_checking
from analysis.fixes.source_text import SourceText, is_docstring

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
WIDTH = 88
"""A line of imports that would grow beyond this is wrapped, unless the file has longer ones."""


def add_import(
    source: SourceText, module: str, name: str | None, alias: str | None = None
) -> tuple[TextEdit, ...]:
    """`from module import name as alias`, or `import module as alias` where `name` is None.

    `module` is spelled as it shall stand (leading dots for relative). The name goes into an
    existing import of the same module, else into the group of its kind, in order. Nothing where
    the file has it already.
    """
    leading = leading_imports(source)
    if name is not None:
        for node in leading:
            if isinstance(node, ast.ImportFrom) and spelled_module(node) == module:
                if any(one.name == name and one.asname == alias for one in node.names):
                    return ()
                if node.names[0].name != "*":
                    return (_with_name(source, node, name, alias),)
        text = from_import(module, name, alias)
    else:
        text = import_text(module, alias)
        if any(source.of(node) == text for node in leading):
            return ()
    return (_placed(source, leading, module, name is not None, text),)


def add_future_annotations(source: SourceText) -> tuple[TextEdit, ...]:
    """`from __future__ import annotations`, as the first statement after the docstring."""
    body = source.tree.body
    first = body[1:] if body and is_docstring(body[0]) else body
    if first and isinstance(first[0], ast.ImportFrom) and first[0].module == "__future__":
        if any(alias.name == "annotations" for alias in first[0].names):
            return ()
        return (_with_name(source, first[0], "annotations", None),)
    text = from_import("__future__", "annotations")
    return (_at_top(source, text),)


def add_to_function(
    source: SourceText, function: Function, statements: Iterable[str]
) -> tuple[TextEdit, ...]:
    """Statements at the top of a function's body, after its docstring."""
    body = function.body
    first = body[1] if is_docstring(body[0]) and len(body) > 1 else body[0]
    lines = sorted(set(statements))
    line = min([first.lineno, *(part.lineno for part in getattr(first, "decorator_list", ()))])
    if not source.begins_line(first) or line == function.lineno:
        at = source.start(first)
        return (source.edit(at, at, "".join(f"{text}; " for text in lines)),)
    while _is_comment(source, line - 1):
        line -= 1
    at = source.line_start(line)
    indent = source.indentation(first)
    # Like after any block of imports.
    apart = "" if isinstance(first, (ast.Import, ast.ImportFrom)) else "\n"
    return (source.edit(at, at, "".join(f"{indent}{text}\n" for text in lines) + apart),)


def add_type_checking(
    source: SourceText, module: str, name: str, alias: str | None = None
) -> tuple[TextEdit, ...]:
    """A from-import under `if TYPE_CHECKING:`, which is made where there is none."""
    for node in source.tree.body:
        if isinstance(node, ast.If) and is_type_checking(node.test):
            return _into_block(source, node, module, name, alias)
    leading = leading_imports(source)
    known = _type_checking(source, leading)
    block = f"if {known or 'TYPE_CHECKING'}:\n    {from_import(module, name, alias)}"
    if not leading:
        # There is no block to stand below: the import of TYPE_CHECKING opens one.
        opening = "" if known else f"{from_import('typing', 'TYPE_CHECKING')}\n\n"
        return (_at_top(source, opening + block),)
    below = _below(source, leading[-1], f"\n{block}\n")
    if known:
        return (below,)
    (first,) = add_import(source, "typing", "TYPE_CHECKING")
    if first.end == below.start:
        both = first.replacement + below.replacement
        return (TextEdit(source.path, first.start, below.end, both),)
    return (first, below)


# Into an existing statement


def _with_name(source: SourceText, node: ast.ImportFrom, name: str, alias: str | None) -> TextEdit:
    clause = name + (f" as {alias}" if alias and alias != name else "")
    at = _slot([one.name for one in node.names], name)
    if parenthesised(source, node) and node.names[-1].lineno != node.lineno:
        return _on_own_line(source, node, at, clause)
    if at < len(node.names):
        before = source.start(node.names[at])
        edit = source.edit(before, before, f"{clause}, ")
    else:
        after = source.end(node.names[-1])
        edit = source.edit(after, after, f", {clause}")
    return _wrapped(source, node, at, clause) or edit


def _on_own_line(source: SourceText, node: ast.ImportFrom, at: int, clause: str) -> TextEdit:
    names = node.names
    if at < len(names) and not source.text(
        source.line_start(names[at].lineno), source.start(names[at])
    ).strip(" \t"):
        start = source.line_start(names[at].lineno)
        indent = source.text(start, source.start(names[at]))
        return source.edit(start, start, f"{indent}{clause},\n")
    last = names[-1]
    end = source.end(last)
    rest = source.text(end, source.end(node))
    start = source.line_start(last.lineno)
    blanks = source.text(start, source.start(last))
    if at == len(names) and not blanks.strip(" \t") and rest.lstrip().startswith(","):
        line_end = source.line_end(last.lineno)
        if line_end <= source.start(node) + len(source.of(node).encode(source.encoding)):
            return source.edit(line_end, line_end, f"{blanks}{clause},\n")
    if at < len(names):
        before = source.start(names[at])
        return source.edit(before, before, f"{clause}, ")
    return source.edit(end, end, f", {clause}")


def _wrapped(source: SourceText, node: ast.ImportFrom, at: int, clause: str) -> TextEdit | None:
    """The whole statement in parentheses, one name a line, where one line would be too long."""
    text = source.of(node)
    if "\n" in text or "\r" in text or "#" in text:
        return None
    line = source.text(source.line_start(node.lineno), source.line_end(node.lineno)).rstrip()
    longest = max(len(one) for one in source.data.splitlines())
    if len(line) + len(clause) + 2 <= max(WIDTH, min(longest, 120)):
        return None
    indent = source.indentation(node)
    clauses = [source.of(one) for one in node.names]
    clauses.insert(at, clause)
    inner = "".join(f"{indent}    {one},\n" for one in clauses)
    head = text[: text.index(" import ")]
    return source.edit(source.start(node), source.end(node), f"{head} import (\n{inner}{indent})")


def _slot(names: Sequence[str], name: str) -> int:
    """Where `name` goes: in order where the names are in an order, else last."""
    for key in (_constants_first, str.casefold, str):
        keys = [key(one) for one in names]
        if keys == sorted(keys):
            mine = key(name)
            return next((i for i, other in enumerate(keys) if other > mine), len(keys))
    return len(names)


def _constants_first(name: str) -> str:
    """isort's default order: CONSTANTS, Classes, functions."""
    kind = "0" if name.isupper() and len(name) > 1 else "1" if name[:1].isupper() else "2"
    return kind + name.casefold()


# As a statement of its own


def _placed(
    source: SourceText,
    leading: Sequence[ast.Import | ast.ImportFrom],
    module: str,
    is_from: bool,
    text: str,
) -> TextEdit:
    if not leading:
        return _at_top(source, text)
    groups = groups_of(source, leading)
    kind = kind_of(module)
    own = of_kind(groups, kind)
    if not own:
        first = groups[0][0]
        if kind == STANDARD:
            at = _above(source, first)
            return source.edit(at, at, f"{text}\n\n")
        last = groups[-1][-1]
        return _below(source, last, f"\n{text}\n")
    group = own[-1]
    following = following_in(group, module, is_from)
    if following is not None:
        at = source.line_start(following.lineno)
        return source.edit(at, at, f"{text}\n")
    return _below(source, group[-1], f"{text}\n")


def _below(source: SourceText, node: ast.stmt, text: str) -> TextEdit:
    at = source.line_end(node.end_lineno or node.lineno)
    if source.text(at - 1, at) not in ("\n", "\r"):
        text = "\n" + text
    return source.edit(at, at, text)


def _above(source: SourceText, node: ast.stmt) -> int:
    """The start of the line of a statement, or of the comment that stands right above it."""
    line = node.lineno
    while line > 1 and _is_comment(source, line - 1) and not _is_cookie(source, line - 1):
        line -= 1
    return source.line_start(line)


def _is_comment(source: SourceText, line: int) -> bool:
    return source.text(source.line_start(line), source.line_end(line)).lstrip().startswith("#")


def _at_top(source: SourceText, text: str) -> TextEdit:
    """After docstring and `__future__`, else below the comments that the file begins with."""
    body = source.tree.body
    head: ast.stmt | None = None
    for node in body:
        if (is_docstring(node) and node is body[0]) or (
            isinstance(node, ast.ImportFrom) and node.module == "__future__"
        ):
            head = node
        else:
            break
    if head is not None:
        end_line = head.end_lineno or head.lineno
        if any(one is not head and one.lineno == end_line for one in body):
            return source.edit(source.end(head), source.end(head), f"; {text}")
        following = next(iter(body[body.index(head) + 1 :]), None)
        wanted = 2 if isinstance(following, _DEFINITIONS) else 1
        blanks = 0
        while blanks < wanted and following and _is_blank(source, end_line + 1 + blanks):
            blanks += 1
        missing = wanted - blanks if following else 0
        return _below(source, head, f"\n{text}\n" + "\n" * missing)
    line = 1
    while line < len(source.starts) and _is_comment(source, line):
        line += 1
    if line > 1 and not _is_blank(source, line):
        # Comments that touch the first statement belong to it, save shebang and cookie.
        line = 1
        while line < 3 and line < len(source.starts) and _is_cookie(source, line):
            line += 1
    at = source.line_start(line) if line <= len(source.starts) else len(source.data)
    if not body:
        return source.edit(len(source.data), len(source.data), f"{text}\n")
    lead = "\n" if line > 1 and _is_blank(source, line) else ""
    tail = "" if lead else "\n\n" if isinstance(body[0], _DEFINITIONS) else "\n"
    return source.edit(at, at, f"{lead}{text}\n{tail}")


def _is_cookie(source: SourceText, line: int) -> bool:
    text = source.text(source.line_start(line), source.line_end(line))
    return text.startswith("#!") or (text.startswith("#") and "coding" in text)


def _is_blank(source: SourceText, line: int) -> bool:
    if line > len(source.starts):
        return True
    return not source.text(source.line_start(line), source.line_end(line)).strip()


# Under TYPE_CHECKING


def _into_block(
    source: SourceText, block: ast.If, module: str, name: str, alias: str | None
) -> tuple[TextEdit, ...]:
    for node in block.body:
        if isinstance(node, ast.ImportFrom) and spelled_module(node) == module:
            if any(one.name == name and one.asname == alias for one in node.names):
                return ()
            return (_with_name(source, node, name, alias),)
    last = block.body[-1]
    text = from_import(module, name, alias)
    if not source.begins_line(last):
        at = source.end(last)
        return (source.edit(at, at, f"; {text}"),)
    if isinstance(last, ast.Pass) and len(block.body) == 1:
        return (source.edit(source.start(last), source.end(last), text),)
    imports = [node for node in block.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    groups = of_kind(groups_of(source, imports), kind_of(module))
    indent = source.indentation(last)
    following = following_in(groups[-1], module, True) if groups else None
    if following is not None and source.begins_line(following):
        at = source.line_start(following.lineno)
        return (source.edit(at, at, f"{indent}{text}\n"),)
    return (_below(source, groups[-1][-1] if groups else last, f"{indent}{text}\n"),)


def _type_checking(
    source: SourceText, leading: Sequence[ast.Import | ast.ImportFrom]
) -> str | None:
    """How the file can spell TYPE_CHECKING without another import."""
    for node in leading:
        for alias in node.names:
            match node:
                case ast.ImportFrom(module="typing" | "typing_extensions"):
                    if alias.name == "TYPE_CHECKING":
                        return alias.asname or alias.name
                case ast.Import() if alias.name == "typing":
                    takes_names = any(getattr(one, "module", None) == "typing" for one in leading)
                    if not takes_names:
                        return f"{alias.asname or alias.name}.TYPE_CHECKING"
    return None
