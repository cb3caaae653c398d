"""How much is drawn at first: as much as can be read."""

from __future__ import annotations

from analysis.graphs.picture import Box, Picture
from analysis.graphs.readable import FEWEST_BOXES, fitting_scale, readable


def row(number: int) -> Picture:
    """Boxes of 100 by 40 beside each other."""
    boxes = (Box(str(at), "", "module", 50 + 100 * at, 20, 100, 40, 0) for at in range(number))
    return Picture(tuple(boxes), ())


def test_the_scale_is_what_shows_all() -> None:
    assert fitting_scale(row(10), (500, 100)) == 0.5
    assert fitting_scale(row(10), (5000, 20)) == 0.5
    assert fitting_scale(Picture((), ()), (1, 1)) == 1


def test_the_largest_that_can_be_read_is_taken() -> None:
    asked: list[int] = []

    def drawn(budget: int) -> Picture:
        asked.append(budget)
        return row(budget)

    assert len(readable(drawn, (1100, 100)).boxes) == 25
    assert asked == [60, 40, 25]
    assert len(readable(drawn, (10_000, 1000)).boxes) == 60


def test_a_few_boxes_are_no_better_than_many() -> None:
    picture = readable(lambda budget: row(30 if budget > 15 else FEWEST_BOXES - 1), (100, 100))
    assert len(picture.boxes) == 30
    assert len(readable(row, (100, 100), (60,)).boxes) == 60
