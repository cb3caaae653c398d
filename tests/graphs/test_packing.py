"""Rows as a rectangle: nothing overlaps, and no room is wasted where it costs legibility."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.graphs.layout import draw_modules
from analysis.graphs.packing import LEAST_ROW_GAP, ROW_GAP, SCREEN, Size, pack
from analysis.graphs.picture import Box
from analysis.graphs.scene import MapOptions, Scene
from tests.graphs.builders import execution, structure

sizes_of_boxes = st.builds(Size, st.floats(84, 400), st.floats(34, 90))
rows_of_sizes = st.lists(st.lists(sizes_of_boxes, min_size=1, max_size=6), min_size=2, max_size=12)


@given(rows_of_sizes)
@settings(max_examples=60)
def test_rows_keep_apart_and_come_nearer_only_where_the_whole_is_tall(
    made: list[list[Size]],
) -> None:
    rows = [[f"{row}.{box}" for box in range(len(held))] for row, held in enumerate(made)]
    sizes = {f"{row}.{box}": size for row, held in enumerate(made) for box, size in enumerate(held)}
    place = {box: float(at) for row in rows for at, box in enumerate(row)}
    packed = pack(rows, sizes, place)
    gaps = []
    for above, below in pairwise(rows):
        bottom = max(packed.corners[box][1] + sizes[box].height for box in above)
        gaps.append(min(packed.corners[box][1] for box in below) - bottom)
    assert min(gaps) >= LEAST_ROW_GAP - 0.01
    if packed.size.width > packed.size.height * SCREEN * 1.02:
        assert max(gaps) >= ROW_GAP - 0.01
    for box, (left, top) in packed.corners.items():
        assert left >= -0.01
        assert top >= -0.01
        assert left + sizes[box].width <= packed.size.width + 0.01
        assert top + sizes[box].height <= packed.size.height + 0.01


def boxes_of(imports: list[str]) -> list[Box]:
    made = structure(imports=imports)
    picture = draw_modules(Scene(made, execution(made)), MapOptions())
    return sorted(picture.boxes, key=lambda box: box.y)


def test_the_names_of_a_long_chain_can_be_read_in_a_small_window() -> None:
    links = [f"module_{at:02} -> module_{at + 1:02}" for at in range(13)]
    chain = boxes_of(links)
    height = chain[-1].y + chain[-1].height / 2 - chain[0].y + chain[0].height / 2
    scale = 430 / height
    assert min(box.height for box in chain) * 0.66 * scale >= 9
    # Boxes are wide for what a name of that height takes.
    letters = len("module_00") * 0.56 * 9 / scale
    assert min(box.width for box in chain) >= letters


def test_boxes_are_wider_only_where_that_costs_nothing() -> None:
    chain = boxes_of([f"m{at} -> m{at + 1}" for at in range(9)])
    fan = boxes_of([f"m{at} -> m9" for at in range(9)])
    assert chain[0].id == fan[0].id == "m0"
    assert chain[0].height == fan[0].height
    assert chain[0].width > 1.1 * fan[0].width
