"""When a module-level name is used decides whether its import can wait."""

from __future__ import annotations

import ast

import pytest

from analysis.fixes.name_use import When, name_use

IMPORT, ANNOTATION, LATER, HIDDEN, NEVER = When

CASES: dict[str, tuple[str, list[When]]] = {
    "statement": ("x = a", [IMPORT]),
    "base class": ("class C(a): pass", [IMPORT]),
    "class body": ("class C:\n    x = a", [IMPORT]),
    "decorator": ("@a\ndef f(): pass", [IMPORT]),
    "default": ("def f(x=a): pass", [IMPORT]),
    "default of a lambda": ("f = lambda x=a: x", [IMPORT]),
    "comprehension": ("x = [a for _ in y]", [IMPORT]),
    "first iterable of a generator": ("x = (y for y in a)", [IMPORT]),
    "later part of a generator": ("x = (a for y in z)", [HIDDEN]),
    "lambda": ("f = lambda: a", [HIDDEN]),
    "main block": ("if __name__ == '__main__':\n    a()", [HIDDEN]),
    "function": ("def f():\n    return a", [LATER]),
    "async function": ("async def f():\n    return a", [LATER]),
    "method": ("class C:\n    def f(self):\n        return a.b", [LATER]),
    "lambda in a function": ("def f():\n    return lambda: a", [LATER]),
    "default in a function": ("def f():\n    def g(x=a): pass", [LATER]),
    "annotation of a parameter": ("def f(x: a): pass", [ANNOTATION]),
    "annotation of a result": ("def f() -> a: pass", [ANNOTATION]),
    "annotation of a name": ("x: a = 1", [ANNOTATION]),
    "quoted annotation": ("def f(x: 'list[a]'): pass", [NEVER]),
    "annotation of a local name": ("def f():\n    x: a = 1", [NEVER]),
    "annotation, future": ("from __future__ import annotations\ndef f(x: a): pass", [NEVER]),
    "type checking": ("if TYPE_CHECKING:\n    x = a", [NEVER]),
    "parameter of the same name": ("def f(a):\n    return a", []),
    "local of the same name": ("def f():\n    a = 1\n    return a", []),
    "local import of the same name": ("def f():\n    from m import a\n    return a", []),
    "local of an outer function": ("def f():\n    a = 1\n    def g():\n        return a", []),
    "variable of a comprehension": ("x = [a for a in y]", []),
    "declared global": ("def f():\n    global a\n    return a", [LATER]),
    "attribute of another": ("x = b.a", []),
    "keyword argument": ("x = f(a=1)", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_when(text: str, expected: list[When]) -> None:
    assert [use.when for use in name_use(ast.parse(text)).uses.get("a", [])] == expected


def test_the_chain_of_attributes_is_told() -> None:
    (use,) = name_use(ast.parse("x = a.b.c()")).uses["a"]
    assert use.chain == ("b", "c")


@pytest.mark.parametrize(
    ("text", "exported"),
    [
        ('__all__ = ["a", "b"]', {"a", "b"}),
        ('__all__: list[str] = ["a"]', {"a"}),
        ('__all__ = ["a"]\n__all__ += ["b"]', {"a", "b"}),
        ('__all__ = ["a"]\n__all__.append("b")\n__all__.extend(["c"])', {"a", "b", "c"}),
        ('x = ["a"]', set()),
    ],
)
def test_what_all_lists(text: str, exported: set[str]) -> None:
    assert name_use(ast.parse(text)).exported == exported


@pytest.mark.parametrize(
    ("text", "unbound"),
    [
        ("x = a + b\nb = 1", {"a"}),
        ("from m import *\nx = a", set()),
        ("print(len(x))\nx = 1", set()),
        ("class C:\n    a = 1\n    b = a", set()),
        ("def f(x: 'a'): pass", set()),
        ("def f():\n    return a", {"a"}),
    ],
)
def test_names_that_nothing_binds(text: str, unbound: set[str]) -> None:
    assert name_use(ast.parse(text)).unbound() == unbound


def test_a_very_deep_expression_is_no_problem() -> None:
    deep = ast.parse("x = " + " + ".join(["a"] * 900))
    assert len(name_use(deep).uses["a"]) == 900
