"""A class that exists twice: keep the true one, and let the other modules re-export it."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, Definition, DuplicateClass
from analysis.fixes.definitions import without
from analysis.fixes.duplicates import class_node, namesakes, notes
from analysis.fixes.edits import Applicability, Fix, TextEdit
from analysis.fixes.import_placement import add_import
from analysis.fixes.import_statements import spelling
from analysis.fixes.proposal import proposal
from analysis.fixes.workbench import Workbench

KIND = "reexport-canonical"
_CEILING = {"exact": Applicability.SAFE, "near": Applicability.UNSAFE}


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for the whole group: importers keep the name they have, at the place they have it."""
    if not isinstance(finding, DuplicateClass):
        return
    data, canonical = finding.data, finding.data.canonical
    if "." in canonical.class_:
        return
    others = [data.definitions[at] for at in namesakes(data)]
    edits: list[TextEdit] = []
    for one in others:
        found = _replaced(one, canonical.module, canonical.class_, bench)
        if found is None:
            return
        edits += found
    if not edits:
        return
    places = ", ".join(one.module for one in others)
    yield proposal(
        finding,
        KIND,
        canonical.module,
        f"Keep {canonical.module}:{canonical.class_}, re-export it from {places}",
        "; ".join(canonical.why) or f"{canonical.module} is the canonical place",
        edits,
        {"exact": 0.9, "near": 0.6}.get(data.kind, 0.3),
        _CEILING.get(data.kind, Applicability.DISPLAY),
        notes(data, others),
    )


def _replaced(
    place: Definition, module: str, class_name: str, bench: Workbench
) -> list[TextEdit] | None:
    """The class taken out and imported instead; None where it is nested or conditional."""
    source = bench.source(place.module)
    if source is None or place.module == module:
        return None
    node = class_node(source, place)
    if node is None:
        return None
    relative = bench.prefers_relative(place.module)
    spelled = spelling(bench.package(place.module), module, relative)
    alias = place.class_ if place.class_ != class_name else None
    return [without(source, node), *add_import(source, spelled, class_name, alias)]
