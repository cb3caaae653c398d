"""A broken name that lives elsewhere now: let its old module pass it on again."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, BrokenImport
from analysis.fixes.edits import Fix
from analysis.fixes.import_placement import add_import
from analysis.fixes.import_statements import spelling
from analysis.fixes.proposal import proposal
from analysis.fixes.workbench import Workbench

KIND = "restore-reexport"


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each place that defines the name: importers stay as they are."""
    if not isinstance(finding, BrokenImport) or finding.data.name is None:
        return
    data, name = finding.data, finding.data.name
    source = bench.source(data.module)
    if source is None:
        return
    importers = {site.importer for site in data.sites}
    for candidate in data.candidates:
        if candidate.name != name or candidate.module in (data.module, *importers):
            continue
        inside = candidate.module.startswith(data.module + ".")
        promised = name in bench.use(data.module).exported
        relative = bench.prefers_relative(data.module)
        spelled = spelling(bench.package(data.module), candidate.module, relative)
        score = 0.8 * candidate.score - 0.05 + 0.1 * inside + 0.15 * promised
        score += 0.02 * min(len(importers) - 1, 5)
        yield proposal(
            finding,
            KIND,
            candidate.module,
            f"Let {data.module} re-export {name} from {candidate.module}",
            f"{candidate.why}; {len(importers)} importers stay as they are",
            add_import(source, spelled, name),
            score,
        )
