"""A package as a dependency structure matrix: who of its parts imports whom, how often."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
import networkx as nx

from analysis.extract.facts import Timing
from analysis.graphs.components import component_numbers, levels
from analysis.graphs.levelling import Edge, against_the_flow
from analysis.graphs.module_graph import Site, edge_data
from analysis.graphs.package_tree import OWN, TOP, build_tree, holder, leaves_below, module_of

CEILING = 400


class MatrixRow(msgspec.Struct, frozen=True):
    """A row, and the column of the same number: a module, or a package with all that is in it.

    "pkg.__init__" is the own code of a package whose parts have rows of their own. `level` 0
    imports no other row; `component` numbers the strongly connected components, None for a row
    that is in none.
    """

    id: str
    modules: int
    level: int
    component: int | None


class MatrixCell(msgspec.Struct, frozen=True):
    """How many import statements lead from the row to the column.

    `against` the flow: these lie below the diagonal. `deferred` if none of them runs at import.
    """

    row: int
    column: int
    count: int
    against: bool
    deferred: bool


class Matrix(msgspec.Struct, frozen=True):
    """Importers before what they import; the rows of a component stand next to each other.

    `blocks` are the components as half-open ranges of rows. `left_out` counts rows that are not
    among `rows`: those with the fewest statements of a matrix that has too many.
    """

    package: str
    rows: tuple[MatrixRow, ...]
    cells: tuple[MatrixCell, ...]
    blocks: tuple[tuple[int, int], ...]
    left_out: int = 0


def matrix_of(
    graph: nx.DiGraph[str],
    package: str = TOP,
    groups: Mapping[str, str] | None = None,
    *,
    at_import: bool = False,
    ceiling: int = CEILING,
) -> Matrix:
    """The matrix of `groups` (module -> row), or of the children of `package`.

    `at_import` counts only statements that run at import time.
    """
    if groups is None:
        package, groups = children_of(graph, package)
    counts, early = _statements(graph, groups, at_import)
    names = sorted(set(groups.values()))
    whole: nx.DiGraph[str] = nx.DiGraph()
    whole.add_nodes_from(names)
    whole.add_edges_from(sorted(counts))
    height, component = levels(whole), component_numbers(whole)
    against = against_the_flow(counts)
    ordered = _ordered(names, counts, against, height, component)
    kept = _busiest(ordered, counts, ceiling)
    place = {name: at for at, name in enumerate(kept)}
    sizes: dict[str, int] = {}
    for row in groups.values():
        sizes[row] = sizes.get(row, 0) + 1
    return Matrix(
        package=package,
        rows=tuple(
            MatrixRow(name, sizes[name], height[name], component.get(name)) for name in kept
        ),
        cells=tuple(
            MatrixCell(
                row=place[source],
                column=place[target],
                count=count,
                against=place[source] > place[target],
                deferred=(source, target) not in early,
            )
            for (source, target), count in sorted(
                counts.items(), key=lambda item: [place.get(end, -1) for end in item[0]]
            )
            if source in place and target in place
        ),
        blocks=_blocks([component.get(name) for name in kept]),
        left_out=len(ordered) - len(kept),
    )


def cell_sites(
    graph: nx.DiGraph[str], groups: Mapping[str, str], row: str, column: str, at_import: bool
) -> tuple[Site, ...]:
    """The statements that a cell counts, sorted by file and line."""
    imported = {name for name, group in groups.items() if group == column}
    return tuple(
        sorted(
            site
            for importer, group in groups.items()
            if group == row and importer in graph
            for other in graph.successors(importer)
            if other in imported
            for site in edge_data(graph, importer, other).sites
            if not at_import or site.timing is Timing.IMPORT
        )
    )


def children_of(modules: Collection[str], package: str) -> tuple[str, dict[str, str]]:
    """The package that is meant, and for each of its modules the child that it is in.

    A package that holds nothing but one other package stands for that one.
    """
    around = _holders(modules)
    tree = build_tree(name + OWN if name in around else name for name in modules)
    meant = _told_apart(tree.children, package)
    return meant, {
        module_of(leaf): child
        for child in tree.children.get(meant, ())
        for leaf in leaves_below(tree, child)
    }


def modules_of(modules: Collection[str], package: str) -> dict[str, str]:
    """Each module of a package as a row of its own."""
    around = _holders(modules)
    return {
        name: name + OWN if name in around else name
        for name in modules
        if package == TOP or name == package or name.startswith(f"{package}.")
    }


def _holders(modules: Collection[str]) -> set[str]:
    found: set[str] = set()
    for name in modules:
        package = holder(name)
        while package and package not in found:
            found.add(package)
            package = holder(package)
    return found


def _told_apart(children: Mapping[str, tuple[str, ...]], package: str) -> str:
    if package not in children:
        inside = [name for name in children if name.startswith(f"{package}.")]
        package = min(inside, key=lambda name: (name.count("."), name), default=TOP)
    while len(children[package]) == 1 and children[package][0] in children:
        (package,) = children[package]
    return package


def _statements(
    graph: nx.DiGraph[str], groups: Mapping[str, str], at_import: bool
) -> tuple[dict[Edge, int], set[Edge]]:
    """Statements by row and column, and the pairs of which one runs at import time."""
    counts: dict[Edge, int] = {}
    early: set[Edge] = set()
    for importer, row in groups.items():
        for imported in graph.adj.get(importer, ()):
            column = groups.get(imported)
            if column is None or column == row:
                continue
            sites = edge_data(graph, importer, imported).sites
            at_once = sum(site.timing is Timing.IMPORT for site in sites)
            number = at_once if at_import else len(sites)
            if number:
                counts[row, column] = counts.get((row, column), 0) + number
            if at_once:
                early.add((row, column))
    return counts, early


def _ordered(
    names: list[str],
    counts: Mapping[Edge, int],
    against: Collection[Edge],
    height: Mapping[str, int],
    component: Mapping[str, int],
) -> list[str]:
    flow: nx.DiGraph[str] = nx.DiGraph()
    flow.add_nodes_from(names)
    flow.add_edges_from(edge for edge in sorted(counts) if edge not in against)
    within = levels(flow)
    return sorted(
        names, key=lambda name: (-height[name], component.get(name, -1), -within[name], name)
    )


def _busiest(ordered: list[str], counts: Mapping[Edge, int], ceiling: int) -> list[str]:
    if len(ordered) <= ceiling:
        return ordered
    busy = dict.fromkeys(ordered, 0)
    for edge, count in counts.items():
        for end in edge:
            busy[end] += count
    chosen = set(sorted(ordered, key=lambda name: (-busy[name], name))[:ceiling])
    return [name for name in ordered if name in chosen]


def _blocks(components: list[int | None]) -> tuple[tuple[int, int], ...]:
    found = []
    start = 0
    for at in range(1, len(components) + 1):
        if at < len(components) and components[at] == components[start]:
            continue
        if components[start] is not None and at - start > 1:
            found.append((start, at))
        start = at
    return tuple(found)
