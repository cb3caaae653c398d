from __future__ import annotations

import pytest

from benchmarks.contenders import FLOOR, OURS
from benchmarks.growth import ROWS, growth, main, table
from benchmarks.process import Cost
from benchmarks.rounds import COLD, Figures


def figures(seconds: float, runs: int = 3) -> Figures:
    return {row: [Cost(seconds, seconds, 5_000_000)] * runs for row in ROWS}


def test_growth_is_of_the_time_per_module() -> None:
    measured = {1_000: figures(2.0), 10_000: figures(30.0), 50_000: figures(150.0)}
    assert growth(measured, (OURS, COLD)) == 1.5
    measured[50_000] = figures(50.0)
    assert growth(measured, (OURS, COLD)) == 0.5


def test_the_table_tells_seconds_for_a_thousand_modules() -> None:
    rows = table({1_000: figures(2.0), 50_000: figures(150.0)}).splitlines()
    assert rows[0] == "| tool | measure | 1,000 | 50,000 | growth |"
    assert f"| {FLOOR} | cold | 2.00 | 3.00 | 1.50x |" in rows
    assert f"| {OURS} | overlay | 2.00 | 3.00 | 1.50x |" in rows
    assert f"| {OURS} | peak memory, cold | 5 MB | 5 MB | |" in rows


@pytest.mark.parametrize(("large", "code"), [(150.0, 0), (250.0, 1)], ids=["little", "much"])
def test_only_growth_beyond_the_factor_fails(
    large: float, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {1_000: figures(2.0), 50_000: figures(large)}
    monkeypatch.setattr("benchmarks.growth._measured", lambda size, lines_each, runs: made[size])
    assert main(["--sizes", "50000", "1000"]) == code


def test_a_repository_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--sizes", "60", "--lines-each", "60"]) == 0
    said = capsys.readouterr().out
    assert "| tool | measure | 60 | growth |" in said
    assert f"| {OURS} | overlay |" in said
