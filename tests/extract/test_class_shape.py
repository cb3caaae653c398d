from __future__ import annotations

from textwrap import dedent, indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.extract.class_shape import (
    ClassShape,
    read_class_shape,
    same_code,
    similarity,
)
from analysis.extract.function_body import split_lines

ORDERS = '''
class Orders(Base):
    """What has been ordered."""

    limit = 10

    def __init__(self, store, clock=None):
        self.store = store
        self.clock = clock or default_clock()

    def total(self, items):
        """Sum in cents."""
        amount = 0
        for item in items:
            if item.price > self.limit:  # too dear
                continue
            amount += item.price * item.count
        return amount

    async def save(self, order):
        try:
            await self.store.write(order.key, order)
        except StoreError as error:
            log.warning("lost %s", error)
            raise Unsaved(order) from error
        return Orders(self.store)
'''


def shape(text: str) -> ClassShape:
    return read_class_shape(split_lines(dedent(text)), 1, text.count("\n") + 1)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(ORDERS, id="itself"),
        pytest.param(ORDERS.replace('"""Sum in cents."""', ""), id="docstring"),
        pytest.param(ORDERS.replace("  # too dear", "\n"), id="comment and blank line"),
        pytest.param(ORDERS.replace("amount", "sum_"), id="local"),
        pytest.param(ORDERS.replace("items", "things"), id="parameter"),
        pytest.param(
            ORDERS.replace("error:", "e:")
            .replace(", error)", ", e)")
            .replace("from error", "from e")
            .replace("as error", "as e"),
            id="exception name",
        ),
        pytest.param(ORDERS.replace("Orders", "Sales"), id="another class name"),
        pytest.param(ORDERS.replace("items)", "items: list[Item]) -> int"), id="annotations"),
        pytest.param(
            ORDERS.replace("store, clock=None", "store: [at for at in 'x'], clock=(None)"),
            id="a name that only an annotation binds",
        ),
        pytest.param(
            ORDERS.replace(
                "item.price * item.count", "(\n                item.price * item.count)"
            ),
            id="layout",
        ),
    ],
)
def test_what_changes_nothing(changed: str) -> None:
    assert same_code(shape(ORDERS), shape(changed))
    assert similarity(shape(ORDERS), shape(changed)) > 0.9


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(ORDERS.replace("> self", ">= self"), id="operator"),
        pytest.param(ORDERS.replace("limit = 10", "limit = 11"), id="constant"),
        pytest.param(ORDERS.replace("self.store.write", "self.store.put"), id="called method"),
        pytest.param(ORDERS.replace("default_clock", "other_clock"), id="called function"),
        pytest.param(ORDERS.replace("def total", "def sum"), id="method name"),
        pytest.param(ORDERS.replace("async def", "def"), id="async"),
        pytest.param(ORDERS.replace("= 0\n", "= '\x01item\x02'\n"), id="a constant like a mark"),
        pytest.param(ORDERS.replace("item.price * item.count", "amount * item.count"), id="local"),
    ],
)
def test_what_makes_it_another_code(changed: str) -> None:
    assert not same_code(shape(ORDERS), shape(changed))
    assert 0.6 < similarity(shape(ORDERS), shape(changed)) < 1


def test_an_unrelated_class_is_far() -> None:
    other = shape(
        """
        class Orders:
            def draw(self, canvas):
                canvas.begin(self.width, self.height)
                self.pen.move(canvas.origin)
                return canvas.finish()
        """
    )
    assert similarity(shape(ORDERS), other) < 0.2


def test_names_are_those_of_the_module() -> None:
    assert set(shape(ORDERS).names) == {
        "StoreError", "Unsaved", "default_clock", "log", "log.warning",
    }  # fmt: skip


def test_a_nested_definition_with_a_string_over_lines() -> None:
    text = "if FLAG:\n" + indent(ORDERS.strip(), "    ") + "\n    text = '''\nat the margin'''\n"
    found = read_class_shape(split_lines(text), 2, text.count("\n"))
    assert [member.name for member in found.methods] == ["__init__", "total", "save"]


@pytest.mark.parametrize(
    ("text", "line", "end"),
    [
        ("", 1, 1),
        ("class", 1, 1),
        ("x = 1\n", 1, 1),
        ("class A:\n  def f(:\n", 1, 2),
        ("class A: pass\n", 7, 9),
        ("\0", 1, 1),
        ("class A:\n x = " + "(" * 500 + ")" * 500, 1, 2),
    ],
)
def test_it_never_raises(text: str, line: int, end: int) -> None:
    assert isinstance(read_class_shape(split_lines(text), line, end), ClassShape)


@given(st.text(max_size=60), st.integers(-2, 5), st.integers(-2, 5))
def test_it_never_raises_on_anything(text: str, line: int, end: int) -> None:
    assert isinstance(read_class_shape(split_lines("class A:\n  " + text), line, end), ClassShape)
