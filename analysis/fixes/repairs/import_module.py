"""A cycle: import the module itself, and take its attributes when they are used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from analysis.findings import AnyFinding, ImportCycle
from analysis.fixes.cycle_edges import Edge, groups, suspects
from analysis.fixes.edits import Fix, TextEdit
from analysis.fixes.import_placement import add_import
from analysis.fixes.import_statements import (
    ImportedName,
    from_import,
    import_text,
    remove_names,
    spelling,
)
from analysis.fixes.name_rewrite import free_name, rewritten
from analysis.fixes.name_use import When
from analysis.fixes.postpone import waiting
from analysis.fixes.proposal import proposal
from analysis.fixes.workbench import Workbench

KIND = "import-module"
_MANY = 4
"""Functions in which nobody would repeat an import."""


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each import of the cycle whose names nothing needs at import time."""
    if not isinstance(finding, ImportCycle):
        return
    for rank, edge in enumerate(suspects(finding, bench)):
        for label, names in groups(finding, bench, edge):
            edits = _edits(bench, edge, names)
            if not edits:
                continue
            listed = ", ".join(one.alias.name for one in names)
            yield proposal(
                finding,
                KIND,
                label,
                f"Import {edge.imported} in {edge.importer} instead of {listed}",
                f"{edge.importer} needs {listed} only when it is called: "
                f"{edge.imported} has it by then",
                edits,
                _score(bench, edge, names) - 0.002 * rank,
                notes=[
                    f"What replaces {edge.importer}.{names[0].bound} (a test that patches it) has "
                    f"to replace {edge.imported}.{names[0].name} then."
                ],
            )


def _score(bench: Workbench, edge: Edge, names: tuple[ImportedName, ...]) -> float:
    """The best way where no statement can be put; else the better the more functions need one."""
    uses = [use for one in names for use in waiting(bench, edge.importer, one) or ()]
    if any(use.when is When.HIDDEN for use in uses):
        return 0.62
    functions = {use.function for use in uses if use.function is not None}
    return 0.5 if len(functions) >= _MANY else 0.35


def _edits(bench: Workbench, edge: Edge, names: tuple[ImportedName, ...]) -> list[TextEdit]:
    source = bench.source(edge.importer)
    if source is None or not all(
        isinstance(one.node, ast.ImportFrom)
        and one.module == edge.imported
        and one.name not in bench.submodules.get(edge.imported, ())
        for one in names
    ):
        return []
    parent, _, last = edge.imported.rpartition(".")
    bound = _bound_already(bench, edge) or free_name(source, (last, f"{last}_module"))
    if bound is None:
        return []
    edits: list[TextEdit] = []
    for one in names:
        uses = waiting(bench, edge.importer, one)
        # What runs with the module, an annotation included, would ask too early.
        if not uses or any(use.when is When.ANNOTATION for use in uses):
            return []
        found = rewritten(source, uses, f"{bound}.{one.name}")
        if found is None:
            return []
        edits += found
    alias = bound if bound != last else None
    nodes = list(dict.fromkeys(one.node for one in names))
    relative = any(one.relative for one in names) and bool(parent)
    spelled = spelling(bench.package(edge.importer), parent, relative) if parent else last
    name = last if parent else None
    if _bound_already(bench, edge) is None:
        whole = nodes[0]
        if len(nodes) == 1 and len(whole.names) == len(names):
            text = from_import(spelled, last, alias) if parent else import_text(spelled, alias)
            return [*edits, source.edit(source.start(whole), source.end(whole), text)]
        edits += add_import(source, spelled, name, alias)
    return [*edits, *remove_names(source, names)]


def _bound_already(bench: Workbench, edge: Edge) -> str | None:
    """What the importer calls the module, where it imports that as well."""
    for one in bench.imports(edge.importer):
        full = one.module if one.name is None else f"{one.module}.{one.name}"
        plain = one.name is None and one.alias.asname is None
        if full == edge.imported and one.at_module_level and not (plain and "." in full):
            return one.bound
    return None
