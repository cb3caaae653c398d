"""Imports made to ask another place, their statements otherwise as they were."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

import msgspec

from analysis.fixes.draft import Draft
from analysis.fixes.edits import TextEdit
from analysis.fixes.import_order import breaks_order, has_import_of, leading_imports
from analysis.fixes.import_statements import (
    ImportedName,
    from_import,
    import_text,
    remove_names,
    replace_clause,
    replace_module,
    replace_name,
    spelling,
)
from analysis.fixes.likeness import slips
from analysis.fixes.source_text import SourceText
from analysis.fixes.workbench import Workbench

_Added = tuple[str, str | None, str | None]
"""What `import_placement.add_import` takes: module as spelled, name, alias."""


class Destination(msgspec.Struct, frozen=True):
    """Where a name shall come from: an attribute of a module, or (name None) the module itself."""

    module: str
    name: str | None = None
    keep_local: bool = True
    """Bind the name that the file uses already, even when it is called otherwise over there."""


class _Clause(msgspec.Struct, frozen=True):
    """`from module import name as alias`, or `import module as alias` (name None)."""

    module: str
    name: str | None
    alias: str | None

    def text(self, spelled: str) -> str:
        if self.name is None:
            return import_text(spelled, self.alias)
        return from_import(spelled, self.name, self.alias)


def redirect(
    bench: Workbench, importer: str, wanted: Mapping[ImportedName, Destination]
) -> tuple[TextEdit, ...]:
    """Edits of one file that make each imported name come from its destination."""
    source = bench.source(importer)
    if source is None:
        return ()
    edits: list[TextEdit] = []
    added: list[_Added] = []
    for node in dict.fromkeys(one.node for one in wanted):
        group = {one: place for one, place in wanted.items() if one.node is node}
        if isinstance(node, ast.Import):
            edits += _plain(bench, importer, source, group)
        else:
            edits += _from(bench, importer, source, node, group, added)
    if not added:
        return tuple(dict.fromkeys(edits))
    draft = Draft(source)
    if not draft.apply(edits):
        return ()
    for one in added:
        if not draft.add_import(*one):
            return ()
    return draft.edits()


def _plain(
    bench: Workbench,
    importer: str,
    source: SourceText,
    group: Mapping[ImportedName, Destination],
) -> Iterable[TextEdit]:
    for one, place in group.items():
        full = place.module if place.name is None else f"{place.module}.{place.name}"
        yield replace_name(source, one, full)
        if one.alias.asname is None and place.keep_local:
            yield from _rewritten_chains(bench, importer, source, one, full)


def _rewritten_chains(
    bench: Workbench, importer: str, source: SourceText, one: ImportedName, full: str
) -> Iterable[TextEdit]:
    """`old.path.x` becomes `new.path.x` wherever the file spells the old path out."""
    head, *below = one.module.split(".")
    for use in bench.use(importer).uses.get(head, ()):
        if use.node is None or use.chain[: len(below)] != tuple(below):
            continue
        node = use.node
        for _ in range(len(use.chain) - len(below)):
            assert isinstance(node, ast.Attribute)
            node = node.value
        yield source.edit(source.start(node), source.end(node), full)


def _from(
    bench: Workbench,
    importer: str,
    source: SourceText,
    node: ast.ImportFrom,
    group: Mapping[ImportedName, Destination],
    added: list[_Added],
) -> Iterable[TextEdit]:
    """What changes in place; `added` gets what goes to its place among the first imports."""
    clauses = {one: _clause(one, place) for one, place in group.items()}
    relative = node.level > 0 or bench.prefers_relative(importer)
    package = bench.package(importer)
    whole = len(group) == len(node.names)
    asked = next(iter(group)).module
    modules = {clause.module for clause in clauses.values()}
    if all(clause.name is not None for clause in clauses.values()) and (
        modules == {asked} or (whole and len(modules) == 1)
    ):
        module = next(iter(modules))
        if module != asked:
            spelled = spelling(package, module, node.level > 0)
            if _belongs_elsewhere(source, node, asked, module, spelled):
                yield from remove_names(source, clauses)
                added += [(spelled, clause.name, clause.alias) for clause in clauses.values()]
                return
            edit = replace_module(source, node, spelled)
            if edit is None:
                return
            yield edit
        for one, clause in clauses.items():
            yield from _changed(source, one, clause)
        return
    moving = {one: clause for one, clause in clauses.items() if clause.module != asked}
    for one, clause in clauses.items():
        if one not in moving:
            yield from _changed(source, one, clause)
    texts = {
        one: clause.text(spelling(package, clause.module, relative and clause.name is not None))
        for one, clause in moving.items()
    }
    if len(moving) == len(node.names):
        lines = _joined(source, node, sorted(set(texts.values())))
        yield source.edit(source.start(node), source.end(node), lines)
        return
    yield from remove_names(source, moving)
    if node in leading_imports(source):
        for clause in moving.values():
            spelled = spelling(package, clause.module, relative and clause.name is not None)
            added.append((spelled, clause.name, clause.alias))
    else:
        at = source.end(node)
        lines = _joined(source, node, ["", *sorted(set(texts.values()))])
        yield source.edit(at, at, lines)


def _belongs_elsewhere(
    source: SourceText, node: ast.ImportFrom, asked: str, module: str, spelled: str
) -> bool:
    """Whether a person would not leave the statement where it stands, with its new module.

    There is one of that module already, or the imports would no longer be in order. What corrects
    a slip, and what has comments, stays.
    """
    leading = leading_imports(source)
    own = source.text(source.start(node), source.line_end(node.end_lineno or node.lineno))
    if node not in leading or "#" in own or slips(asked, module) <= 2:
        return False
    return has_import_of(leading, spelled) or breaks_order(source, node, spelled)


def _joined(source: SourceText, node: ast.ImportFrom, texts: Iterable[str]) -> str:
    if not source.begins_line(node):
        return "; ".join(texts)
    return f"\n{source.indentation(node)}".join(texts)


def _changed(source: SourceText, one: ImportedName, clause: _Clause) -> Iterable[TextEdit]:
    name = clause.name or ""
    if name != one.alias.name and clause.alias == one.alias.asname:
        yield replace_name(source, one, name)
    elif name != one.alias.name or clause.alias != one.alias.asname:
        text = name + (f" as {clause.alias}" if clause.alias else "")
        yield replace_clause(source, one, text)


def _clause(one: ImportedName, place: Destination) -> _Clause:
    module, name = place.module, place.name
    if name is None and one.name != "*":
        parent, _, last = module.rpartition(".")
        if parent and one.alias.name != "*":
            module, name = parent, last
    if one.name == "*":
        return _Clause(module, "*", None)
    alias = one.alias.asname
    if alias is None and place.keep_local and one.bound != (name or module):
        alias = one.bound
    return _Clause(module, name, alias if alias != name else one.alias.asname)
