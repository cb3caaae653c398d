"""A cycle that one cut does not break: the whole cut, each import in the mildest way."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, ImportCycle
from analysis.fixes.broken_sites import unused
from analysis.fixes.cycle_edges import Edge, crossing, definers
from analysis.fixes.edits import Fix, TextEdit
from analysis.fixes.import_statements import remove_names
from analysis.fixes.postpone import postpone
from analysis.fixes.proposal import proposal
from analysis.fixes.redirect import redirect
from analysis.fixes.workbench import Workbench

KIND = "cut-cycle"
_MOST = 12


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for the whole cut; nothing where one import of it can neither move nor go."""
    if not isinstance(finding, ImportCycle) or not 2 <= len(finding.data.cut) <= _MOST:
        return
    edits: list[TextEdit] = []
    for one in finding.data.cut:
        found = _cut(bench, Edge(one.importer, one.imported))
        if not found:
            return
        edits += found
    count = len(finding.data.cut)
    least = "the smallest set that" if finding.data.cut_is_minimum else "a set of imports that"
    yield proposal(
        finding,
        KIND,
        "",
        f"Cut {count} imports",
        f"{least} leaves no circle: "
        + "; ".join(f"{one.importer} → {one.imported}" for one in finding.data.cut),
        edits,
        0.6 - 0.01 * count,
    )


def _cut(bench: Workbench, edge: Edge) -> tuple[TextEdit, ...]:
    source, names = bench.source(edge.importer), crossing(bench, edge)
    if source is None or not names:
        return ()
    if all(unused(bench, edge.importer, one) for one in names):
        return remove_names(source, names)
    if places := definers(bench, edge):
        return redirect(bench, edge.importer, places)
    postponed = postpone(bench, edge.importer, names)
    return postponed.edits if postponed else ()
