"""A cycle through a re-export: import the names from the module that defines them."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, ImportCycle
from analysis.fixes.cycle_edges import definers, suspects
from analysis.fixes.edits import Applicability, Fix
from analysis.fixes.proposal import proposal
from analysis.fixes.redirect import redirect
from analysis.fixes.workbench import Workbench

KIND = "import-from-definer"


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each import of the cycle whose names are all defined elsewhere."""
    if not isinstance(finding, ImportCycle):
        return
    for rank, edge in enumerate(suspects(finding, bench)):
        places = definers(bench, edge)
        if not places:
            continue
        homes = sorted({place.module for place in places.values()})
        listed = ", ".join(one.alias.name for one in places)
        yield proposal(
            finding,
            KIND,
            f"{edge.importer}->{edge.imported}",
            f"Import {listed} from {', '.join(homes)} instead of {edge.imported}",
            f"{edge.imported} only passes {listed} on",
            redirect(bench, edge.importer, places),
            0.88 - 0.002 * rank,
            Applicability.SAFE,
        )
