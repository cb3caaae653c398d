from __future__ import annotations

import pytest

from analysis.extract.function_body import split_lines
from analysis.extract.module import extract
from analysis.extract.usage import Use, import_time_uses, later_uses, names_in


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("def f(): return x\n", {}, id="body of a function"),
        pytest.param("f = lambda: x\n", {}, id="body of a lambda"),
        pytest.param("y = x\n", {"x": Use.VALUE}, id="value"),
        pytest.param("def f(a=x): ...\n", {"x": Use.VALUE}, id="default"),
        pytest.param("f = lambda a=x: a\n", {"x": Use.VALUE}, id="default of a lambda"),
        pytest.param("@x.y\ndef f(): ...\n", {"x": Use.DECORATOR}, id="decorator"),
        pytest.param("class A(x.B): ...\n", {"x": Use.BASE}, id="base"),
        pytest.param("class A(metaclass=x): ...\n", {"x": Use.BASE}, id="metaclass"),
        pytest.param("class A:\n    y = x\n", {"x": Use.VALUE}, id="class body"),
        pytest.param("def f(a: x): ...\n", {"x": Use.ANNOTATION}, id="annotation"),
        pytest.param("y = x\nclass A(x): ...\n", {"x": Use.BASE}, id="the strongest use"),
        pytest.param("if __name__ == '__main__':\n    x()\n", {}, id="main block"),
        pytest.param("x.y = 1\n", {"x": Use.VALUE}, id="attribute assigned"),
        pytest.param("x = 1\n", {}, id="name assigned"),
    ],
)
def test_import_time_uses(source: str, expected: dict[str, Use]) -> None:
    names = import_time_uses(extract(source.encode()).program).names
    names.pop("__name__", None)
    assert names == expected


def test_called() -> None:
    source = "@decorate\ndef f(): ...\nf()\na.b(c)\n"
    found = import_time_uses(extract(source.encode()).program)
    assert found.called == {"decorate", "f", "a"}


def test_later_uses() -> None:
    text = (
        "from m import A, B, C, D\n"
        "x = A\n"
        "def f(b: B, c: 'C') -> None:\n    d: D = B()\n    return lambda: E\n"
    )
    found = later_uses(text)
    assert found.code == {"B", "E"}
    assert found.annotations == {"B", "C", "D"}
    assert names_in(split_lines(text), 3, 5) >= {"B", "E"}


@pytest.mark.parametrize("text", ["def f(:", "\0", "(" * 9_000])
def test_unreadable(text: str) -> None:
    assert later_uses(text).code == frozenset()
    assert names_in(split_lines(text), 1, 1) == frozenset()
