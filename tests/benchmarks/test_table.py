from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.contenders import Stages
from benchmarks.process import Cost
from benchmarks.table import program_rows, stage_row


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "__init__.py").write_text("from shop.cart import Cart\n")
    (folder / "cart.py").write_text("class Cart:\n    pass\n")
    (folder / "broken.py").write_text("def (:\n")
    return folder


def test_a_tiny_package_is_measured(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(package), "--runs", "1", "--only", "parse", "audit", "execution"]) == 0
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in capsys.readouterr().out.splitlines()
        if line.startswith("| shop")
    ]
    assert [row[1] for row in rows[:2]] == ["3", "3"]
    assert [row[2] for row in rows[:2]] == ["`ast.parse` alone", "`plumbline audit`"]
    assert [len(row) for row in rows] == [7, 7, 6]
    assert rows[0][4] == "1.0"
    assert all(float(row[6]) > 0 for row in rows[:2])


def test_no_such_package_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--packages", "no_such_package_anywhere"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "no_such_package_anywhere" in said


def test_a_row_has_medians_and_the_ratio_to_the_first() -> None:
    floor = [Cost(1.0, 1.5, 10_000_000), Cost(9.0, 9.0, 90_000_000), Cost(2.0, 2.5, 20_000_000)]
    assert program_rows("shop", 1234, {"floor": floor, "ours": [Cost(5.0, 6.0, 7_000_000)]}) == [
        "| shop | 1,234 | floor | 2.00 | 1.0 | 2.50 | 20 |",
        "| shop | 1,234 | ours | 5.00 | 2.5 | 6.00 | 7 |",
    ]


def test_execution_is_told_as_a_ratio_to_parsing() -> None:
    assert stage_row("shop", Stages(2.0, 1.0, 3.0)) == "| shop | 2.00 | 1.00 | 0.50 | 3.00 | 1.50 |"
