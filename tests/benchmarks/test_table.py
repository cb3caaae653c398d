from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.contenders import FLOOR, OURS
from benchmarks.process import Cost
from benchmarks.results import BEGIN, DOCUMENT, END, Results, as_json, report, written_between
from benchmarks.rounds import COLD, EDIT, OVERLAY, WARM, Figures
from benchmarks.stages import Stages
from benchmarks.table import stage_row, table, tables

FIGURES: Figures = {
    (FLOOR, COLD): [Cost(1.0, 1.5, 10), Cost(9.0, 9.0, 90), Cost(2.0, 2.5, 20)],
    (OURS, COLD): [Cost(5.0, 6.0, 70)],
    ("other", COLD): [Cost(250.0, 300.0, 140)],
    ("other", WARM): [Cost(0.5, 0.5, 10)],
    ("slow", COLD): "> 600 s",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "__init__.py").write_text("from shop.cart import Cart\n")
    (folder / "cart.py").write_text("class Cart:\n    pass\n")
    (folder / "broken.py").write_text("def (:\n")
    return folder


def test_a_tiny_package_is_measured_and_left_as_it_was(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path.name: path.read_text() for path in package.iterdir()}
    kept = tmp_path / "figures.json"
    assert (
        main([str(package), "--runs", "1", "--no-peers", "--jobs", "2", "--json", str(kept)]) == 0
    )
    assert {path.name: path.read_text() for path in package.iterdir()} == before
    told = json.loads(kept.read_bytes())
    assert told["sizes"] == {"shop": {"files": 3, "lines": 4}}
    rows = {(row["tool"], row["measure"]): row["runs"] for row in told["figures"]["shop"]}
    assert {(OURS, measure) for measure in (COLD, WARM, EDIT, OVERLAY)} < set(rows)
    assert all(len(runs) == 1 for runs in rows.values())
    assert all(run["peak"] > 1e6 and run["wall"] > 0 for runs in rows.values() for run in runs)
    said = capsys.readouterr().out
    assert "| shop | 3 | 4 |" in said
    assert said.count(f"| {OURS} | {EDIT} |") == 3


def test_the_stages_are_measured_alone(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(package), "--runs", "1", "--stages"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("| shop | ")


def test_no_such_package_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--packages", "no_such_package_anywhere"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "no_such_package_anywhere" in said


def test_a_cell_has_the_median_and_its_ratios_to_the_floor_and_to_ours() -> None:
    assert table({"shop": FIGURES}, lambda cost: cost.cpu).splitlines() == [
        "| tool | measure | shop |",
        "|---|---|--:|",
        f"| {FLOOR} | cold | 2.00 (0.40x ours) |",
        f"| {OURS} | cold | 5.00 (2.50x floor) |",
        "| other | cold | 250 (125x floor, 50.0x ours) |",
        "| other | warm | 0.50 (0.25x floor) |",
        "| slow | cold | > 600 s |",
    ]


def test_a_tree_that_lacks_a_row_says_so() -> None:
    found = table(
        {"shop": FIGURES, "bank": {(FLOOR, COLD): [Cost(1, 1, 1)]}}, lambda cost: cost.cpu
    )
    assert "| slow | cold | > 600 s | not run |" in found


def test_a_reason_is_short_and_breaks_no_table() -> None:
    figures: Figures = {("other", COLD): "a | b " + "long " * 100}
    row = table({"shop": figures}, lambda cost: cost.cpu).splitlines()[-1]
    assert row.startswith("| other | cold | a \\| b long")
    assert len(row) < 190


def test_memory_is_told_in_megabytes() -> None:
    figures: Figures = {(FLOOR, COLD): [Cost(1, 1, 12_300_000)]}
    assert tables({"shop": figures}).splitlines()[-1] == f"| {FLOOR} | cold | 12.3 |"


def test_execution_is_told_as_a_ratio_to_parsing() -> None:
    assert stage_row("shop", Stages(2.0, 1.0, 3.0)) == "| shop | 2.00 | 1.00 | 0.50 | 3.00 | 1.50 |"


def test_a_report_tells_versions_sizes_and_what_is_missing() -> None:
    said = {"plumbline": "1.0", "python": "CPython 3.11", "system": "Linux", "machine": "two cores"}
    results = Results(
        said, 3, {"ruff": "0.1", "ty": ""}, ("tach",), {"shop": (3, 4)}, {"shop": FIGURES}
    )
    text = report(results)
    assert text.startswith("Plumbline 1.0, CPython 3.11, Linux, two cores; medians of 3.\n")
    assert "ruff 0.1, ty." in text
    assert "left out: tach." in text
    slow = json.loads(as_json(results))["figures"]["shop"][-1]
    assert slow == {"tool": "slow", "measure": "cold", "failed": "> 600 s"}


def test_results_are_written_between_the_marks() -> None:
    document = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert written_between(document, "new") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    with pytest.raises(ValueError, match="measured: begin"):
        written_between("no marks", "new")
    written_between(DOCUMENT.read_text("utf-8"), "new")
