"""The panel of a module: its outcome, its code, its imports, its importers, its findings."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analysis import Analysis, Fails, Missing, ResolvedImport
from analysis.findings import AnyFinding, evidence_of
from analysis.graphs.layout import edge_sites
from analysis.graphs.module_graph import Site
from views import (
    cached,
    code,
    lookup,
    moves,
    panel_facts,
    panel_package,
    panel_rows,
    panel_tools,
    parts,
    state,
    story,
    tables,
)
from views.opening import Opened
from views.panel_rows import FINDINGS, IMPORTERS, IMPORTS
from views.panel_tools import Actions
from views.words import Markup, count

MOST_FILES = 5
MOST_MARKED = 60
CODE = "code"


def show(opened: Opened, name: str, actions: Actions) -> None:
    """All about a module; of a package, all about what is in it too."""
    analysis = opened.analysis
    project = analysis.structure.project
    file = project.modules[name]
    facts = project.facts.get(name)
    graph = analysis.structure.modules
    outcome = analysis.execution.outcomes.get(name)
    pieces = [
        parts.heading(
            name,
            file.kind.value + (", test" if file.is_test else ""),
            parts.place(file.path, 1, file.path),
            parts.place(file.path, facts.lines, count(facts.lines, "line")) if facts else "",
            *panel_facts.size(opened, name),
            panel_facts.level(opened, name),
            _part(name, IMPORTS, f"imports {graph.out_degree(name) if name in graph else 0}"),
            _part(name, IMPORTERS, f"imported by {graph.in_degree(name) if name in graph else 0}"),
        ),
        parts.outcome_box(outcome),
    ]
    if facts and facts.docstring:
        pieces.append(parts.doc(facts.docstring))
    parts.show(*pieces)
    is_package = bool(lookup.places(opened.key, analysis).below(name))
    panel_tools.show(name, actions, is_package=is_package)
    panel_facts.metrics(opened, name)
    asked = state.parameter(state.PART)
    told, rest = (st.container(), st.container())[:: -1 if asked else 1]
    with told:
        story.show(opened, name, actions.pick)
    with rest:
        if is_package:
            panel_package.show(opened, name)
            st.markdown("**Its `__init__`**")
        _parts(opened, name)


def _parts(opened: Opened, name: str) -> None:
    """Code, imports, importers and findings of a module."""
    analysis = opened.analysis
    path = analysis.structure.project.modules[name].path
    imports, importers = tables.imports_of(analysis, name), tables.importers_of(analysis, name)
    findings = lookup.findings_at(opened.key, analysis, name, path)
    classes = cached.classes_of_modules(opened.key, analysis).get(name, ())
    panel_rows.tabs(
        f"of.{name}",
        {
            CODE: ("Code", lambda: _code(analysis, name, path, findings)),
            IMPORTS: (
                f"Imports {len(imports)}",
                lambda: _imports(analysis, name, path, imports),
            ),
            IMPORTERS: (
                f"Importers {len(importers)}",
                lambda: _importers(analysis, name, importers),
            ),
            panel_facts.CLASSES: (
                f"Classes {len(classes)}",
                lambda: panel_facts.classes(opened, name, classes),
            ),
            FINDINGS: (
                f"Findings {len(findings)}",
                lambda: panel_rows.findings(findings, f"at.{name}"),
            ),
        },
    )


def _part(module: str, part: str, words: str) -> Markup:
    """Words that lead to a part of a module's panel; the map stays as it is."""
    kept = moves.kept(*moves.VIEW)
    return parts.link(words, "modules", **{**kept, state.SELECT: module, state.PART: part})


def _imports(analysis: Analysis, name: str, path: str, imports: Sequence[tables.Neighbour]) -> None:
    _neighbours(f"imports.{name}", imports)
    _marked(analysis, path, imports)
    written = lookup.imports_of(analysis, name)
    if outside := tables.outside_of(written):
        words = ", ".join(top for top, _ in outside)
        parts.show(parts.paragraph(f"From outside of the repository: {words}", "muted"))
    _broken(path, written)


def _importers(analysis: Analysis, name: str, importers: Sequence[tables.Neighbour]) -> None:
    _neighbours(f"importers.{name}", importers)
    for each in importers[:MOST_FILES]:
        path = each.sites[0].path
        parts.show(parts.paragraph(parts.place(path, each.sites[0].line)))
        code.excerpt(analysis.tree, path, [site.line for site in each.sites], around=1)


def _neighbours(key: str, found: Sequence[tables.Neighbour]) -> None:
    """Modules with the lines of the statements."""
    if not found:
        st.caption("None in this repository.")
        return
    kept = moves.kept(*moves.WITH)

    def row(each: tables.Neighbour) -> Sequence[object]:
        lines = (piece for site in each.sites for piece in (_line(site), " "))
        return (
            panel_rows.module_link(each.module, kept),
            parts.joined(*lines),
            each.names,
            each.when,
        )

    panel_rows.folded(key, ["module", "line", "names", "when"], found, row)


def _marked(analysis: Analysis, path: str, imports: Sequence[tables.Neighbour]) -> None:
    """The statements in the code, each with what it imports beside it."""
    notes: dict[int, list[str]] = {}
    for each in imports:
        for site in each.sites:
            notes.setdefault(site.line, []).append(each.module)
    marks = {line: ", ".join(notes[line]) for line in sorted(notes)[:MOST_MARKED]}
    if marks:
        code.excerpt(analysis.tree, path, marks, around=0)


def _line(site: Site) -> Markup:
    return parts.place(site.path, site.line, str(site.line))


def _broken(path: str, imports: Sequence[ResolvedImport]) -> None:
    rows = [
        (resolved.target.message, parts.place(path, line, str(line)))
        for resolved in imports
        if isinstance(resolved.target, Missing) and (line := resolved.fact.span.line)
    ]
    if rows:
        parts.show(parts.table(["✕ does not resolve", "line"], rows, frozenset({1})))


def _code(analysis: Analysis, module: str, path: str, findings: list[AnyFinding]) -> None:
    marks: dict[int, str] = {}
    for finding in findings:
        for place in evidence_of(finding):
            if place.path == path and place.line is not None:
                marks.setdefault(place.line, finding.title)
    outcome = analysis.execution.outcomes.get(module)
    if isinstance(outcome, Fails):
        failure = outcome.failure
        if failure.path == path:
            marks[failure.line] = f"{failure.error}: {failure.message}"
        elif (line := _way_to(analysis, module, failure.stack)) is not None:
            marks.setdefault(line, f"leads to {failure.path}:{failure.line}")
    code.excerpt(analysis.tree, path, marks, whole=True)


def _way_to(analysis: Analysis, module: str, stack: tuple[str, ...]) -> int | None:
    """The line of `module` whose import goes on along the stack; None where no line shows it."""
    graph = analysis.structure.modules
    if module not in stack[:-1] or module not in graph:
        return None
    ahead = stack[stack.index(module) + 1 :]
    named = {name for name in ahead if graph.has_edge(module, name)}
    first = next((name for name in ahead if name in named), None)
    if first is None:
        return None
    path = analysis.structure.project.modules[module].path
    sites = edge_sites(analysis.structure, module, first)
    return min((site.line for site in sites if site.path == path), default=None)
