"""A cycle: an import that only annotations use goes under TYPE_CHECKING."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, ImportCycle
from analysis.fixes.cycle_edges import groups, suspects
from analysis.fixes.edits import Fix
from analysis.fixes.postpone import postpone
from analysis.fixes.proposal import proposal
from analysis.fixes.workbench import Workbench

KIND = "type-checking-import"
_NOTE = (
    "Annotations are no longer evaluated when the module is imported: code that reads them at run "
    "time (pydantic, FastAPI, dataclass plugins) has to resolve strings."
)


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each import of the cycle that nothing but annotations use."""
    if not isinstance(finding, ImportCycle):
        return
    for rank, edge in enumerate(suspects(finding, bench)):
        for label, names in groups(finding, bench, edge):
            postponed = postpone(bench, edge.importer, names)
            if postponed is None or postponed.functions:
                continue
            listed = ", ".join(one.alias.name for one in names)
            notes = []
            if postponed.future_annotations:
                notes.append(_NOTE)
            yield proposal(
                finding,
                KIND,
                label,
                f"Import {listed} in {edge.importer} for type checkers only",
                f"only annotations of {edge.importer} use {listed}",
                postponed.edits,
                0.85 - 0.15 * postponed.future_annotations - 0.002 * rank,
                notes=notes,
            )
