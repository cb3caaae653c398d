"""What the server keeps: as many analyses as there is memory for, those that are looked at last."""

from __future__ import annotations

import gc
import weakref

import pytest
import streamlit as st

from analysis import Analysis, MemoryTree, analyze
from views import kept
from views.kept import Kept, Seat, Shelf
from views.shelf import of_analysis


@pytest.fixture(autouse=True)
def empty() -> None:
    st.cache_resource.clear()


def analysis(name: str) -> Analysis:
    return analyze(MemoryTree({"a.py": ""}, name))


def keeping(most: int, *keys: str) -> Kept:
    """Of analyses that weigh one each."""
    found = Kept(most, lambda each: 1)
    for key in keys:
        found.put(key, analysis(key))
    return found


def keys_of(found: Kept) -> list[str]:
    return sorted(each.tree.label for each in found)


def test_those_used_last_are_kept() -> None:
    found = keeping(2, "s#1", "s#2")
    assert found.get("s#1") is not None
    found.put("t#3", analysis("t#3"))
    assert keys_of(found) == ["s#1", "t#3"]
    assert found.latest("s#") is found.get("s#1")
    assert found.latest("u#") is None


def test_what_no_session_looks_at_goes_first() -> None:
    found = keeping(2, "s#1", "t#2")
    seat = Seat(found)
    found.get("s#1", seat)
    found.get("t#2")
    found.put("u#3", analysis("u#3"))
    assert keys_of(found) == ["s#1", "u#3"]
    seat.leave()
    found.get("u#3")
    found.put("v#4", analysis("v#4"))
    assert keys_of(found) == ["u#3", "v#4"]


def test_one_that_is_too_large_is_kept_alone() -> None:
    found = Kept(10, lambda each: 100 if each.tree.label == "large" else 1)
    for name in ("a", "b", "large"):
        found.put(name, analysis(name))
    assert keys_of(found) == ["large"]


def test_a_folder_as_it_was_goes_when_nobody_looks_at_it_any_more() -> None:
    found = keeping(10, "s#1", "s#2")
    one, other = Seat(found), Seat(found)
    found.get("s#1", one)
    found.get("s#1", other)
    found.get("s#2", one)
    assert keys_of(found) == ["s#1", "s#2"]
    found.get("s#2", other)
    assert keys_of(found) == ["s#2"]


def test_what_was_computed_goes_with_its_analysis() -> None:
    found = keeping(1, "s#1")
    computed = MemoryTree({}, "computed")
    gone = weakref.ref(computed)
    found.shelf("s#1!some-fix").made("name", 4, "asked", lambda tree=computed: tree)  # type: ignore[misc]
    assert found.shelf("s#1") is found.shelf("s#1!some-fix")
    del computed
    found.put("t#2", analysis("t#2"))
    gc.collect()
    assert gone() is None


def test_of_what_is_not_kept_little_is_kept() -> None:
    found = keeping(1)
    shelves = [found.shelf(f"gone#{number}") for number in range(kept.ORPHANS + 1)]
    assert found.shelf(f"gone#{kept.ORPHANS}") is shelves[-1]
    assert found.shelf("gone#0") is not shelves[0]


def test_a_question_is_answered_once_and_the_last_ones_are_kept() -> None:
    shelf, asked = Shelf(), list[int]()

    def make(number: int) -> int:
        asked.append(number)
        return number

    for number in (1, 2, 1, 3, 1, 2):
        assert shelf.made("double", 2, number, lambda n=number: make(n)) == number  # type: ignore[misc]
    assert asked == [1, 2, 3, 2]


def test_an_answer_that_fails_is_asked_for_again() -> None:
    shelf = Shelf()
    with pytest.raises(ZeroDivisionError):
        shelf.made("n", 1, "k", lambda: 1 / 0)
    assert shelf.made("n", 1, "k", lambda: None) is None


def test_arguments_with_an_underscore_are_no_part_of_the_question() -> None:
    asked: list[tuple[str, int]] = []

    @of_analysis(most=4)
    def answer(key: str, _analysis: object, number: int = 1) -> int:
        asked.append((key, number))
        return number

    assert [answer("k", object()), answer("k", object(), 1), answer("k", None, number=2)] == [
        1,
        1,
        2,
    ]
    assert answer("other", None) == 1
    assert asked == [("k", 1), ("k", 2), ("other", 1)]


@pytest.mark.parametrize(
    ("said", "limit"),
    [("64", 64), ("", kept.LIMIT_MB), ("-1", kept.LIMIT_MB), ("x", kept.LIMIT_MB)],
)
def test_how_much_is_kept_can_be_said(
    monkeypatch: pytest.MonkeyPatch, said: str, limit: int
) -> None:
    monkeypatch.setenv(kept.LIMIT_VARIABLE, said)
    assert kept.limit() == limit * 2**20
