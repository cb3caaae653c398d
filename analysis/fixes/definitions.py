"""The statements that define names at the top of a file, with what they need, as text to move."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from analysis.fixes.draft import Draft
from analysis.fixes.edits import TextEdit
from analysis.fixes.import_placement import add_type_checking
from analysis.fixes.import_statements import ImportedName, imported_names, spelling
from analysis.fixes.name_use import NameUse, When, is_type_checking, name_use
from analysis.fixes.source_text import SourceText

_MOST = 40
_BUILT_IN = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__", "__path__", "__spec__"}


@dataclass(frozen=True, slots=True)
class Carried:
    """Statements in the order of their file, and the imports that these need."""

    statements: tuple[ast.stmt, ...]
    imports: tuple[ImportedName, ...]


def carried(
    source: SourceText, package: str, names: Iterable[str], given: Callable[[str], bool]
) -> Carried | None:
    """What binds `names`, and in turn all that it uses and that is not `given`.

    None where that is no more than a few whole statements.
    """
    top = {id(node): node for node in source.tree.body}
    imports: dict[str, list[ImportedName]] = {}
    for one in imported_names(source.tree, package):
        if one.function is None and (id(one.node) in top or one.type_checking):
            imports.setdefault(one.bound, []).append(one)
    binders: dict[str, list[ast.stmt]] = {}
    for node in source.tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)) or _is_for_checkers(node):
            continue
        for name in used_by(node).bindings:
            binders.setdefault(name, []).append(node)
    wanted, pending = set[str](), sorted(set(names))
    statements: dict[int, ast.stmt] = {}
    taken: list[ImportedName] = []
    while pending:
        name = pending.pop()
        if name in wanted:
            continue
        wanted.add(name)
        if name not in binders:
            taken += imports.get(name, ())
            continue
        for node in binders[name]:
            if id(node) in statements:
                continue
            if len(statements) == _MOST or not _stands_alone(source, node):
                return None
            statements[id(node)] = node
            use = used_by(node)
            pending += sorted(
                other
                for other in (*use.uses, *use.bindings)
                if other not in _BUILT_IN and not given(other)
            )
    ordered = sorted(statements.values(), key=lambda node: node.lineno)
    return Carried(tuple(ordered), tuple(dict.fromkeys(taken)))


def used_by(node: ast.stmt) -> NameUse:
    """What one statement uses and binds of the module-level names of its file."""
    return name_use(ast.Module([node], []))


def needed_at_import(node: ast.stmt) -> set[str]:
    """The names that have to be bound before the statement runs."""
    return {
        name
        for name, uses in used_by(node).uses.items()
        if any(use.when in (When.IMPORT, When.ANNOTATION) for use in uses)
    }


def binds(node: ast.stmt) -> frozenset[str]:
    """The module-level names that a statement binds, imports included."""
    return frozenset(used_by(node).bindings)


def first_line(source: SourceText, node: ast.stmt) -> int:
    """Where a statement begins, with its decorators and the comments that stand right above it."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    own = line = min([node.lineno, *(part.lineno for part in decorators)])
    while line > 1 and source.line(line - 1).lstrip().startswith("#"):
        line -= 1
    # Comments that the file begins with are about the file.
    return line if line > 1 else own


def last_line(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def text_of(source: SourceText, node: ast.stmt) -> str:
    """The whole lines of a statement, line ends as "\\n", the last one included."""
    lines = range(first_line(source, node), last_line(node) + 1)
    text = "".join(source.line(number) for number in lines)
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def without(source: SourceText, node: ast.stmt) -> TextEdit:
    """A statement taken out with what belongs to it, and the blank lines that set it apart."""
    first, last = first_line(source, node), last_line(node)
    count = len(source.starts)
    while last < count and not source.line(last + 1).strip():
        last += 1
    if last >= count or source.line_end(last) >= len(source.data):
        while first > 1 and not source.line(first - 1).strip():
            first -= 1
    return source.edit(source.line_start(first), source.line_end(last), "")


def add_imports(
    draft: Draft, package: str, imports: Iterable[ImportedName], relative: bool | None = None
) -> None:
    """The imports in another file; spelled as `relative` says, else in the style they had."""
    for one in imports:
        if one.alias.name == "*":
            continue
        if one.name is None:
            draft.add_import(one.module, None, one.alias.asname)
            continue
        as_relative = one.relative if relative is None else relative
        spelled = spelling(package, one.module, as_relative)
        if not one.type_checking:
            draft.add_import(spelled, one.name, one.alias.asname)
        else:
            draft.apply(add_type_checking(draft.source, spelled, one.name, one.alias.asname))


def _is_for_checkers(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and is_type_checking(node.test) and not node.orelse


def _stands_alone(source: SourceText, node: ast.stmt) -> bool:
    """Whether its lines are its own."""
    after = source.text(source.end(node), source.line_end(last_line(node))).strip()
    return source.begins_line(node) and (not after or after.startswith("#"))
