"""Code that would not end, or not fit, is followed for a counted number of steps and no further."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.execution import budget, growth, inheritance
from analysis.execution.outcome import Ok, Outcome, Unknown
from analysis.execution.values import Class, External
from analysis.pipeline import Options, analyze
from analysis.sources.tree import MemoryTree

RING = {f"m{at}.py": f"import m{(at + 1) % 30}\n" for at in range(30)}


def outcomes(files: dict[str, str]) -> dict[str, Outcome]:
    return dict(analyze(MemoryTree(files), Options(jobs=1)).execution.outcomes)


def test_an_entry_beyond_the_budget_is_unknown_and_others_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(budget, "MOST_STEPS", 400)
    monkeypatch.setattr(budget, "LEAST_STEPS", 20)
    found = outcomes({**RING, "z.py": "x = 1\n"})
    assert found["m0"] == Ok()
    assert found["m29"] == Unknown("its imports lead to too many others to be followed")
    assert found["z"] == Ok()


def test_the_budget_is_enough_for_the_same_ring_otherwise() -> None:
    assert set(outcomes(RING).values()) == {Ok()}


@pytest.mark.parametrize(
    "growing",
    [
        "x = ['a']\n" + "x = x + x\n" * 6,
        "x = ['a']\n" + "x += x\n" * 6,
        "x = ['a']\n" + "x.extend(x)\n" * 6,
        "x = ['a']\n" + "x = [*x, *x]\n" * 6,
    ],
)
def test_what_grows_too_long_is_open(growing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"m.py": f"{growing}__all__ = x\n", "n.py": "from m import *\n"}
    names = "AttributeError" in str(outcomes(files)["n"])
    assert names  # every item is known: the module has no `a`
    monkeypatch.setattr(growth, "MOST_ITEMS", 8)
    assert "AttributeError" in str(outcomes(files)["n"])  # what is known of it is still so


@pytest.mark.parametrize(
    ("text", "arguments", "swells"),
    [
        ("%s", ("x",), False),
        ("%010d", (1,), False),
        ("{:>80}", ("x",), False),
        ("%10000000000d", (1,), True),
        ("%*d", (10**10, 1), True),
        ("{:{}}", (1, 10**10), True),
        ("{0:10000000000}", (1,), True),
        ("{0}" * 2_000, ("x" * 1_000,), True),
    ],
)
def test_a_width_of_ten_digits_is_not_filled(
    text: str, arguments: tuple[object, ...], swells: bool
) -> None:
    assert growth.may_swell(text, arguments) is swells


def recursive(klass: Class) -> list[Class]:
    """The order as it is defined: the last place of each class in a walk of all paths."""
    order: list[Class] = []

    def visit(current: Class) -> None:
        if current in order:
            order.remove(current)
        order.append(current)
        for base in current.bases:
            if isinstance(base, Class):
                visit(base)

    visit(klass)
    return order


@given(st.lists(st.lists(st.integers(0, 8), max_size=3), min_size=1, max_size=9))
def test_the_order_of_lookup_is_that_of_all_paths(bases: list[list[int]]) -> None:
    classes: list[Class] = []
    for number, indices in enumerate(bases):
        above = [classes[index] for index in indices if index < number]
        classes.append(Class(f"C{number}", "m", tuple(dict.fromkeys(above))))
    for klass in classes:
        assert inheritance.mro(klass) == (recursive(klass), True)


def test_a_class_above_too_many_is_not_known_wholly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inheritance, "MOST_ABOVE", 3)
    top = Class("T", "m", (External("builtins.object"),))
    for number in range(5):
        top = Class(f"C{number}", "m", (top,))
    order, complete = inheritance.mro(top)
    assert (len(order), complete) == (3, False)
