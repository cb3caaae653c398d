"""An import put off: into the functions that use its names, or to type checkers alone."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

import msgspec

from analysis.fixes.edits import TextEdit
from analysis.fixes.import_placement import (
    add_future_annotations,
    add_to_function,
    add_type_checking,
)
from analysis.fixes.import_statements import (
    ImportedName,
    from_import,
    import_text,
    remove_names,
    spelling,
)
from analysis.fixes.name_use import Function, Use, When
from analysis.fixes.source_text import SourceText
from analysis.fixes.workbench import Workbench


class Postponed(msgspec.Struct, frozen=True):
    """The edits, and what they consist of."""

    edits: tuple[TextEdit, ...]
    functions: tuple[str, ...]
    type_checking: bool
    future_annotations: bool


def postpone(bench: Workbench, importer: str, names: tuple[ImportedName, ...]) -> Postponed | None:
    """The names imported where functions use them, and for type checkers where annotations do.

    None where one of them can't wait: code that runs with the module uses it, others get it from
    here, a lambda uses it, or it is bound more than once.
    """
    source = bench.source(importer)
    if source is None or not names:
        return None
    functions: dict[Function, list[ImportedName]] = {}
    checked: list[ImportedName] = []
    future = False
    for one in names:
        uses = waiting(bench, importer, one)
        if uses is None or any(use.when is When.HIDDEN for use in uses):
            return None
        for use in uses:
            if use.function is not None and use.when is When.LATER:
                functions.setdefault(use.function, []).append(one)
        annotated = [use for use in uses if use.when in (When.ANNOTATION, When.NEVER)]
        if annotated:
            if one.name is None:
                return None
            checked.append(one)
            future |= any(use.when is When.ANNOTATION for use in annotated)
    if not functions and not checked:
        return None
    edits = [*remove_names(source, names)]
    for function, needed in functions.items():
        edits += add_to_function(source, function, _statements(bench, importer, needed))
    edits += _for_type_checkers(bench, importer, source, checked)
    if future:
        edits += add_future_annotations(source)
    return Postponed(
        _joined(edits),
        tuple(sorted({function.name for function in functions})),
        bool(checked),
        future,
    )


def waiting(bench: Workbench, importer: str, one: ImportedName) -> list[Use] | None:
    """All uses of a name that nothing needs while its file is imported; None where it is needed."""
    if not one.at_module_level or one.alias.name == "*" or bench.passes_on(importer, one.bound):
        return None
    bindings = bench.use(importer).bindings.get(one.bound, ())
    if one.name is None and one.alias.asname is None:
        others = [
            other
            for other in bench.imports(importer)
            if other is not one and other.bound == one.bound and other.function is None
        ]
        if others:
            return None
    elif any(bound.node is not one.node and not bound.type_checking for bound in bindings):
        return None
    uses = bench.uses_of(importer, one)
    if any(use.when is When.IMPORT for use in uses):
        return None
    if any(use.function is not None and _declares(use.function, one.bound) for use in uses):
        return None
    return uses


def _declares(function: Function, name: str) -> bool:
    return any(
        isinstance(node, (ast.Global, ast.Nonlocal)) and name in node.names
        for node in ast.walk(function)
    )


def _statements(bench: Workbench, importer: str, names: Iterable[ImportedName]) -> Iterator[str]:
    """The names of one module in one statement."""
    clauses: dict[str, set[str]] = {}
    for one in names:
        if one.name is None:
            yield import_text(one.module, one.alias.asname)
            continue
        spelled = spelling(bench.package(importer), one.module, one.relative)
        alias = f" as {one.alias.asname}" if one.alias.asname else ""
        clauses.setdefault(spelled, set()).add(f"{one.name}{alias}")
    for spelled, wanted in clauses.items():
        yield from_import(spelled, ", ".join(sorted(wanted)))


def _for_type_checkers(
    bench: Workbench, importer: str, source: SourceText, names: Iterable[ImportedName]
) -> list[TextEdit]:
    edits: list[TextEdit] = []
    known = {
        (one.module, one.name, one.bound) for one in bench.imports(importer) if one.type_checking
    }
    missing = [one for one in names if (one.module, one.name, one.bound) not in known]
    for one in missing:
        spelled = spelling(bench.package(importer), one.module, one.relative)
        edits += add_type_checking(source, spelled, one.name or "", one.alias.asname)
    return edits


def _joined(edits: list[TextEdit]) -> tuple[TextEdit, ...]:
    """Insertions at one place as one edit, in the order in which they were asked for."""
    places: dict[tuple[str, int], list[str]] = {}
    others: list[TextEdit] = []
    for edit in dict.fromkeys(edits):
        if edit.start == edit.end:
            places.setdefault((edit.path, edit.start), []).append(edit.replacement)
        else:
            others.append(edit)
    joined = [TextEdit(path, at, at, _one_block(texts)) for (path, at), texts in places.items()]
    return tuple(sorted([*others, *joined]))


def _one_block(texts: list[str]) -> str:
    """Blocks of `if TYPE_CHECKING:` that were made one by one become one."""
    head = "if TYPE_CHECKING:"
    first = next((text for text in texts if head in text), None)
    parts: list[str] = []
    for text in texts:
        if text is not first and first is not None and head in text:
            # Below the block that the first one opens.
            parts.append(text[text.index(head) + len(head) :].lstrip("\r\n"))
        else:
            parts.append(text)
    return "".join(parts)
