"""Definitions moved out of a module into a new one beside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.fixes.definitions import (
    Carried,
    add_imports,
    binds,
    carried,
    first_line,
    text_of,
    used_by,
    without,
)
from analysis.fixes.draft import Draft
from analysis.fixes.edits import TextEdit
from analysis.fixes.import_placement import add_future_annotations
from analysis.fixes.import_statements import spelling
from analysis.fixes.leftovers import drop_leftovers
from analysis.fixes.name_use import name_use
from analysis.fixes.source_text import SourceText, parse_source
from analysis.fixes.workbench import Workbench

_OWN = frozenset({"__name__", "__file__", "__path__", "__spec__", "__package__", "globals"})
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z0-9]+")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Extraction:
    """A new module with what was moved there, and the old one that imports it from there."""

    module: str
    names: tuple[str, ...]
    """All that moves, sorted."""
    edits: tuple[TextEdit, ...]


def extraction(
    bench: Workbench, module: str, names: Iterable[str], sharer: str, avoid: Iterable[str]
) -> Extraction | None:
    """The definitions of `names` with what they need, in a module that imports none of `avoid`.

    `sharer` is who needs them beside `module`.

    None where they do not stand for themselves: what they need is bound elsewhere too, asks for
    its own module, imports one of `avoid`, or is all that the module has.
    """
    source = bench.source(module)
    if source is None:
        return None
    wanted = tuple(sorted(set(names)))
    package = bench.package(module)
    found = carried(source, package, wanted, lambda name: False)
    if found is None or not _moves(bench, module, source, found, wanted, set(avoid)):
        return None
    new = _new_module(bench, module, wanted)
    path = _path_beside(bench, module, new) if new is not None else None
    if new is None or path is None:
        return None
    moved = tuple(sorted({name for node in found.statements for name in binds(node)}))
    text = _text(bench, module, sharer, path, source, found)
    rest = _rest(bench, module, source, found, new, moved)
    if text is None or rest is None:
        return None
    return Extraction(new, moved, (TextEdit(path, 0, 0, text), *rest))


def _moves(
    bench: Workbench,
    module: str,
    source: SourceText,
    found: Carried,
    wanted: tuple[str, ...],
    avoid: set[str],
) -> bool:
    moved = {name for node in found.statements for name in binds(node)}
    if not set(wanted) <= moved:
        return False
    if any(used_by(node).uses.keys() & _OWN for node in found.statements):
        return False
    for one in found.imports:
        resolved = bench.resolved(module, one)
        loads = (*resolved.loads, resolved.depends_on) if resolved is not None else ()
        if not one.type_checking and avoid & {load for load in loads if load is not None}:
            return False
    inside = {id(part) for node in found.statements for part in ast.walk(node)}
    bindings = bench.use(module).bindings
    if any(id(one.node) not in inside for name in moved for one in bindings.get(name, ())):
        return False
    kept = [
        node
        for node in source.tree.body
        if isinstance(node, (*_DEFINITIONS, ast.Assign, ast.AnnAssign)) and id(node) not in inside
    ]
    return bool(kept)


def _new_module(bench: Workbench, module: str, names: tuple[str, ...]) -> str | None:
    parent = bench.package(module)
    last = module.rpartition(".")[2]
    proposed = [f"{last}_shared" if parent != module else "shared"]
    if len(names) == 1 and names[0][:1].isupper():
        proposed.insert(0, "_".join(_WORDS.findall(names[0])).lower())
    taken = bench.names_of(parent) if parent else bench.submodules.get("", frozenset())
    for name in proposed:
        if name.isidentifier() and name not in taken:
            return f"{parent}.{name}" if parent else name
    return None


def _path_beside(bench: Workbench, module: str, new: str) -> str | None:
    file = bench.project.modules.get(module)
    if file is None:
        return None
    folder = file.path.rpartition("/")[0]
    path = f"{folder}/{new.rpartition('.')[2]}.py".lstrip("/")
    return None if path in bench.analysis.tree.paths() else path


def _text(
    bench: Workbench, module: str, sharer: str, path: str, source: SourceText, found: Carried
) -> str | None:
    names = sorted({name for node in found.statements for name in binds(node)})
    listed = ", ".join(names[:3]) + (" and more" if len(names) > 3 else "")
    doc = f'"""{listed}: shared by {module} and {sharer}."""\n'
    start = parse_source(path, doc.encode())
    assert start is not None
    draft = Draft(start)
    if bench.use(module).future_annotations:
        draft.apply(add_future_annotations(draft.source))
    add_imports(draft, bench.package(module), found.imports)
    text = draft.source.data.decode()
    for before, node in zip((None, *found.statements), found.statements, strict=False):
        apart = isinstance(node, _DEFINITIONS) or isinstance(before, _DEFINITIONS)
        touches = before is not None and first_line(source, node) == (before.end_lineno or 0) + 1
        text += ("\n\n" if apart else "" if touches else "\n") + text_of(source, node)
    return text.replace("\n", source.newline)


def _rest(
    bench: Workbench,
    module: str,
    source: SourceText,
    found: Carried,
    new: str,
    moved: tuple[str, ...],
) -> tuple[TextEdit, ...] | None:
    draft = Draft(source)
    if not draft.apply([without(source, node) for node in found.statements]):
        return None
    package = bench.package(module)
    spelled = spelling(package, new, bench.prefers_relative(module))
    used = name_use(draft.source.tree).uses
    for name in moved:
        public = not name.startswith("_") or bench.passes_on(module, name)
        if (public or name in used) and not draft.add_import(spelled, name):
            return None
    drop_leftovers(bench, module, draft, (one.bound for one in found.imports))
    return draft.edits()
