"""A class that exists twice: keep the true one, and let everybody import it from its place."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.findings import AnyFinding, Definition, DuplicateClass
from analysis.fixes.definitions import used_by, without
from analysis.fixes.draft import Draft
from analysis.fixes.duplicates import class_node, namesakes, notes
from analysis.fixes.edits import Applicability, Fix, TextEdit
from analysis.fixes.import_statements import spelling
from analysis.fixes.leftovers import drop_leftovers
from analysis.fixes.proposal import proposal
from analysis.fixes.redirect import Destination, redirect
from analysis.fixes.workbench import Workbench

KIND = "import-canonical"
_SCORE = {"exact": 0.8, "near": 0.5}


def propose(finding: AnyFinding, bench: Workbench) -> Iterator[Fix]:
    """One fix for the whole group; nothing where nobody imports the other definitions."""
    if not isinstance(finding, DuplicateClass):
        return
    data, canonical = finding.data, finding.data.canonical
    others = [data.definitions[at] for at in namesakes(data)]
    edits: list[TextEdit] = []
    moved: set[str] = set()
    for one in others:
        importers = _importers(one, bench)
        if canonical.module in importers or "." in canonical.class_:
            return
        found = _without(one, canonical.module, canonical.class_, importers, bench)
        if found is None:
            return
        edits += found
        for importer in importers:
            wanted = {
                name: Destination(canonical.module, canonical.class_)
                for name in bench.imports(importer)
                if (name.module, name.name) == (one.module, one.class_)
            }
            edits += redirect(bench, importer, wanted)
        moved |= set(importers)
    if not moved:
        return
    count = f"{len(moved)} modules import" if len(moved) > 1 else f"{min(moved)} imports"
    yield proposal(
        finding,
        KIND,
        canonical.module,
        f"Keep {canonical.module}:{canonical.class_} alone: {count} it from there",
        "; ".join(canonical.why) or f"{canonical.module} is the canonical place",
        edits,
        _SCORE.get(data.kind, 0.25),
        Applicability.UNSAFE if data.kind in _SCORE else Applicability.DISPLAY,
        notes(data, others),
    )


def _importers(place: Definition, bench: Workbench) -> tuple[str, ...]:
    """Who imports the class from just there."""
    asked = bench.project.importers_of_name.get((place.module, place.class_), ())
    return tuple(sorted(set(asked) - {place.module}))


def _without(
    place: Definition,
    module: str,
    class_name: str,
    importers: tuple[str, ...],
    bench: Workbench,
) -> tuple[TextEdit, ...] | None:
    """The class taken out; imported instead where its module, or somebody else, still needs it."""
    source = bench.source(place.module)
    node = class_node(source, place) if source is not None else None
    if source is None or node is None or place.module == module:
        return None
    draft = Draft(source)
    if not draft.apply([without(source, node)]):
        return None
    inside = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    uses = bench.use(place.module).uses.get(place.class_, ())
    if (
        any(use.line not in inside for use in uses)
        or bench.passes_on(place.module, place.class_, importers)
        or bench.is_starred(place.module)
    ):
        spelled = spelling(
            bench.package(place.module), module, bench.prefers_relative(place.module)
        )
        alias = place.class_ if place.class_ != class_name else None
        if not draft.add_import(spelled, class_name, alias):
            return None
    drop_leftovers(bench, place.module, draft, used_by(node).uses)
    return draft.edits()
