from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as some

from analysis.extract.facts import Timing
from analysis.graphs.matrix import Matrix, cell_sites, children_of, matrix_of, modules_of
from analysis.graphs.package_tree import OWN
from tests.graphs.builders import structure

NAMES = [f"{top}.{inner}.{leaf}" for top in "ab" for inner in "cd" for leaf in "xyz"] + ["e.x"]
ARROWS = ["->", "~>", "?>"]
pairs = some.tuples(some.sampled_from(NAMES), some.sampled_from(ARROWS), some.sampled_from(NAMES))
graphs = some.lists(pairs, max_size=40).map(
    lambda found: structure(NAMES, [" ".join(each) for each in found]).modules
)
packages = some.sampled_from(["", "a", "a.c", "b", "e"])


def drawn(matrix: Matrix) -> dict[tuple[str, str], int]:
    ids = [row.id for row in matrix.rows]
    return {(ids[cell.row], ids[cell.column]): cell.count for cell in matrix.cells}


def statements(
    graph: nx.DiGraph[str], groups: dict[str, str], at_import: bool
) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for importer, imported, carried in graph.edges(data=True):
        row, column = groups.get(importer), groups.get(imported)
        if row is None or column is None or row == column:
            continue
        for site in carried["data"].sites:
            if not at_import or site.timing is Timing.IMPORT:
                found[row, column] = found.get((row, column), 0) + 1
    return found


@given(graphs, packages, some.booleans())
def test_the_cells_count_every_statement_between_two_rows(
    graph: nx.DiGraph[str], package: str, at_import: bool
) -> None:
    _, groups = children_of(graph, package)
    matrix = matrix_of(graph, package, at_import=at_import)
    assert drawn(matrix) == statements(graph, groups, at_import)
    for (row, column), count in drawn(matrix).items():
        assert len(cell_sites(graph, groups, row, column, at_import)) == count


@given(graphs, some.booleans())
def test_only_a_component_has_cells_against_the_flow(
    graph: nx.DiGraph[str], at_import: bool
) -> None:
    matrix = matrix_of(graph, groups=modules_of(graph, ""), at_import=at_import)
    inside = {number: block for block in matrix.blocks for number in range(*block)}
    for cell in matrix.cells:
        assert cell.against == (cell.row > cell.column)
        assert not cell.against or inside.get(cell.row) == inside.get(cell.column) is not None
        same = inside.get(cell.row) == inside.get(cell.column) is not None
        rows = matrix.rows
        assert same or rows[cell.row].level > rows[cell.column].level


@given(graphs)
def test_the_blocks_are_the_strongly_connected_components(graph: nx.DiGraph[str]) -> None:
    matrix = matrix_of(graph, groups=modules_of(graph, ""))
    found = {
        frozenset(row.id.removesuffix(OWN) for row in matrix.rows[first:last])
        for first, last in matrix.blocks
    }
    assert found == {
        frozenset(members)
        for members in nx.strongly_connected_components(graph)
        if len(members) > 1
    }


@given(graphs, some.integers(1, 12))
def test_a_matrix_that_is_too_large_keeps_its_busiest_rows_in_order(
    graph: nx.DiGraph[str], ceiling: int
) -> None:
    groups = modules_of(graph, "")
    whole = matrix_of(graph, groups=groups)
    part = matrix_of(graph, groups=groups, ceiling=ceiling)
    kept = [row.id for row in part.rows]
    assert len(kept) == min(ceiling, len(whole.rows))
    assert part.left_out == len(whole.rows) - len(kept)
    assert kept == [row.id for row in whole.rows if row.id in set(kept)]
    assert drawn(part).items() <= drawn(whole).items()


@pytest.mark.parametrize(
    ("package", "meant", "rows"),
    [
        ("", "", {"app", "lib.inner"}),
        ("app", "app", {"app.__init__", "app.web", "app.db"}),
        ("lib", "lib.inner", {"lib.inner.__init__", "lib.inner.a", "lib.inner.b"}),
        ("no.such", "", {"app", "lib.inner"}),
        ("app.db", "", {"app", "lib.inner"}),
    ],
    ids=["top", "package", "only child", "unknown", "module"],
)
def test_the_rows_are_the_children_of_the_package(package: str, meant: str, rows: set[str]) -> None:
    names = ["app", "app.web", "app.web.x", "app.web.y", "app.db"]
    names += ["lib.inner", "lib.inner.a", "lib.inner.b"]
    found, groups = children_of(names, package)
    assert (found, set(groups.values())) == (meant, rows)


def test_importers_stand_above_and_a_deferred_cell_says_so() -> None:
    graph = structure(["z"], ["z -> m", "m ~> a", "m -> b"]).modules
    matrix = matrix_of(graph)
    assert [row.id for row in matrix.rows] == ["z", "m", "a", "b"]
    assert [(cell.row, cell.column, cell.deferred) for cell in matrix.cells] == [
        (0, 1, False),
        (1, 2, True),
        (1, 3, False),
    ]
    assert [row.id for row in matrix_of(graph, at_import=True).rows] == ["z", "m", "a", "b"]
    assert len(matrix_of(graph, at_import=True).cells) == 2


def test_a_repository_in_one_package_opens_it() -> None:
    names = ["top.a", "top.b", "top"]
    assert children_of(names, "")[0] == "top"
