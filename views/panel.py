"""The details of what is picked on a map: a module, a package, a ghost, an arrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from analysis import Analysis, Fails, ResolvedImport
from analysis.findings import AnyFinding, BrokenImport, evidence_of
from analysis.graphs.layout import edge_sites
from analysis.graphs.module_graph import Site
from analysis.graphs.package_tree import module_of
from analysis.graphs.scene import Ghost
from views import (
    cached,
    code,
    moves,
    panel_facts,
    panel_tools,
    parts,
    selection,
    state,
    statements,
    story,
    tables,
)
from views.canvas.component import ArrowSelection, BoxSelection, Picked
from views.canvas.payload import EXTERNAL, full_name
from views.moves import Moves
from views.opening import Opened
from views.words import Markup, count

MOST_SITES = 200
MOST_FILES = 5
MOST_MARKED = 60
MOST_ROWS = 60
IMPORTS = "imports"
IMPORTERS = "importers"
ROW_HEIGHT = 31
MOST_FINDINGS = 12


class Actions(Protocol):
    """What the buttons of a panel do on its page."""

    def pick(self, module: str) -> None:
        """Show another module."""

    def move(self, changes: Moves) -> None:
        """Show another part of the map."""

    def toggle(self, package: str) -> None:
        """Open or close a package on the map."""


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
    project = analysis.structure.project
    if module_of(name) in project.modules:
        _module(opened, module_of(name), actions)
        return
    ghosts = [
        finding
        for finding in analysis.findings
        if isinstance(finding, BrokenImport) and name == _ghost_of(finding)
    ]
    inside = [module for module in project.modules if module.startswith(f"{name}.")]
    if ghosts:
        parts.show(parts.heading(full_name(name), "does not exist"))
        for finding in ghosts:
            _finding(finding, f"ghost.{name}")
    elif inside:
        parts.show(parts.heading(name, "namespace package", count(len(inside), "module")))
        panel_tools.show(name, actions.move, actions.toggle, is_module=False)
        panel_facts.metrics(opened, name, inside)
        _package(opened, name)
    else:
        top = name.removeprefix(EXTERNAL).partition(".")[0]
        parts.show(parts.heading(top, "outside of this repository"))
        first: dict[str, int] = {}
        for resolved in project.imports:
            if resolved.target.module.partition(".")[0] == top and resolved.depends_on is None:
                line = resolved.fact.span.line
                first[resolved.importer] = min(line, first.get(resolved.importer, line))
        importers = [
            (name, project.modules[name].path, line) for name, line in sorted(first.items())
        ]
        parts.show(
            parts.paragraph(f"Imported by {count(len(importers), 'module')}:", "muted"),
            parts.table(
                ["module", "line"],
                [
                    (_module_link(module), parts.place(path, line))
                    for module, path, line in importers[:MOST_SITES]
                ],
            ),
        )


def _ghost_of(finding: BrokenImport) -> str:
    data = finding.data
    return Ghost(data.module, data.name, ()).id


def _module(opened: Opened, name: str, actions: Actions) -> None:
    analysis = opened.analysis
    project = analysis.structure.project
    file = project.modules[name]
    facts = project.facts.get(name)
    graph = analysis.structure.modules
    outcome = analysis.execution.outcomes.get(name)
    imports, importers = tables.imports_of(analysis, name), tables.importers_of(analysis, name)
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
    inside = {name, *(module for module in project.modules if module.startswith(f"{name}."))}
    panel_tools.show(name, actions.move, actions.toggle if len(inside) > 1 else None)
    panel_facts.metrics(opened, name, inside)
    asked = state.parameter(state.PART)
    told, rest = (st.container(), st.container())[:: -1 if asked else 1]
    with told:
        story.show(opened, name, actions.pick)
    with rest:
        _parts_of_module(opened, name, asked, imports, importers)


def _parts_of_module(
    opened: Opened,
    name: str,
    asked: str | None,
    imports: Sequence[tables.Neighbour],
    importers: Sequence[tables.Neighbour],
) -> None:
    """Code, imports, importers and findings of a module, the one that is asked for in front."""
    analysis = opened.analysis
    project = analysis.structure.project
    file = project.modules[name]
    findings = _findings_at(analysis, name, file.path)
    classes = cached.classes_of_modules(opened.key, analysis).get(name, ())
    if any(module.startswith(f"{name}.") for module in project.modules):
        _package(opened, name)
        st.markdown("**Its `__init__`**")
    tabs = {
        "code": "Code",
        IMPORTS: f"Imports {len(imports)}",
        IMPORTERS: f"Importers {len(importers)}",
        panel_facts.CLASSES: f"Classes {len(classes)}",
        "findings": f"Findings {len(findings)}",
    }
    code_tab, imports_tab, importers_tab, classes_tab, findings_tab = st.tabs(
        list(tabs.values()), default=tabs.get(asked or "")
    )
    with code_tab:
        _code(analysis, name, file.path, findings)
    with imports_tab:
        _neighbours(imports)
        _marked(analysis, file.path, imports)
        outside = tables.outside_of(cached.imports_of_modules(opened.key, analysis).get(name, ()))
        if outside:
            words = ", ".join(top for top, _ in outside)
            parts.show(parts.paragraph(f"From outside of the repository: {words}", "muted"))
        _broken(file.path, cached.imports_of_modules(opened.key, analysis).get(name, ()))
    with importers_tab:
        _neighbours(importers)
        for each in importers[:MOST_FILES]:
            path = each.sites[0].path
            parts.show(parts.paragraph(parts.place(path, each.sites[0].line)))
            code.excerpt(analysis.tree, path, [site.line for site in each.sites], around=1)
    with classes_tab:
        panel_facts.classes(classes)
    with findings_tab:
        _findings(findings, f"at.{name}")


def _part(module: str, part: str, words: str) -> Markup:
    """Words that lead to a part of a module's panel; the map stays as it is."""
    kept = moves.kept(*moves.VIEW)
    return parts.link(words, "modules", **{**kept, state.SELECT: module, state.PART: part})


