"""The details of what is picked on a map: a module, a package, a ghost, an arrow."""

from __future__ import annotations

from analysis.findings import BrokenImport
from analysis.graphs.layout import edge_sites
from analysis.graphs.package_tree import module_of
from analysis.graphs.scene import Ghost
from views import (
    lookup,
    panel_facts,
    panel_module,
    panel_package,
    panel_rows,
    panel_tools,
    parts,
    selection,
    state,
    statements,
)
from views.canvas.component import ArrowSelection, BoxSelection, Picked
from views.canvas.payload import EXTERNAL, full_name
from views.opening import Opened
from views.panel_tools import Actions
from views.words import count

MOST_SITES = 200


def show(opened: Opened, picked: Picked, actions: Actions) -> None:
    """The panel of a selection; what to do where nothing is picked."""
    match picked:
        case None:
            _nothing()
        case BoxSelection(id=name):
            _box(opened, name, actions)
        case ArrowSelection(source=source, target=target):
            _arrow(opened, source, target)


def _nothing() -> None:
    parts.show(
        parts.callout(
            "note",
            "Pick something on the map",
            "A box: its docstring, imports, importers, outcome and code.",
            "An arrow: the import statements behind it.",
            "Double click a package to open it; press ? on the map for its keys.",
        )
    )


def _box(opened: Opened, name: str, actions: Actions) -> None:
    analysis = opened.analysis
    if module_of(name) in analysis.structure.project.modules:
        panel_module.show(opened, module_of(name), actions)
        return
    ghosts = [
        finding
        for finding in analysis.findings
        if isinstance(finding, BrokenImport) and name == _ghost_of(finding)
    ]
    inside = lookup.places(opened.key, analysis).below(name)
    if ghosts:
        parts.show(parts.heading(full_name(name), "does not exist"))
        for finding in ghosts:
            panel_rows.finding(finding, f"ghost.{name}")
    elif inside:
        parts.show(parts.heading(name, "namespace package", count(len(inside), "module")))
        panel_tools.show(name, actions, is_package=True, is_module=False)
        panel_facts.metrics(opened, name)
        panel_package.show(opened, name)
    else:
        _outside(opened, name.removeprefix(EXTERNAL).partition(".")[0])


def _outside(opened: Opened, top: str) -> None:
    parts.show(parts.heading(top, "outside of this repository"))
    modules = opened.analysis.structure.project.modules
    first = lookup.importers_of_outside(opened.key, opened.analysis).get(top, {})
    importers = [(name, modules[name].path, line) for name, line in sorted(first.items())]
    parts.show(
        parts.paragraph(f"Imported by {count(len(importers), 'module')}:", "muted"),
        parts.table(
            ["module", "line"],
            [
                (panel_rows.module_link(module), parts.place(path, line))
                for module, path, line in importers[:MOST_SITES]
            ],
        ),
    )


def _ghost_of(finding: BrokenImport) -> str:
    data = finding.data
    return Ghost(data.module, data.name, ()).id


def _arrow(opened: Opened, source: str, target: str) -> None:
    sites = edge_sites(opened.analysis.structure, source, target)
    statements.show(opened, source, target, sites)
    graph = opened.analysis.structure.modules
    back = edge_sites(opened.analysis.structure, target, source) if source in graph else ()
    if back:
        other = selection.write(ArrowSelection(target, source)) or ""
        words = parts.link(count(len(back), "statement"), "modules", **{state.SELECT: other})
        parts.show(parts.paragraph(parts.joined(words, " the other way")))
