from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.extract.class_shape import ClassShape, same_code, similarity
from analysis.extract.definitions import Definition, definitions_in, shape_of
from analysis.extract.function_body import split_lines

FUNCTION = """\
@cached
def select(rows, limit=10):
    'The best of them.'
    kept = [row for row in rows if row.is_active]
    log.info("%d of %d rows stay", len(kept), len(rows))
    if not kept:
        return select(fallback(rows), limit)
    return sorted(kept, key=lambda row: row.value)[:limit]
"""


def defined(text: str) -> list[tuple[str, str, int, int]]:
    found = definitions_in(split_lines(dedent(text)))
    return [(each.name, each.kind, each.line, each.end_line) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f():\n    x = 1\n", [("f", "function", 1, 2)]),
        ("async def f(): ...\n", [("f", "function", 1, 1)]),
        ("@a\n@b\nclass A:\n    y = 2\n", [("A", "class", 1, 4)]),
        ("x = y = 1\n", [("x", "assign", 1, 1), ("y", "assign", 1, 1)]),
        ("a, (b, *c) = z\n", [("a", "assign", 1, 1), ("b", "assign", 1, 1)]),
        ("x: int = 1\ny: int\n", [("x", "assign", 1, 1)]),
        ("a.b = c[0] = 1\n", []),
        ("if p:\n    x = 1\nelse:\n    x = 2\n", [("x", "assign", 2, 2), ("x", "assign", 4, 4)]),
        (
            "try:\n    x = 1\nexcept E:\n    y = 2\nelse:\n    z = 3\nfinally:\n    w = 4\n",
            [(name, "assign", line, line) for name, line in zip("xyzw", (2, 4, 6, 8), strict=True)],
        ),
        ("with a:\n    for i in b:\n        x = 1\n", [("x", "assign", 3, 3)]),
        ("def f(:\n", []),
        ("x = 1\0\n", []),
    ],
)
def test_what_a_text_defines(text: str, expected: list[tuple[str, str, int, int]]) -> None:
    assert defined(text) == expected


@pytest.mark.parametrize(
    ("text", "name", "origin"),
    [
        ("from a.b import c\n", "c", (0, "a.b", "c")),
        ("from ..a import c as d\n", "d", (2, "a", "c")),
        ("from . import c\n", "c", (1, "", "c")),
        ("import a.b as c\n", "c", (0, "a.b", None)),
        ("import a.b\n", "a", (0, "a", None)),
    ],
)
def test_where_an_import_takes_its_name_from(
    text: str, name: str, origin: tuple[int, str, str | None]
) -> None:
    assert definitions_in(split_lines(text)) == (Definition(name, "import", 1, 1, origin),)


def shape(text: str) -> ClassShape:
    lines = split_lines(text)
    return shape_of(lines, definitions_in(lines)[-1])


@pytest.mark.parametrize(
    ("change", "same"),
    [
        pytest.param(("select", "choose"), True, id="another name, also where it calls itself"),
        pytest.param(("kept", "chosen"), True, id="another local"),
        pytest.param(("'The best of them.'", "# of them"), True, id="another comment"),
        pytest.param(("limit=10", "limit: int = 10"), True, id="annotated"),
        pytest.param(("(rows, limit", "(items, limit"), False, id="a parameter whose uses stay"),
        pytest.param(("is_active", "is_old"), False, id="another attribute"),
        pytest.param(("@cached\n", ""), False, id="not decorated"),
        pytest.param(("limit=10", "limit=11"), False, id="another default"),
    ],
)
def test_the_same_function(change: tuple[str, str], same: bool) -> None:
    one, other = shape(FUNCTION), shape(FUNCTION.replace(*change))
    assert same_code(one, other) == same


def test_values_are_compared_whatever_they_are_called() -> None:
    one = shape("SIZES = {'small': 10, 'medium': 20}\n")
    assert same_code(one, shape("LIMITS: dict = {'small': 10, 'medium': 20}\n"))
    assert not same_code(one, shape("SIZES = {'small': 10, 'medium': 21}\n"))
    assert not same_code(one, shape("def SIZES(): return {'small': 10, 'medium': 20}\n"))


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    lines = split_lines(text)
    for each in definitions_in(lines):
        assert 1 <= each.line <= each.end_line <= len(lines)
        shape_of(lines, each)


def test_an_edited_function_is_still_like_it_was() -> None:
    edited = FUNCTION.replace("if not kept", "if len(kept) < limit").replace("select", "choose")
    assert 0.6 < similarity(shape(FUNCTION), shape(edited)) < 1
    assert similarity(shape(FUNCTION), shape("def f(a, b):\n    raise Unlike(a.name + b)\n")) < 0.3
