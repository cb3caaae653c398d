"""An import that its file has no use for: take it out, a broken one or one that closes a cycle."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, BrokenImport, ImportCycle
from analysis.fixes.broken_sites import asking, unused, without_export
from analysis.fixes.cycle_edges import groups, suspects
from analysis.fixes.edits import Fix, TextEdit
from analysis.fixes.import_statements import ImportedName, remove_names
from analysis.fixes.proposal import proposal
from analysis.fixes.workbench import Workbench

KIND = "drop-unused"


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """For a broken target: all its sites. For a cycle: one fix for each import that is unused."""
    match finding:
        case BrokenImport():
            yield from _broken(finding, bench)
        case ImportCycle():
            yield from _closing(finding, bench)
        case _:
            return


def _broken(finding: BrokenImport, bench: Workbench) -> Iterator[Fix]:
    places = asking(finding, bench)
    edits: list[TextEdit] = []
    exported = False
    if not places and finding.data.name is not None:
        yield from _unexported(finding, finding.data.name, bench)
        return
    for importer in dict.fromkeys(importer for importer, _ in places):
        source = bench.source(importer)
        mine = [one for other, one in places if other == importer]
        if source is None:
            return
        for one in mine:
            if one.alias.name == "*" or bench.uses_of(importer, one):
                return
            others = bench.project.importers_of_name.get((importer, one.bound), ())
            if set(others) - {importer}:
                return
            if not unused(bench, importer, one):
                entries = tuple(without_export(source, one.bound))
                if not entries:
                    return
                edits += entries
                exported = True
        edits += remove_names(source, mine)
    if edits:
        target = finding.data.name or finding.data.module
        also = " and from __all__" if exported else ""
        yield proposal(
            finding,
            KIND,
            "",
            f"Remove {target} from the imports{also}",
            f"{_who(places)} and nobody imports it from there",
            edits,
            # What a package imports it mostly offers to others: less is lost with a stand-in.
            0.08 if any(bench.is_package(importer) for importer, _ in places) else 0.5,
        )


def _unexported(finding: BrokenImport, name: str, bench: Workbench) -> Iterator[Fix]:
    """A name that only `__all__` lists."""
    source = bench.source(finding.data.module)
    edits = tuple(without_export(source, name)) if source is not None else ()
    if edits:
        yield proposal(
            finding,
            KIND,
            "",
            f"Take {name} out of __all__ of {finding.data.module}",
            f"{finding.data.module} does not bind {name}, and nobody imports it",
            edits,
            0.5,
        )


def _closing(finding: ImportCycle, bench: Workbench) -> Iterator[Fix]:
    for rank, edge in enumerate(suspects(finding, bench)):
        source = bench.source(edge.importer)
        if source is None:
            continue
        for label, group in groups(finding, bench, edge):
            names = [one for one in group if unused(bench, edge.importer, one)]
            if not names:
                continue
            public = bench.is_package(edge.importer)
            listed = ", ".join(one.alias.name for one in names)
            yield proposal(
                finding,
                KIND,
                label,
                f"Remove the import of {listed} from {edge.importer}",
                f"{edge.importer} does not use {listed}, and nobody imports it from there",
                remove_names(source, names),
                (0.7 if public else 0.95) - 0.002 * rank - 0.2 * (len(names) < len(group)),
            )


def _who(places: tuple[tuple[str, ImportedName], ...]) -> str:
    importers = sorted({importer for importer, _ in places})
    if len(importers) == 1:
        return f"{importers[0]} never uses it"
    return f"none of its {len(importers)} importers uses it"
