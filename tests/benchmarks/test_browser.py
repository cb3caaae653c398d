"""What is said of the figures from a browser, and the crowded map they are taken on."""

from __future__ import annotations

from pathlib import Path

from analysis import Options, analyze, open_directory
from analysis.graphs.layout import draw_modules
from analysis.graphs.scene import MapOptions
from analysis.scenes import scene_of
from benchmarks.browser import BEGIN, END, Panned, Seen, missed, report
from benchmarks.crowd import BOXES, IMPORTS, OPEN, write_crowd
from benchmarks.results import DOCUMENT, written_between

GOOD = Seen("good", 10, [1.0, 2.0, 9.0], [100, 200, 900])
SLOW = Seen("slow", 20, [2.0, 4.0, 5.0], [100, 400, 500])


def test_a_goal_is_missed_by_the_median() -> None:
    assert missed([GOOD], Panned(400, 2_000, 31)) == []
    assert len(missed([GOOD, SLOW], Panned(400, 2_000, 29))) == 3


def test_the_report_has_a_row_for_each_repository() -> None:
    text = report([GOOD, SLOW], Panned(400, 2_000, 42.4))
    assert "| good | 10 | 2.00 | 9.00 | 200 | 900 |" in text
    assert "42 frames a second" in text
    assert "Missed: the picture of slow; the panel of slow." in text
    assert text in written_between(DOCUMENT.read_text("utf-8"), text, BEGIN, END)


def test_the_crowded_map_is_as_full_as_a_map_may_be(tmp_path: Path) -> None:
    write_crowd(tmp_path)
    analysis = analyze(open_directory(tmp_path), Options(jobs=1))
    picture = draw_modules(scene_of(analysis), MapOptions(opened=frozenset(OPEN)))
    assert len(picture.boxes) == BOXES == MapOptions().ceiling
    assert len(picture.arrows) == IMPORTS