def _module_link(module: str, kept: Mapping[str, str | list[str]] | None = None) -> Markup:
    """A module's name that leads to it; `kept` saves asking the address for each of many."""
    kept = moves.kept(*moves.WITH) if kept is None else kept
    return parts.link(module, "modules", **{**kept, state.SELECT: module})


def _broken(path: str, imports: tuple[ResolvedImport, ...]) -> None:
    from analysis import Missing

    rows = [
        (resolved.target.message, parts.place(path, line, str(line)))
        for resolved in imports
        if isinstance(resolved.target, Missing) and (line := resolved.fact.span.line)
    ]
    if rows:
        parts.show(parts.table(["✕ does not resolve", "line"], rows, frozenset({1})))


def _package(opened: Opened, name: str) -> None:
    """What a package holds, and what it has to do with the rest."""
    analysis = opened.analysis
    inside = {
        module
        for module in analysis.structure.project.modules
        if module == name or module.startswith(f"{name}.")
    }
    outcomes = analysis.execution.outcomes
    failing = sorted(module for module in inside if isinstance(outcomes.get(module), Fails))
    findings = [
        finding
        for finding in analysis.findings
        if inside & {subject.partition(":")[0] for subject in finding.subjects}
        or inside & set(finding.blocked)
    ]
    lines = sum(
        facts.lines for module in inside if (facts := analysis.structure.project.facts.get(module))
    )
    parts.show(
        parts.tiles(
            [
                (_listed(name, len(inside)), "modules"),
                (_listed(name, lines, **{state.ORDER: "lines"}), "lines"),
                (_listed(name, len(failing), **{state.OUTCOME: "fails"}), "fail to import"),
                (_problems(opened, name), "findings in it"),
            ]
        )
    )
    imports, importers = tables.outward(analysis, inside), tables.inward(analysis, inside)
    tabs = {
        IMPORTS: f"Uses {len(imports)}",
        IMPORTERS: f"Used by {len(importers)}",
        "failing": f"Failing {len(failing)}",
        "findings": f"Findings {len(findings)}",
    }
    imports_tab, importers_tab, failing_tab, findings_tab = st.tabs(
        list(tabs.values()), default=tabs.get(state.parameter(state.PART) or "")
    )
    with imports_tab:
        _crossing(imports, lambda other: (name, other))
    with importers_tab:
        _crossing(importers, lambda other: (other, name))
    with failing_tab:
        _failing(analysis, failing)
    with findings_tab:
        _findings(findings, f"in.{name}")


def _listed(package: str, number: int, **parameters: str) -> Markup:
    """A number of a package's modules that leads to their list."""
    where = {state.VIEW: state.LIST_VIEW, state.WITHIN: package, state.TESTS: "true", **parameters}
    return parts.link(f"{number:,}", "modules", **where)


def _problems(opened: Opened, package: str) -> Markup:
    number = sum(package in each.packages for each in cached.filed(opened.key, opened.analysis))
    return parts.link(f"{number:,}", "problems", **{state.PACKAGE: package})


