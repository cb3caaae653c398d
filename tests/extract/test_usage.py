from __future__ import annotations

import msgspec
import pytest

from analysis.extract.function_body import split_lines
from analysis.extract.module import extract
from analysis.extract.usage import (
    Use,
    import_time_uses,
    is_read_in_a_function,
    later_uses,
    names_in_functions,
    outline_of,
)


def uses(source: str, future_annotations: bool = False) -> dict[str, Use]:
    outline = outline_of(extract(source.encode()))
    outline = msgspec.structs.replace(
        outline, future_annotations=future_annotations, imported=frozenset({"x"})
    )
    return dict(import_time_uses(split_lines(source), outline))


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
        pytest.param("if TYPE_CHECKING:\n    y = x\n", {}, id="for type checkers"),
        pytest.param("if 0:\n    x()\n", {}, id="a branch that never runs"),
        pytest.param("if x:\n    pass\n", {"x": Use.VALUE}, id="test"),
        pytest.param("for y in x: ...\n", {"x": Use.VALUE}, id="loop"),
        pytest.param("with x as y: ...\n", {"x": Use.VALUE}, id="with"),
        pytest.param("x.y = 1\n", {"x": Use.VALUE}, id="attribute assigned"),
        pytest.param("x = 1\n", {}, id="name assigned"),
    ],
)
def test_import_time_uses(source: str, expected: dict[str, Use]) -> None:
    assert uses(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("def f(): return x\nf()\n", True, id="function"),
        pytest.param("def f(): g()\ndef g(): x\nf()\n", True, id="through another"),
        pytest.param("@f\ndef g(): y\ndef f(h): return x\n", True, id="as a decorator"),
        pytest.param("class A:\n    def m(self): return x\nA().m()\n", True, id="class"),
        pytest.param("def f(): return x\ng(f)\n", False, id="only passed on"),
        pytest.param("def f(x): return x\n(lambda: f())\n", False, id="in a lambda"),
    ],
)
def test_what_the_module_calls_itself(source: str, expected: bool) -> None:
    assert uses(source).get("x") == (Use.VALUE if expected else None)


def test_annotations_that_are_not_evaluated() -> None:
    source = "def f(a: x) -> y: ...\nz: x = 1\n"
    assert uses(source) == {
        "x": Use.VALUE, "y": Use.ANNOTATION, "z": Use.VALUE,
    }  # fmt: skip
    assert uses(source, future_annotations=True) == {"z": Use.VALUE}


def test_later_uses() -> None:
    text = (
        "from m import A, B, C, D\n"
        "x = A\n"
        "def f(b: B, c: 'C') -> None:\n    d: D = B()\n    return lambda: E\n"
    )
    found = later_uses(text)
    assert found.code == {"B", "E"}
    assert found.annotations == {"B", "C", "D"}


@pytest.mark.parametrize("text", ["def f(:", "\0", "(" * 9_000])
def test_unreadable(text: str) -> None:
    assert later_uses(text).code == frozenset()
    assert uses(text) == {}


FUTURE = "from __future__ import annotations\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("def f():\n    return x\n", True, id="read"),
        pytest.param("class A:\n    def f(self):\n        return x.y\n", True, id="in a method"),
        pytest.param("async def f(\n    a,\n):\n    x\n", True, id="async"),
        pytest.param("def f():\n    def g():\n        return x\n", True, id="in a function inside"),
        pytest.param("def f(x):\n    return x\n", False, id="a parameter"),
        pytest.param("def f():\n    x = 1\n    return x\n", False, id="a local"),
        pytest.param("def f():\n    x = 1\n    def g():\n        return x\n", False, id="free"),
        pytest.param("def f(a):\n    return a.x\n", False, id="an attribute"),
        pytest.param("def f():\n    'x'\n# x\n", False, id="a text"),
        pytest.param("def f(a: x):\n    b = a\n", False, id="an annotation"),
        pytest.param(FUTURE + "def f():\n    b: x = 1\n", False, id="put off"),
        pytest.param(FUTURE + "def f():\n    def g(a: x): ...\n", False, id="put off inside"),
        pytest.param("def f():\n    def g(a: x):\n        pass\n", True, id="evaluated inside"),
        pytest.param("def f():\n    y = '''\nz\n'''; x\n", None, id="a string at the margin"),
        pytest.param("def f(): return x\n", None, id="on one line"),
        pytest.param("y = x\n", False, id="at the top"),
    ],
)
def test_a_function_that_reads_a_name(source: str, expected: bool | None) -> None:
    found = is_read_in_a_function(split_lines(source), outline_of(extract(source.encode())), "x")
    in_file = "x" in names_in_functions(source)
    # What one function shows is true of the file; the file may know more.
    assert in_file if found else expected is None or not in_file
    assert expected is None or found == expected
