"""A cycle through a re-export: import the names from the module that defines them."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, ImportCycle
from analysis.fixes.cycle_edges import Edge, crossing, suspects
from analysis.fixes.edits import Applicability, Fix
from analysis.fixes.import_statements import ImportedName
from analysis.fixes.proposal import proposal
from analysis.fixes.redirect import Destination, redirect
from analysis.fixes.workbench import Workbench
from analysis.resolve.project import Internal

KIND = "import-from-definer"


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each import of the cycle whose names are all defined elsewhere."""
    if not isinstance(finding, ImportCycle):
        return
    for rank, edge in enumerate(suspects(finding, bench)):
        places = _definers(bench, edge)
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


def _definers(bench: Workbench, edge: Edge) -> dict[ImportedName, Destination]:
    places = {}
    for one in crossing(bench, edge):
        resolved = bench.resolved(edge.importer, one)
        target = resolved.target if resolved else None
        if one.name is None or not isinstance(target, Internal) or target.module != edge.imported:
            return {}
        home = target.defined_in
        if home in (None, target.module, edge.importer) or target.defined_as is None:
            return {}
        places[one] = Destination(str(home), target.defined_as)
    return places