def _neighbours(found: Sequence[tables.Neighbour]) -> None:
    """Modules with the lines of the statements."""
    if not found:
        st.caption("None in this repository.")
        return
    kept = moves.kept(*moves.WITH)
    rows = [
        (
            _module_link(each.module, kept),
            parts.joined(*(piece for site in each.sites for piece in (_line(site), " "))),
            each.names,
            each.when,
        )
        for each in found
    ]
    _folded(["module", "line", "names", "when"], rows)


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


def _crossing(found: Sequence[tuple[str, int]], arrow: Callable[[str], tuple[str, str]]) -> None:
    """Modules with the number of statements, which leads to these."""
    if not found:
        st.caption("None in this repository.")
        return
    rows = []
    kept = moves.kept(*moves.WITH)
    for module, number in found:
        picked = selection.write(ArrowSelection(*arrow(module))) or ""
        leads = parts.link(f"{number:,}", "modules", **{state.SELECT: picked})
        rows.append((_module_link(module, kept), leads))
    _folded(["module", "statements"], rows, frozenset({1}))


def _failing(analysis: Analysis, modules: Sequence[str]) -> None:
    if not modules:
        st.caption("Each of them can be imported, as far as static reading tells.")
        return
    outcomes = analysis.execution.outcomes
    kept = moves.kept(*moves.WITH)
    rows = [
        (_module_link(name, kept), parts.place(failed.failure.path, failed.failure.line))
        for name in modules
        if isinstance(failed := outcomes.get(name), Fails)
    ]
    _folded(["module", "fails at"], rows)


def _folded(
    head: Sequence[str], rows: Sequence[Sequence[object]], numbers: frozenset[int] = frozenset()
) -> None:
    pieces = [parts.table(head, rows[:MOST_ROWS], numbers)]
    if more := rows[MOST_ROWS:]:
        pieces.append(parts.folded(f"{len(more):,} more", parts.table(head, more, numbers)))
    parts.show(*pieces)


def pick_row(
    key: str,
    rows: pd.DataFrame,
    chosen: Callable[[int], None],
    *,
    tallest: int = 320,
    columns: Mapping[str, ColumnConfig] | None = None,
    row: int | None = None,
) -> None:
    """A table of which a row can be picked, by its mark or by any cell of it.

    `chosen` hears its position.
    """

    def heard() -> None:
        selection = st.session_state[key]["selection"]
        # A cell takes the mark of a row away, but not the row that was marked at first.
        picked = [cell[0] for cell in selection.get("cells", ())] or selection["rows"]
        if picked:
            chosen(picked[0])

    st.dataframe(
        rows,
        key=key,
        hide_index=True,
        on_select=heard,
        selection_mode=["single-row", "single-cell"],
        selection_default={"selection": {"rows": [] if row is None else [row]}},
        height=min(ROW_HEIGHT * (len(rows) + 1) + 3, tallest),
        row_height=ROW_HEIGHT,
        column_config=dict(columns or {}),
    )


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


def _findings_at(analysis: Analysis, module: str, path: str) -> list[AnyFinding]:
    return [
        finding
        for finding in analysis.findings
        if path in {place.path for place in finding.locations}
        or module in finding.blocked
        or any(
            subject == module or subject.startswith(f"{module}:") for subject in finding.subjects
        )
    ]


def _findings(findings: list[AnyFinding], where: str) -> None:
    if not findings:
        st.caption("Nothing found here.")
    for finding in findings[:MOST_FINDINGS]:
        _finding(finding, where)
    if len(findings) > MOST_FINDINGS:
        st.caption(f"and {len(findings) - MOST_FINDINGS} more, on the Problems page")


def _finding(finding: AnyFinding, where: str) -> None:
    parts.show(parts.finding_line(finding), parts.paragraph(finding.message, "muted"))
    if st.button(
        "Show this problem", key=f"problem.{where}.{finding.key}", icon=":material/search:"
    ):
        state.go("problems", {state.FINDING: finding.key})


def _arrow(opened: Opened, source: str, target: str) -> None:
    sites = edge_sites(opened.analysis.structure, source, target)
    statements.show(opened, source, target, sites)
    graph = opened.analysis.structure.modules
    back = edge_sites(opened.analysis.structure, target, source) if source in graph else ()
    if back:
        other = selection.write(ArrowSelection(target, source)) or ""
        words = parts.link(count(len(back), "statement"), "modules", **{state.SELECT: other})
        parts.show(parts.paragraph(parts.joined(words, " the other way")))
