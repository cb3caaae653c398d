"""Tables as CSV."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.extract.facts import Timing
from analysis.findings import Standing
from analysis.graphs.listing import EdgeRow, Listing, NodeRow, list_modules
from analysis.graphs.module_graph import Site
from analysis.report import csv_tables
from tests.graphs.builders import execution, structure
from tests.report import golden


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def cell(name: str) -> str:
    """What becomes of a text in a cell."""
    return rows(csv_tables.nodes(Listing((NodeRow(name, "", "", 0, 0, "ok", None),), ())))[0]["id"]


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", "' =1"),
        ("\uff1d1", "'\uff1d1"),
        ("a;=1", "a;'=1"),
        ("\t=1", "\\t=1"),
        ("\r=1", "\\r=1"),
        ("a\n=1", "a\\n=1"),
        ("pkg.mod", "pkg.mod"),
        ('say "hi", you', 'say "hi", you'),
        ("a = b - c", "a = b - c"),
    ],
)
def test_no_cell_is_a_formula(given: str, written: str) -> None:
    assert cell(given) == written


@settings(max_examples=40)
@given(st.text(alphabet="=+-@;\t\r\n ,\"'a", max_size=6))
def test_whatever_the_separator_no_cell_begins_one(text: str) -> None:
    written = csv_tables.nodes(Listing((NodeRow(text, "", "", 0, 0, "ok", None),), ()))
    for part in csv.reader(io.StringIO(written, newline="")):
        assert not any(each.strip()[:1] in set("=+-@") for each in part if each.strip())
        for field in part:
            assert not any(each.strip()[:1] in set("=+-@") for each in field.split(";") if each)


def test_a_statement_is_a_row() -> None:
    made = structure(imports=["pkg.a -> pkg.b", "pkg.c ~> pkg.a"])
    found = rows(csv_tables.edges(list_modules(made, execution(made))))
    assert [(row["source"], row["target"], row["timing"], row["line"]) for row in found] == [
        ("pkg.a", "pkg.b", "import", "1"),
        ("pkg.c", "pkg.a", "deferred", "1"),
    ]


def test_an_edge_tells_the_time_of_each_of_its_statements() -> None:
    sites = (
        Site("a.py", 1, ("x", "y"), Timing.IMPORT),
        Site("a.py", 9, (), Timing.DEFERRED),
    )
    both = EdgeRow("a", "b", "imports", Timing.IMPORT, False, sites)
    bare = EdgeRow("a", "c", "uses", Timing.IMPORT, True, ())
    found = rows(csv_tables.edges(Listing((), (both, bare))))
    assert [(row["timing"], row["names"]) for row in found] == [
        ("import", "x; y"),
        ("deferred", ""),
        ("import", ""),
    ]
    assert found[2]["guarded"] == "yes"


def test_modules_and_findings_of_a_sample() -> None:
    analysis = golden.sample("golden_path")
    modules = rows(csv_tables.modules(analysis))
    assert [row["module"] for row in modules] == sorted(analysis.structure.project.modules)
    fails = [row for row in modules if row["outcome"] == "fails"]
    assert all(row["error"] and row["message"] and row["at_path"] for row in fails)
    assert {row["outcome"] for row in modules} == {"ok", "fails"}
    first, *rest = analysis.findings
    found = rows(csv_tables.findings(analysis, Standing(tuple(rest), known=(first,))))
    assert [row["key"] for row in found] == [finding.key for finding in analysis.findings]
    assert [row["counts"] for row in found] == ["no", *["yes"] * len(rest)]
    assert found[0]["why_not"] == "in the baseline"
