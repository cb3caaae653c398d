"""A drawing with as many boxes as can be read without zooming."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from analysis.graphs.picture import Picture

BUDGETS = (60, 40, 25, 15, 8)
SCALE = 0.42
"""Names in smaller boxes are guessed, not read."""
FEWEST_BOXES = 8


def readable(
    drawn: Callable[[int], Picture],
    window: tuple[float, float],
    budgets: Iterable[int] = BUDGETS,
) -> Picture:
    """The drawing with the largest budget of boxes whose names can be read in a window.

    `drawn` gives the drawing for a budget; width and height are in pixels.
    """
    largest, *smaller = budgets
    picture = drawn(largest)
    for budget in smaller:
        if fitting_scale(picture, window) >= SCALE:
            break
        fewer = drawn(budget)
        if len(fewer.boxes) < FEWEST_BOXES:
            # Two boxes that can be read say less than forty that must be zoomed into.
            break
        picture = fewer
    return picture


def fitting_scale(picture: Picture, window: tuple[float, float]) -> float:
    """Pixels for a unit of the drawing, where all of it is seen."""
    if not picture.boxes:
        return 1.0
    left = min(box.x - box.width / 2 for box in picture.boxes)
    right = max(box.x + box.width / 2 for box in picture.boxes)
    top = min(box.y - box.height / 2 for box in picture.boxes)
    bottom = max(box.y + box.height / 2 for box in picture.boxes)
    return min(window[0] / (right - left), window[1] / (bottom - top))
