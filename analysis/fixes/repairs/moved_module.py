"""A module that is gone: import its names from where they are defined now."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, BrokenImport
from analysis.fixes.broken_sites import Asking, asking
from analysis.fixes.class_attributes import missed_at_import
from analysis.fixes.edits import Applicability, Fix, TextEdit
from analysis.fixes.proposal import proposal
from analysis.fixes.redirect import Destination, redirect
from analysis.fixes.workbench import Workbench

KIND = "moved-module"


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each module that has every name that is asked for."""
    if not isinstance(finding, BrokenImport) or finding.data.name is not None:
        return
    data, places = finding.data, asking(finding, bench)
    wanted = {one.name for _, one in places if one.name not in (None, "*")}
    importers = tuple(dict.fromkeys(importer for importer, _ in places))
    parent, _, last = data.module.rpartition(".")
    complete = [
        one
        for one in data.candidates
        if one.name is None
        and one.module != data.module
        and wanted <= bench.names_of(one.module)
        and one.module not in importers
        and not any(
            missed_at_import(bench, one.module, name, _asking_for(name, places))
            for name in sorted(filter(None, wanted))
        )
        # A similar name beside it is a typo, which is another repair.
        and (one.module.rpartition(".")[0] != parent or one.module.endswith(f".{last}"))
    ]
    for candidate in complete:
        edits: list[TextEdit] = []
        for importer in importers:
            mine = {
                one: Destination(candidate.module + one.module[len(data.module) :], one.name)
                for other, one in places
                if other == importer
            }
            edits += redirect(bench, importer, mine)
        if edits:
            same_name = candidate.module.rpartition(".")[2] == last
            sole = len(complete) == 1 and same_name and bool(wanted)
            yield proposal(
                finding,
                KIND,
                candidate.module,
                f"Import from {candidate.module} instead of {data.module}",
                candidate.why,
                edits,
                0.1 + 0.8 * candidate.score,
                Applicability.SAFE if sole else Applicability.UNSAFE,
            )


def _asking_for(name: str, places: tuple[Asking, ...]) -> list[Asking]:
    return [(importer, one) for importer, one in places if one.name == name]
