"""A cycle: import in the functions that use the names, when they are called."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, ImportCycle
from analysis.fixes.cycle_edges import groups, suspects
from analysis.fixes.edits import Fix
from analysis.fixes.postpone import postpone
from analysis.fixes.proposal import proposal
from analysis.fixes.workbench import Workbench

KIND = "defer-import"


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each import of the cycle that can wait until a function runs."""
    if not isinstance(finding, ImportCycle):
        return
    for rank, edge in enumerate(suspects(finding, bench)):
        for label, names in groups(finding, bench, edge):
            postponed = postpone(bench, edge.importer, names)
            if postponed is None or not postponed.functions:
                continue
            listed = ", ".join(one.alias.name for one in names)
            notes = []
            if postponed.future_annotations:
                notes.append("Annotations are no longer evaluated when the module is imported.")
            count = len(postponed.functions)
            yield proposal(
                finding,
                KIND,
                label,
                f"Import {listed} inside the functions of {edge.importer} that use it",
                f"only {_listed(postponed.functions)} of {edge.importer} need {listed}",
                postponed.edits,
                0.7 - 0.02 * min(count, 10) - 0.05 * postponed.type_checking - 0.002 * rank,
                notes=notes,
            )


def _listed(functions: tuple[str, ...]) -> str:
    shown = ", ".join(f"{name}()" for name in functions[:3])
    return shown + (f" and {len(functions) - 3} more" if len(functions) > 3 else "")
