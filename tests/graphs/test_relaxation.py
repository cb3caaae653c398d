from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.graphs.budget import Budget
from analysis.graphs.relaxation import Relaxation

ELEMENTS = 7


def least(sets: list[list[int]], weights: list[int]) -> int:
    return min(
        sum(weights[item] for item in chosen)
        for size in range(ELEMENTS + 1)
        for chosen in combinations(range(ELEMENTS), size)
        if all(set(items) & set(chosen) for items in sets)
    )


GROUPS = st.lists(
    st.lists(st.integers(0, ELEMENTS - 1), min_size=1, max_size=4, unique=True), max_size=9
)


@given(GROUPS, GROUPS, st.lists(st.integers(1, 5000), min_size=ELEMENTS, max_size=ELEMENTS))
@settings(max_examples=80)
def test_no_hitting_set_undercuts_the_bound(
    first: list[list[int]], more: list[list[int]], weights: list[int]
) -> None:
    relaxation = Relaxation(weights)
    sets: list[list[int]] = []
    for group in (first, more):
        relaxation.add(group)
        sets += group
        relaxation.improve(sum(weights), 40, Budget(10_000))
        assert 0 <= relaxation.at_least <= least(sets, weights)
        assert all(set(items) & set(relaxation.suggestion()) for items in sets)


def test_it_finds_what_no_packing_of_whole_sets_can() -> None:
    # Each element is in two of three sets: one and a half of them are needed, so two.
    relaxation = Relaxation([1000, 1000, 1000])
    relaxation.add([[0, 1], [1, 2], [0, 2]])
    relaxation.improve(2000, 60, Budget(10_000))
    assert 1400 <= relaxation.at_least <= 1500
