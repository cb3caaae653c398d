"""Statements and files of an earlier revision, put back where they stood."""

from __future__ import annotations

import ast
import itertools

from analysis.findings import LastRevision
from analysis.fixes.definitions import (
    add_imports,
    binds,
    carried,
    first_line,
    last_line,
    needed_at_import,
    text_of,
)
from analysis.fixes.draft import Draft
from analysis.fixes.edits import TextEdit, declared_encoding
from analysis.fixes.source_text import SourceText, parse_source
from analysis.fixes.workbench import Workbench

_MOST_VERSIONS = 200
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def bytes_of(bench: Workbench, revision: LastRevision) -> bytes | None:
    """The file as the last revision that had the name, or the module, has it."""
    history = bench.analysis.history
    for version in itertools.islice(history.versions(revision.path), _MOST_VERSIONS):
        if version.revision.commit == revision.last.commit:
            return history.read(version.content)
    return None


def whole_file(bench: Workbench, revision: LastRevision) -> tuple[TextEdit, ...]:
    """The file as it was; nothing where one is there, or its bytes are no text."""
    data = bytes_of(bench, revision)
    if data is None or revision.path in bench.analysis.tree.paths():
        return ()
    try:
        text = data.decode(declared_encoding(data))
    except UnicodeDecodeError:
        return ()
    return (TextEdit(revision.path, 0, 0, text),)


def names_put_back(
    bench: Workbench, module: str, name: str, revision: LastRevision
) -> tuple[tuple[TextEdit, ...], tuple[str, ...]]:
    """Edits that define `name` again, and the names of all that comes back with it."""
    source, data = bench.source(module), bytes_of(bench, revision)
    old = parse_source(revision.path, data) if data is not None else None
    if source is None or old is None:
        return (), ()
    package = bench.package(module)
    there = bench.use(module).bindings
    found = carried(old, package, [name], lambda other: other != name and other in there)
    if found is None or not (found.statements or found.imports):
        return (), ()
    draft = Draft(source)
    add_imports(draft, package, found.imports)
    gone = {id(node) for node in found.statements}
    for node in found.statements:
        if not _put_back(draft, old, node, gone):
            return (), ()
        gone.discard(id(node))
    if name in _exported(old) and name not in bench.use(module).exported:
        _export(draft, name)
    names = {name, *(bound for node in found.statements for bound in binds(node))}
    return draft.edits(), tuple(sorted(names))


def _put_back(draft: Draft, old: SourceText, node: ast.stmt, gone: set[int]) -> bool:
    """The statement in the draft, behind what stood before it, and what it needs at once."""
    source = draft.source
    siblings = old.tree.body
    number = next(i for i, one in enumerate(siblings) if one is node)
    at = _place(source, siblings, number, gone)
    needed = needed_at_import(node)
    for place, other in enumerate(source.tree.body):
        if place >= at and needed & binds(other):
            at = place + 1
    above = _blank_lines(old, first_line(old, node) - 1, -1)
    below = _blank_lines(old, last_line(node) + 1, 1)
    return draft.apply([_insertion(source, at, node, text_of(old, node), above, below)])


def _place(source: SourceText, siblings: list[ast.stmt], number: int, gone: set[int]) -> int:
    """The index in the body: below what stood above it, else above what stood below it."""
    for before in reversed(siblings[:number]):
        if id(before) not in gone and (place := _counterpart(source, before)) is not None:
            return place + 1
    for behind in siblings[number + 1 :]:
        if id(behind) not in gone and (place := _counterpart(source, behind)) is not None:
            return place
    return len(source.tree.body)


def _insertion(
    source: SourceText, at: int, node: ast.stmt, text: str, above: int, below: int
) -> TextEdit:
    body = source.tree.body
    if isinstance(node, _DEFINITIONS):
        above, below = max(above, 2), max(below, 2)
    if not body:
        return source.edit(len(source.data), len(source.data), text)
    if at == 0 or (below < above and at < len(body)):
        # It touches, or opens, what follows.
        here = source.line_start(first_line(source, body[at]))
        return source.edit(here, here, text + "\n" * below)
    line = last_line(body[at - 1])
    here = source.line_end(line)
    lead = "" if source.text(here - 1, here) in ("\n", "\r") else "\n"
    if at == len(body):
        below = 0
    missing = max(below - _blank_lines(source, line + 1, 1), 0)
    return source.edit(here, here, lead + "\n" * above + text + "\n" * missing)


def _counterpart(source: SourceText, before: ast.stmt) -> int | None:
    """Where a statement of the old file stands now."""
    for place, node in enumerate(source.tree.body):
        if isinstance(before, _DEFINITIONS):
            if isinstance(node, _DEFINITIONS) and node.name == before.name:
                return place
        elif _same(node, before):
            return place
    return None


def _same(one: ast.stmt, other: ast.stmt) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, ast.ImportFrom) and isinstance(other, ast.ImportFrom):
        # The names that are imported from there may be others by now.
        return (one.module, one.level) == (other.module, other.level)
    if isinstance(one, ast.Assign) and isinstance(other, ast.Assign):
        return [*map(ast.dump, one.targets)] == [*map(ast.dump, other.targets)]
    if isinstance(one, ast.AnnAssign) and isinstance(other, ast.AnnAssign):
        return ast.dump(one.target) == ast.dump(other.target)
    return ast.dump(one) == ast.dump(other)


def _blank_lines(source: SourceText, line: int, step: int) -> int:
    count = 0
    while 1 <= line < len(source.starts) and not source.line(line).strip():
        count, line = count + 1, line + step
    return count


def _all_list(source: SourceText) -> ast.List | ast.Tuple | None:
    for node in source.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List() | ast.Tuple()):
                assert isinstance(node.value, (ast.List, ast.Tuple))
                return node.value
    return None


def _exported(source: SourceText) -> set[object]:
    listed = _all_list(source)
    return {one.value for one in listed.elts if isinstance(one, ast.Constant)} if listed else set()


def _export(draft: Draft, name: str) -> None:
    """The name in the `__all__` of the draft, in order where that is in order."""
    listed = _all_list(draft.source)
    if listed is None or not listed.elts:
        return
    source = draft.source
    values = [one.value if isinstance(one, ast.Constant) else "" for one in listed.elts]
    quote = source.of(listed.elts[0])[:1]
    quote = quote if quote in "\"'" else '"'
    ordered = all(isinstance(one, str) for one in values) and values == sorted(map(str, values))
    at = next((i for i, one in enumerate(values) if ordered and str(one) > name), len(values))
    entry = f"{quote}{name}{quote}"
    if at < len(values):
        following = listed.elts[at]
        here = source.start(following)
        blanks = source.text(source.line_start(following.lineno), here)
        gap = f",\n{blanks}" if not blanks.strip() else ", "
        draft.apply([source.edit(here, here, entry + gap)])
        return
    last = listed.elts[-1]
    here = source.end(last)
    blanks = source.text(source.line_start(last.lineno), source.start(last))
    gap = f",\n{blanks}" if not blanks.strip() else ", "
    draft.apply([source.edit(here, here, gap + entry)])
