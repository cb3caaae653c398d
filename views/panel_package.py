"""The panel of a package: what it holds, and what it has to do with the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from analysis import Analysis, Fails
from views import cached, lookup, moves, panel_rows, parts, selection, state
from views.canvas.component import ArrowSelection
from views.opening import Opened
from views.panel_rows import FINDINGS, IMPORTERS, IMPORTS
from views.words import Markup


def show(opened: Opened, name: str) -> None:
    """Its numbers, and the modules behind them."""
    facts = lookup.package_facts(opened.key, opened.analysis, name)
    parts.show(
        parts.tiles(
            [
                (_listed(name, facts.modules), "modules"),
                (_listed(name, facts.lines, **{state.ORDER: "lines"}), "lines"),
                (_listed(name, len(facts.failing), **{state.OUTCOME: "fails"}), "fail to import"),
                (_problems(opened, name), "findings in it"),
            ]
        )
    )
    panel_rows.tabs(
        f"in.{name}",
        {
            IMPORTS: (
                f"Uses {len(facts.uses)}",
                lambda: _crossing(f"uses.{name}", facts.uses, lambda other: (name, other)),
            ),
            IMPORTERS: (
                f"Used by {len(facts.used_by)}",
                lambda: _crossing(f"used.{name}", facts.used_by, lambda other: (other, name)),
            ),
            "failing": (
                f"Failing {len(facts.failing)}",
                lambda: _failing(opened.analysis, name, facts.failing),
            ),
            FINDINGS: (
                f"Findings {len(facts.findings)}",
                lambda: panel_rows.findings(facts.findings, f"in.{name}"),
            ),
        },
    )


def _listed(package: str, number: int, **parameters: str) -> Markup:
    """A number of a package's modules that leads to their list."""
    where = {state.VIEW: state.LIST_VIEW, state.WITHIN: package, state.TESTS: "true", **parameters}
    return parts.link(f"{number:,}", "modules", **where)


def _problems(opened: Opened, package: str) -> Markup:
    number = sum(package in each.packages for each in cached.filed(opened.key, opened.analysis))
    return parts.link(f"{number:,}", "problems", **{state.PACKAGE: package})


def _crossing(
    key: str, found: Sequence[tuple[str, int]], arrow: Callable[[str], tuple[str, str]]
) -> None:
    """Modules with the number of statements, which leads to these."""
    if not found:
        st.caption("None in this repository.")
        return
    kept = moves.kept(*moves.WITH)

    def row(each: tuple[str, int]) -> Sequence[object]:
        module, number = each
        picked = selection.write(ArrowSelection(*arrow(module))) or ""
        leads = parts.link(f"{number:,}", "modules", **{state.SELECT: picked})
        return panel_rows.module_link(module, kept), leads

    panel_rows.folded(key, ["module", "statements"], found, row, frozenset({1}))


def _failing(analysis: Analysis, package: str, modules: Sequence[str]) -> None:
    if not modules:
        st.caption("Each of them can be imported, as far as static reading tells.")
        return
    outcomes = analysis.execution.outcomes
    kept = moves.kept(*moves.WITH)

    def row(name: str) -> Sequence[object]:
        outcome = outcomes[name]
        assert isinstance(outcome, Fails)
        failure = outcome.failure
        return panel_rows.module_link(name, kept), parts.place(failure.path, failure.line)

    panel_rows.folded(f"failing.{package}", ["module", "fails at"], modules, row)
