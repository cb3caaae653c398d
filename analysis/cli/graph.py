"""`plumbline graph`: the module or class graph, whole or in part, as a file."""

from __future__ import annotations

import argparse
import sys

from analysis.cli.inputs import (
    SOURCE_HELP,
    Reading,
    add_reading,
    analysis_of,
    positive,
    require_one_of,
)
from analysis.cli.misuse import Misuse
from analysis.cli.output import emit
from analysis.graphs.collapse import collapse_to_depth
from analysis.graphs.focus import inside, neighbourhood, shortest_chains
from analysis.graphs.listing import (
    Listing,
    along,
    graph_of,
    list_classes,
    list_modules,
    narrowed,
)
from analysis.graphs.module_graph import import_time_graph, runtime_graph
from analysis.pipeline import Analysis
from analysis.report import csv_tables, dot, graph_json, graphml, mermaid

RENDERERS = {
    "dot": dot.render,
    "mermaid": mermaid.render,
    "json": graph_json.render,
    "graphml": graphml.render,
    "csv": csv_tables.edges,
}
DRAWN = ("svg", "html")
"""Formats that are pictures: laid out, and folded into packages where they are crowded."""
CHAINS = 50


class Graph(Reading, frozen=True, kw_only=True):
    """The arguments of `graph`."""

    path: str
    kind: str
    format: str | None
    focus: str | None
    depth: int
    collapse: int | None
    chain: tuple[str, str] | None
    timing: str | None
    output: str | None
    table: str | None
    dark: bool
    cross_check: bool

    def run(self) -> int:
        """Prints the graph, or where it differs from what pydeps sees."""
        if self.cross_check:
            return self._cross_checked()
        format = self.format or "dot"
        if self.kind == "class" and (self.collapse is not None or self.timing is not None):
            raise Misuse("--collapse and --timing are for --kind module")
        if self.table is not None and format != "csv":
            raise Misuse("--table is for --format csv")
        if self.dark and format != "svg":
            raise Misuse("--dark is for --format svg")
        analysis = analysis_of(self.path, self)
        if format in DRAWN:
            # Not before now: a layout stands on more than a list does.
            from analysis.cli.graph_picture import Asked, drawn

            asked = Asked(
                *(self.kind, self.focus, self.depth, self.collapse, self.chain, self.timing)
            )
            emit(drawn(analysis, asked, format, dark=self.dark), self.output)
            return 0
        listing = self._listing(analysis)
        if self.focus is not None:
            listing = _focused(listing, self.focus, self.depth)
        if self.chain is not None:
            listing = _between(listing, *self.chain)
        render = csv_tables.nodes if self.table == "nodes" else RENDERERS[format]
        emit(render(listing), self.output)
        return 0

    def _cross_checked(self) -> int:
        if self.format not in (None, "json"):
            raise Misuse("--cross-check is told as text, or with --format json as JSON")
        if self.kind == "class" or self.focus or self.chain or self.collapse or self.timing:
            raise Misuse("--cross-check is about all modules: leave the other options out")
        # Not before now: no graph needs it.
        from analysis.cross_check.run import cross_check
        from analysis.report import cross_check_json, cross_check_text

        check = cross_check(analysis_of(self.path, self))
        told = cross_check_json if self.format == "json" else cross_check_text
        emit(told.render(check), self.output)
        return 0

    def _listing(self, analysis: Analysis) -> Listing:
        if self.kind == "class":
            return list_classes(analysis.structure, analysis.execution)
        graph = analysis.structure.modules
        if self.timing == "import":
            graph = import_time_graph(graph)
        elif self.timing == "runtime":
            graph = runtime_graph(graph)
        if self.collapse is not None:
            graph = collapse_to_depth(graph, self.collapse)
        return list_modules(analysis.structure, analysis.execution, graph)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """PATH and the options of `graph`."""
    parser.add_argument("path", metavar="PATH", help=SOURCE_HELP)
    parser.add_argument(
        "--kind", choices=("module", "class"), default="module", help="(default: module)"
    )
    parser.add_argument("--format", choices=(*RENDERERS, *DRAWN), help="(default: dot)")
    parser.add_argument(
        "--focus",
        metavar="M",
        help="only this module, package or class (pkg.mod:Class), and what is near it",
    )
    parser.add_argument(
        "--depth",
        type=positive,
        default=1,
        metavar="N",
        help="how many edges away --focus looks (default: 1)",
    )
    parser.add_argument(
        "--collapse",
        type=positive,
        metavar="N",
        help="fold modules into their packages below N segments of the name",
    )
    parser.add_argument(
        "--chain",
        nargs=2,
        metavar=("A", "B"),
        help=f"only the shortest chains from A to B (at most {CHAINS})",
    )
    parser.add_argument(
        "--timing",
        choices=("import", "runtime"),
        help="only edges that run when the module is imported, or at any time",
    )
    parser.add_argument(
        "--output", metavar="F", help="write the graph to this file, not to standard output"
    )
    parser.add_argument(
        "--table",
        choices=("edges", "nodes"),
        help="which of both --format csv writes (default: edges, a row for each statement)",
    )
    parser.add_argument("--dark", action="store_true", help="--format svg on dark paper")
    parser.add_argument(
        "--cross-check",
        action="store_true",
        help="instead of the graph: where it and the one that pydeps sees differ, and why",
    )
    add_reading(parser)


def _focused(listing: Listing, name: str, depth: int) -> Listing:
    graph = graph_of(listing)
    seeds = inside(graph, name) | {node for node in graph if node.startswith(f"{name}:")}
    if not seeds:
        require_one_of(name, graph, "node")
    return narrowed(listing, neighbourhood(graph, seeds, depth))


def _between(listing: Listing, source: str, target: str) -> Listing:
    graph = graph_of(listing)
    for end in (source, target):
        require_one_of(end, graph, "node")
    found = shortest_chains(graph, source, target, CHAINS)
    if not found.chains:
        print(f"plumbline: no chain leads from {source} to {target}", file=sys.stderr)
        return narrowed(listing, {source, target})
    if not found.complete:
        print(f"plumbline: more than {CHAINS} chains; these are the first", file=sys.stderr)
    return along(listing, found.chains)
