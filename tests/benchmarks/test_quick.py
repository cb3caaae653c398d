from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from benchmarks.process import Cost, ProgramFailed
from benchmarks.quick import GATED, RECORD, Recorded, compare, grew, main, read, report
from benchmarks.rounds import COLD, Figures, paired_ratio

REPOSITORY = {"files": 1_500, "lines": 200_000, "seed": 1}
BEFORE = Recorded(REPOSITORY, {"python": "CPython 3.11"}, {"cold": 2.0, "warm": 0.5, "edit": 0.6})


def now(**ratios: float) -> Recorded:
    return msgspec.structs.replace(BEFORE, ratios=BEFORE.ratios | ratios)


@pytest.mark.parametrize(
    ("cold", "grown"),
    [(2.0, False), (1.0, False), (2.4, False), (2.6, True)],
    ids=["same", "shrank", "tolerated", "grew"],
)
def test_only_growth_beyond_the_tolerance_fails(cold: float, grown: bool) -> None:
    moves = compare(BEFORE, now(cold=cold))
    assert [move.measure for move in moves if grew(move, 0.25)] == ["cold"] * grown
    assert ("not tolerated" in report(moves, BEFORE, 0.25)) is grown


def test_the_report_says_by_how_much_each_moved() -> None:
    text = report(compare(BEFORE, now(cold=3.0, warm=0.25)), BEFORE, 0.25)
    assert "| cold | 2.00 | 3.00 | +50% |" in text
    assert "| warm | 0.50 | 0.25 | -50% |" in text
    assert "| edit | 0.60 | 0.60 | +0% |" in text
    assert "cold grew by 50%: more than 25% is not tolerated." in text


def test_without_a_record_nothing_grew() -> None:
    moves = compare(None, now(cold=99.0))
    assert not any(grew(move, 0.25) for move in moves)
    assert "nothing to compare with" in report(moves, None, 0.25)


def test_a_record_of_another_repository_is_no_record() -> None:
    other = msgspec.structs.replace(BEFORE, repository=REPOSITORY | {"files": 9})
    moves = compare(other, now(cold=99.0))
    assert [move.before for move in moves] == [None] * 3
    assert "nothing to compare with" in report(moves, other, 0.25)


def test_a_ratio_pairs_the_runs_of_one_round() -> None:
    floor, ours = ("floor", COLD), ("ours", COLD)
    figures: Figures = {
        floor: [Cost(1, 1, 1), Cost(4, 4, 1), Cost(2, 2, 1)],
        ours: [Cost(3, 3, 1), Cost(8, 8, 1), Cost(20, 20, 1)],
    }
    assert paired_ratio(figures, ours, floor) == 3
    figures[ours] = "> 600 s"
    with pytest.raises(ProgramFailed, match="> 600 s"):
        paired_ratio(figures, ours, floor)


def test_a_run_is_recorded_and_compared_with_the_next_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "recorded.json"
    small = ["--files", "60", "--lines", "4000", "--runs", "1", "--record-file", str(record)]
    assert main([*small, "--record"]) == 0
    recorded = read(record)
    assert recorded is not None
    assert list(recorded.ratios) == list(GATED)
    faster = {name: ratio / 100 for name, ratio in recorded.ratios.items()}
    record.write_bytes(msgspec.json.encode(msgspec.structs.replace(recorded, ratios=faster)))
    assert main(small) == 1
    assert capsys.readouterr().out.count("not tolerated") == 3


def test_the_record_that_is_kept_can_be_read() -> None:
    recorded = read(RECORD)
    assert recorded is not None
    assert set(recorded.ratios) == set(GATED)
