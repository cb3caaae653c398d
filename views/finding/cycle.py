"""A component of modules that import each other: what to cut, who fails, and what is around it."""

from __future__ import annotations

import streamlit as st

from analysis.findings import (
    Boundary,
    Cut,
    CutName,
    ImportCycle,
    ImportCycleData,
    NameUse,
    Neighbour,
    gap_of,
    worth_of,
)
from views import parts
from views.finding import cycle_lens
from views.opening import Opened
from views.words import Markup, count

_MOST_FAILING = 30
_MOST_MEMBERS = 600
_MOST_NAMES = 8
_USES = {
    NameUse.BASE: "base class",
    NameUse.DECORATOR: "decorator",
    NameUse.VALUE: "used at import",
    NameUse.STAR: "whatever it holds",
    NameUse.EFFECT: "for what running it does",
    NameUse.REEXPORT: "passed on",
    NameUse.ANNOTATION: "in annotations",
    NameUse.FUNCTION: "inside functions",
    NameUse.UNUSED: "used by nothing",
}


def show(opened: Opened, finding: ImportCycle) -> None:
    """The microscope, then the cut, the failing entries, the boundary and the members."""
    data = finding.data
    cycle_lens.show(opened, finding)
    if data.cut:
        parts.show(_heading(f"To cut: {gap_of(data)}"), _cut_table(data))
    if data.failing_entries:
        failing = [
            (
                parts.link(entry.module, "modules", select=entry.module),
                parts.place(entry.path, entry.line),
                entry.message,
            )
            for entry in data.failing_entries
        ]
        more = len(failing) - _MOST_FAILING
        parts.show(
            _heading(f"Importing one of these first fails: {len(failing)}"),
            parts.table(["module", "raised at", "error"], failing[:_MOST_FAILING]),
            parts.paragraph(f"and {more} more", "muted") if more > 0 else "",
        )
    _boundary(data.boundary)
    with st.expander(count(len(data.members), "member")):
        rows = [[parts.link(name, "modules", select=name)] for name in data.members[:_MOST_MEMBERS]]
        parts.show(parts.table(["module"], rows))


def _heading(text: str) -> Markup:
    return parts.joined(Markup("<h5>"), text, Markup("</h5>"))


def _cut_table(data: ImportCycleData) -> str:
    # What opens most comes first: that is where to begin.
    cuts = sorted(data.cut, key=lambda cut: (sum(cut.leaves), -cut.short_cycles, cut.path))
    alone = len(cuts) > 1
    head = ["import", "what crosses", "why this one", *(["alone"] if alone else [])]
    rows = [
        (_edge(cut), _crossing(cut), cut.why, *([worth_of(cut, data)] if alone else []))
        for cut in cuts
    ]
    return parts.table(head, rows)


def _edge(cut: Cut) -> Markup:
    sites = [
        parts.joined(
            parts.place(site.path, site.line),
            "" if site.timing.value == "import" else f" ({site.timing.value})",
            Markup("<br>"),
        )
        for site in cut.sites
    ]
    return parts.joined(
        parts.link(cut.importer, "modules", select=cut.importer),
        " → ",
        parts.link(cut.imported, "modules", select=cut.imported),
        Markup("<br>"),
        *sites,
    )


def _crossing(cut: Cut) -> Markup:
    if not cut.crossing:
        return parts.joined("no name: the package runs on the way")
    pieces = [
        parts.joined(Markup("<b>"), each.name, Markup("</b> "), _use(each), Markup("<br>"))
        for each in cut.crossing[:_MOST_NAMES]
    ]
    if len(cut.crossing) > _MOST_NAMES:
        pieces.append(parts.joined(f"and {len(cut.crossing) - _MOST_NAMES} more", Markup("<br>")))
    when = "needed at import" if cut.at_import else "not needed at import"
    return parts.joined(*pieces, Markup("<em>"), when, Markup("</em>"))


def _use(name: CutName) -> Markup:
    pieces: list[object] = [_USES[name.use]]
    if name.defined_in:
        origin = parts.link(name.defined_in, "modules", select=name.defined_in)
        pieces += ["; defined in ", origin]
    if name.reexported_to:
        pieces.append("; taken from here by ")
        for at, taker in enumerate(name.reexported_to):
            pieces += [", " if at else "", parts.link(taker, "modules", select=taker)]
    return parts.joined(*pieces)


def _boundary(boundary: Boundary) -> None:
    sides = (
        ("Imported from outside by", boundary.importer_modules, boundary.importers),
        ("Imports from outside", boundary.imported_modules, boundary.imported),
    )
    for words, modules, near in sides:
        if near:
            parts.show(
                _heading(f"{words} {count(modules, 'module')}"),
                parts.table(
                    ["who", "modules", "imports", "members", "first"],
                    [_neighbour(each) for each in near],
                    frozenset({1, 2}),
                ),
            )


def _neighbour(each: Neighbour) -> tuple[object, ...]:
    members: list[object] = []
    for at, name in enumerate(each.members):
        members += [", " if at else "", parts.link(name, "modules", select=name)]
    return (
        parts.link(each.name, "modules", select=each.name),
        each.modules,
        each.imports,
        parts.joined(*members),
        parts.place(each.first.path, each.first.line),
    )
