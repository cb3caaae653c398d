from __future__ import annotations

from textwrap import dedent, indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.extract.class_interface import Offer, body_likeness, read_interface
from analysis.extract.class_uses import ClassUse, class_makes, class_questions
from analysis.extract.function_body import split_lines

POOL = '''
class Pool(Base):
    """Connections."""

    limit = 10
    name: str

    class Meta:
        ordering = 1

    def __init__(self, url: str, *rest, size: int = 3, **more):
        self.url, self.size = url, size
        self.limit = 4

    @property
    def free(self) -> int:
        return self.size

    @free.setter
    def free(self, value):
        self._free = value

    @classmethod
    async def of(cls, url="x"):
        cls.made = 1
        return cls(url)

    @staticmethod
    def check(url, /): ...

    @overload
    def get(self): ...

    def get(self, key=None):
        return self.url
'''


def interface(text: str) -> dict[str, Offer]:
    lines = split_lines(dedent(text).strip())
    return {offer.name: offer for offer in read_interface(lines, 1, len(lines))}


def test_members_are_read_closely() -> None:
    said = {name: (each.kind, each.signature) for name, each in interface(POOL).items()}
    assert said == {
        "limit": ("attribute", None),
        "name": ("attribute", None),
        "Meta": ("class", None),
        "__init__": ("method", "(self, url, *rest, size=3, **more)"),
        "free": ("property, setter", None),
        "of": ("async classmethod", "(cls, url='x')"),
        "check": ("staticmethod", "(url, /)"),
        "get": ("method", "(self, key=None)"),
        "url": ("instance attribute", None),
        "size": ("instance attribute", None),
        "_free": ("instance attribute", None),
    }


def test_lines_are_those_of_the_file() -> None:
    lines = split_lines("if x:\n" + indent(POOL.strip(), "    "))
    found = read_interface(lines, 2, len(lines))
    assert {each.name: each.line for each in found}["__init__"] == 11
    assert "def __init__" in lines[10]


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("x = 1; return f(x)", "y = 1; return f(y)", 1, 1),
        ("'''Words.'''; return f(self)", "return f(self)", 1, 1),
        ("pass", "...", 1, 1),
        ("a(); b(); c(); d()", "a(); b(); c(); e()", 0.7, 0.8),
        ("return f(self)", "return g(self)", 0, 0),
    ],
)
def test_bodies_are_compared_by_statement(one: str, other: str, least: float, most: float) -> None:
    bodies = [interface(f"class A:\n    def f(self): {body}")["f"] for body in (one, other)]
    assert least <= body_likeness(*bodies) <= most


@given(st.text(max_size=60), st.integers(-2, 5), st.integers(-2, 5))
def test_reading_an_interface_never_raises(text: str, line: int, end: int) -> None:
    assert isinstance(read_interface(split_lines("class A:\n  " + text), line, end), tuple)


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("isinstance(x, Pool)", ["isinstance"]),
        ("issubclass(x, (A, Pool))", ["issubclass"]),
        ("isinstance(x, A | Pool)", ["isinstance"]),
        ("try: ...\nexcept Pool: ...", ["except"]),
        ("try: ...\nexcept (A, Pool) as error: ...", ["except"]),
        ("match x:\n  case A() | Pool(size=1): ...", ["case"]),
        ("x = Pool(1)", ["call"]),
        ("raise Pool", ["raise"]),
        ("raise Pool(1)", ["call"]),
        ("x: Pool = f(y)", []),
        ("isinstance(Pool, type)", []),
        ("isinstance(x, other.Pool)", []),
        ("isinstance(x, Pools)", []),
        ("x.Pool(1)", []),
        ("'isinstance(x, Pool)'", []),
        ("isinstance(x, Pool", []),
    ],
)
def test_uses_of_a_class(text: str, uses: list[str]) -> None:
    found = (*class_questions(text, "Pool"), *class_makes(text, "Pool"))
    assert [use.kind for use in found] == uses


def test_uses_stand_in_the_order_of_lines() -> None:
    found = class_makes("if x:\n    Pool()\nraise Pool\n", "Pool")
    assert found == (ClassUse("call", 2), ClassUse("raise", 3))


@given(st.text(max_size=60))
def test_reading_uses_never_raises(text: str) -> None:
    code = f"isinstance(x, A)\nA()\n{text}"
    assert isinstance(class_questions(code, "A") + class_makes(code, "A"), tuple)
