"""Nearly the same class twice: make one a subclass that keeps only what differs."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Sequence

from analysis.findings import AnyFinding, DuplicateClass, DuplicateClassData
from analysis.fixes.definitions import used_by
from analysis.fixes.draft import Draft
from analysis.fixes.duplicates import class_node, is_same, notes, origin
from analysis.fixes.edits import Applicability, Fix, TextEdit
from analysis.fixes.import_statements import spelling
from analysis.fixes.leftovers import drop_leftovers
from analysis.fixes.name_rewrite import free_name
from analysis.fixes.proposal import proposal
from analysis.fixes.source_text import SourceText
from analysis.fixes.workbench import Workbench

KIND = "subclass-canonical"
_HEAD = re.compile(r"class\s+\w+\s*(\(\s*\))?\s*(?=:)")
_MANGLED = re.compile(r"\b__(?!\w*__\b)\w+")


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each definition that shares bodies with the canonical one."""
    if not isinstance(finding, DuplicateClass) or finding.data.kind == "exact":
        return
    data = finding.data
    for at in range(1, len(data.definitions)):
        place = data.definitions[at]
        found = _subclassed(data, at, bench)
        if found is None:
            continue
        edits, inherited = found
        alone = ", ".join(data.definitions[0].only_here)
        told = notes(data, [place])[:-1]
        if alone:
            told.append(f"It inherits as well: {alone}.")
        yield proposal(
            finding,
            KIND,
            f"{place.module}.{place.class_}",
            f"Make {place.module}:{place.class_} a subclass of "
            f"{data.canonical.module}:{data.canonical.class_}",
            f"{', '.join(inherited)} do the same in both",
            edits,
            0.35 + 0.3 * len(inherited) / max(len(data.differences), 1),
            Applicability.DISPLAY,
            told,
        )


def _subclassed(
    data: DuplicateClassData, at: int, bench: Workbench
) -> tuple[tuple[TextEdit, ...], list[str]] | None:
    place, first = data.definitions[at], data.definitions[0]
    source, canonical = bench.source(place.module), bench.source(first.module)
    if source is None or canonical is None or place.module == first.module:
        return None
    node, model = class_node(source, place), class_node(canonical, first)
    if node is None or model is None or not _alike(bench, place.module, node, first.module, model):
        return None
    same = [
        part
        for part in node.body
        if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef))
        and is_same(data, part.name, at)
        and _means_the_same(bench, place.module, source, part, first.module)
    ]
    wanted = (first.class_,) if first.class_ != place.class_ else ()
    base = free_name(source, (*wanted, f"Base{first.class_}", f"Canonical{first.class_}"))
    head = _head(source, node, base) if base is not None else None
    if not same or base is None or head is None:
        return None
    draft = Draft(source)
    if not draft.apply([head, *_without(source, node, same)]):
        return None
    spelled = spelling(
        bench.package(place.module), first.module, bench.prefers_relative(place.module)
    )
    if not draft.add_import(spelled, first.class_, base if base != first.class_ else None):
        return None
    drop_leftovers(bench, place.module, draft, used_by(node).uses)
    return draft.edits(), [part.name for part in same]


def _alike(
    bench: Workbench, module: str, node: ast.ClassDef, other: str, model: ast.ClassDef
) -> bool:
    """Neither decorated, and with the same bases or none."""
    if node.decorator_list or model.decorator_list or node.keywords or model.keywords:
        return False
    if not node.bases:
        return True
    bases = [ast.unparse(base) for base in node.bases]
    if bases != [ast.unparse(base) for base in model.bases]:
        return False
    names = [base.partition(".")[0].partition("[")[0] for base in bases]
    return all(
        hasattr(builtins, name) or origin(bench, module, name) == origin(bench, other, name)
        for name in names
    )


def _means_the_same(
    bench: Workbench, module: str, source: SourceText, part: ast.stmt, other: str
) -> bool:
    """Whether the names that a member uses stand for the same in both modules."""
    text = source.of(part)
    if "super()" in text or "__class__" in text or _MANGLED.search(text):
        return False
    return all(
        origin(bench, module, name) == origin(bench, other, name)
        for name in used_by(part).uses
        if name in bench.use(module).bindings or name in bench.use(other).bindings
    )


def _head(source: SourceText, node: ast.ClassDef, base: str) -> TextEdit | None:
    if node.bases:
        return source.edit(source.start(node.bases[0]), source.end(node.bases[-1]), base)
    found = _HEAD.match(source.of(node))
    if found is None:
        return None
    start = source.start(node)
    written = found[0].partition("(")[0].rstrip()
    end = start + len(found[0].rstrip().encode(source.encoding))
    return source.edit(start, end, f"{written}({base})")


def _without(source: SourceText, node: ast.ClassDef, same: Sequence[ast.stmt]) -> list[TextEdit]:
    """The members taken out, each with the blank lines and comments above it."""
    kept = [part for part in node.body if part not in same]
    edits = []
    for part in same:
        decorators: list[ast.expr] = getattr(part, "decorator_list", [])
        first = min([part.lineno, *(one.lineno for one in decorators)])
        while first > 1 and source.line(first - 1).lstrip().startswith("#"):
            first -= 1
        while first > 1 and not source.line(first - 1).strip():
            first -= 1
        last = part.end_lineno or part.lineno
        edits.append(source.edit(source.line_start(first), source.line_end(last), ""))
    if not kept:
        indent = source.indentation(node.body[0])
        at = source.line_end(node.end_lineno or node.lineno)
        edits.append(source.edit(at, at, f"{indent}pass\n"))
    return edits
