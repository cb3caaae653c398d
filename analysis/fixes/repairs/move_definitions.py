"""A cycle: what a module of it needs of another one stands for itself, so it moves away."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, ImportCycle
from analysis.fixes.cycle_edges import Edge, crossing, suspects
from analysis.fixes.edits import Fix
from analysis.fixes.extraction import extraction
from analysis.fixes.import_statements import ImportedName
from analysis.fixes.proposal import proposal
from analysis.fixes.redirect import Destination, redirect
from analysis.fixes.workbench import Workbench

KIND = "move-definitions"
_MOST = 6


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each import of the cycle whose names can leave their module."""
    if not isinstance(finding, ImportCycle):
        return
    for rank, edge in enumerate(suspects(finding, bench)):
        names = crossing(bench, edge)
        if not names or not all(_is_defined(bench, edge, one) for one in names):
            continue
        asked = {one.name for one in names if one.name is not None}
        found = extraction(bench, edge.imported, asked, edge.importer, finding.data.members)
        if found is None or len(found.names) > _MOST:
            continue
        places = {one: Destination(found.module, one.name) for one in names}
        listed = ", ".join(found.names)
        yield proposal(
            finding,
            KIND,
            f"{edge.importer}->{edge.imported}",
            f"Move {listed} from {edge.imported} into the new module {found.module}",
            f"{listed} needs nothing of the cycle; {edge.imported} goes on to offer it",
            [*found.edits, *redirect(bench, edge.importer, places)],
            0.52 - 0.02 * len(found.names) - 0.002 * rank,
            notes=[
                f"What is moved says {found.module} as its __module__: pickles and registries "
                "that go by it see another one."
            ],
        )


def _is_defined(bench: Workbench, edge: Edge, one: ImportedName) -> bool:
    """Whether the name is one that the imported module defines itself."""
    kind = bench.kind_of(edge.imported, one.name or "*")
    return one.module == edge.imported and kind in ("class", "function", "assign")
