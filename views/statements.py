"""The import statements behind an arrow: by importer and imported module, and as code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from analysis import Timing
from analysis.graphs.module_graph import Site
from views import cached, code, lookup, parts, state
from views.canvas.payload import full_name
from views.opening import Opened
from views.words import Markup, count

MOST_SITES = 200
MOST_EXCERPTS = 12
MOST_PAIRS = 12
WHEN = {
    Timing.IMPORT: "",
    Timing.DEFERRED: "in a function",
    Timing.TYPE_CHECKING: "for the type checker",
}


def show(opened: Opened, source: str, target: str, sites: Sequence[Site]) -> None:
    """The import statements from one box to another, in their files."""
    where = f"{full_name(source)} → {full_name(target)}"
    files = len({site.path for site in sites})
    parts.show(
        parts.heading(
            where,
            count(len(sites), "import statement"),
            parts.joined("in ", count(files, "file")) if files > 1 else "",
            *_times(sites),
        )
    )
    if not sites:
        st.caption("No statement of this repository stands behind this arrow.")
        return
    shown = sites[:MOST_SITES]
    modules = cached.modules_by_path(opened.key, opened.analysis)
    groups: dict[tuple[str, str], list[Site]] = {}
    for site in shown:
        importer = modules.get(site.path, site.path)
        for imported in _imported(opened, importer, site, full_name(target)):
            groups.setdefault((importer, imported), []).append(site)
    if len(groups) == 1:
        parts.show(table(shown))
    else:
        parts.show(*_grouped(groups))
    if len(sites) > MOST_SITES:
        st.caption(f"The first {MOST_SITES} of {len(sites):,}: open a package to part them.")
    by_path: dict[str, dict[int, str]] = {}
    for site in shown[:MOST_EXCERPTS]:
        by_path.setdefault(site.path, {})[site.line] = WHEN[site.timing]
    for path, marks in by_path.items():
        parts.show(parts.paragraph(parts.place(path, min(marks))))
        code.excerpt(opened.analysis.tree, path, marks, around=1)
    if len(shown) > MOST_EXCERPTS:
        st.caption(f"Code of the first {MOST_EXCERPTS}; each place above leads to its own.")


def table(sites: Sequence[Site]) -> str:
    """Statements with their names."""
    rows = [(parts.place(s.path, s.line), ", ".join(s.names), WHEN[s.timing]) for s in sites]
    return parts.table(["statement", "names", "when"], rows)


def _imported(opened: Opened, importer: str, site: Site, target: str) -> Sequence[str]:
    """The modules in `target` that a statement imports."""
    found = {
        each.depends_on
        for each in lookup.imports_of(opened.analysis, importer)
        if each.depends_on is not None
        and each.fact.span.line == site.line
        and (each.fact.name in site.names if each.fact.name else not site.names)
        and f"{each.depends_on}.".startswith(f"{target}.")
    }
    return sorted(found) or [target]


def _grouped(groups: Mapping[tuple[str, str], Sequence[Site]]) -> list[str]:
    """The statements of each importer and imported module, the first ones unfolded."""
    rows = [
        (
            parts.joined(_module(importer), " → ", _module(imported)),
            parts.joined(*(piece for site in sites for piece in (_site(site), " "))),
        )
        for (importer, imported), sites in groups.items()
    ]
    head = ["importer → imported", "statements"]
    pieces = [parts.table(head, rows[:MOST_PAIRS])]
    if more := rows[MOST_PAIRS:]:
        pieces.append(parts.folded(f"{len(more):,} more", parts.table(head, more)))
    return pieces


def _site(site: Site) -> Markup:
    words = [", ".join(site.names), WHEN[site.timing] and f"({WHEN[site.timing]})"]
    return parts.joined(
        parts.place(site.path, site.line, f"{site.path.rpartition('/')[2]}:{site.line}"),
        f" {' '.join(filter(None, words))}",
    )


def _module(name: str) -> Markup:
    return parts.link(name, "modules", **{state.SELECT: name})


def _times(sites: Sequence[Site]) -> list[str]:
    numbers = {timing: sum(site.timing is timing for site in sites) for timing in Timing}
    return [f"{numbers[t]:,} {WHEN[t]}" for t in Timing if WHEN[t] and numbers[t]]
