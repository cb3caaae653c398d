"""A name that is used and never bound: import it."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, UndefinedName
from analysis.fixes.edits import Fix, TextEdit
from analysis.fixes.import_placement import add_import
from analysis.fixes.import_statements import spelling
from analysis.fixes.proposal import proposal
from analysis.fixes.workbench import Workbench

KIND = "add-import"


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for each module that defines the name, in every file that forgot it."""
    if not isinstance(finding, UndefinedName):
        return
    name = finding.data.name
    importers = sorted({site.importer for site in finding.data.sites})
    for candidate in finding.data.candidates:
        if candidate.kind == "git":
            continue
        edits: list[TextEdit] = []
        for importer in importers:
            source = bench.source(importer)
            if source is None or importer == candidate.module:
                continue
            relative = bench.prefers_relative(importer)
            package = bench.package(importer)
            if candidate.name is not None:
                spelled = spelling(package, candidate.module, relative)
                alias = name if candidate.name != name else None
                edits += add_import(source, spelled, candidate.name, alias)
            elif candidate.module == name:
                edits += add_import(source, name, None)
            else:
                parent, _, last = candidate.module.rpartition(".")
                spelled = spelling(package, parent, relative) if parent else ""
                if parent and last == name:
                    edits += add_import(source, spelled, last)
                else:
                    edits += add_import(source, candidate.module, None, name)
        if edits:
            yield proposal(
                finding,
                KIND,
                candidate.module,
                f"Import {name} from {candidate.module}",
                candidate.why,
                edits,
                0.1 + 0.8 * candidate.score,
            )
