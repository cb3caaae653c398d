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
from analysis.report import dot, graph_json, mermaid

RENDERERS = {"dot": dot.render, "mermaid": mermaid.render, "json": graph_json.render}
NOT_BUILT = ("graphml", "html")
CHAINS = 50


class Graph(Reading, frozen=True, kw_only=True):
    """The arguments of `graph`."""

    path: str
    kind: str
    format: str
    focus: str | None
    depth: int
    collapse: int | None
    chain: tuple[str, str] | None
    timing: str | None
    output: str | None

    def run(self) -> int:
        """Prints the graph."""
        if self.format in NOT_BUILT:
            raise Misuse(f"graph --format {self.format} is not built yet: use dot, mermaid or json")
        if self.kind == "class" and (self.collapse is not None or self.timing is not None):
            raise Misuse("--collapse and --timing are for --kind module")
        listing = self._listing(analysis_of(self.path, self))
        if self.focus is not None:
            listing = _focused(listing, self.focus, self.depth)
        if self.chain is not None:
            listing = _between(listing, *self.chain)
        emit(RENDERERS[self.format](listing), self.output)
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
    parser.add_argument(
        "--format", choices=(*RENDERERS, *NOT_BUILT), default="dot", help="(default: dot)"
    )
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
