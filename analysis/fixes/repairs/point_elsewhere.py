"""A broken name: import it from the module that has it now."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, BrokenImport, Candidate
from analysis.fixes.broken_sites import asking
from analysis.fixes.class_attributes import missed_at_import
from analysis.fixes.edits import Applicability, Fix
from analysis.fixes.proposal import proposal
from analysis.fixes.redirect import Destination, redirect
from analysis.fixes.workbench import Workbench

KIND = "point-elsewhere"
_RENAMED = ("same-body", "was-re-exported", "similar-elsewhere")


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each place that has the same name, all sites at once."""
    if not isinstance(finding, BrokenImport) or finding.data.name is None:
        return
    name, places = finding.data.name, asking(finding, bench)
    same = [
        (candidate, Destination(candidate.module, candidate.name))
        for candidate in finding.data.candidates
        if _is_the_same(candidate, finding.data.module, name)
        # A class without what they take from it at once is another one.
        and not missed_at_import(bench, candidate.module, candidate.name or "", places)
    ]
    for candidate, place in same:
        edits = [
            edit
            for importer in dict.fromkeys(importer for importer, _ in places)
            if importer != candidate.module
            for edit in redirect(
                bench, importer, {one: place for other, one in places if other == importer}
            )
        ]
        if edits:
            # One definition of this very name leaves no doubt about what was meant.
            renamed = candidate.name is not None and candidate.name != name
            sole = len(same) == 1 and candidate.score >= (0.95 if renamed else 0.6)
            yield proposal(
                finding,
                KIND,
                f"{candidate.module}.{candidate.name}" if renamed else candidate.module,
                f"Import {candidate.name} from {candidate.module} instead of {name}"
                if renamed
                else f"Import {name} from {candidate.module}",
                candidate.why,
                edits,
                0.1 + 0.8 * candidate.score,
                Applicability.SAFE if sole else Applicability.UNSAFE,
            )


def _is_the_same(candidate: Candidate, module: str, name: str) -> bool:
    if candidate.name is not None and candidate.kind in _RENAMED:
        return True
    return candidate.module != module and (
        candidate.name == name or _is_module(candidate.module, candidate.name, name)
    )


def _is_module(module: str, name: str | None, wanted: str) -> bool:
    return name is None and module.rpartition(".")[2] == wanted
