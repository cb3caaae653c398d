from __future__ import annotations

import ast

import pytest

from analysis.extract.skeleton import without_bodies


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("def f():\n    a\n    b\nc\n", "def f():\n pass\n\nc\n", id="function"),
        pytest.param("def f(): a\nb\n", None, id="on one line"),
        pytest.param(
            "class A:\n    def f(self) -> int:\n        a\n    b = 1\n",
            "class A:\n    def f(self) -> int:\n     pass\n    b = 1\n",
            id="method",
        ),
        pytest.param(
            "class A:\n    def f(self, *args):\n        a\n        b\n    c = 1\n",
            "class A:\n    pass\n\n\n    c = 1\n",
            id="a method that evaluates nothing",
        ),
        pytest.param(
            "class A:\n    @d(\n        1\n    )\n    def f(self):\n        a\n",
            "class A:\n    @d(\n        1\n    )\n    def f(self):\n     pass\n",
            id="a method that is decorated",
        ),
        pytest.param(
            "async def f(\n    a: int = (1),\n) -> list[int]:\n    b\n\n    c\n\nd\n",
            "async def f(\n    a: int = (1),\n) -> list[int]:\n pass\n\n\n\nd\n",
            id="parameters over lines",
        ),
        pytest.param("def f(a={\n    1:\n    2}):\n    b\n", None, id="an unusual header"),
        pytest.param(
            "def f(a='):', b: 'x' = \"it's\") -> 'y':\n    c\n",
            "def f(a='):', b: 'x' = \"it's\") -> 'y':\n pass\n",
            id="strings in the header",
        ),
        pytest.param("def f(a='\\'):'):\n    b\n", None, id="an escape in the header"),
        pytest.param(
            "def f(a=''''b'): #'''):\n    c\n", None, id="a string in three quotes in the header"
        ),
        pytest.param("def f(a='''b'): #\n    '''):\n    c\n", None, id="one that spans lines"),
        pytest.param("def f(a='' 'b'''):\n    c\n", None, id="strings side by side"),
        pytest.param("def f():\n    a = '''\nb\n'''\nc\n", None, id="a string at the margin"),
        pytest.param("def f():\n    a = 'x\\\ny'\nc\n", None, id="a string that goes on"),
        pytest.param("def f():\n    a = 'x\\\n)\\\ny'\nc\n", None, id="one that goes on and on"),
        pytest.param(
            "def f():\n    a = 'x\\\n)'\n    b = 1 + \\\n        2\nc\n",
            "def f():\n pass\n\n\n\nc\n",
            id="a string that goes on and ends",
        ),
        pytest.param(
            "def f():\n    a(\n)\n# b\n    c\nd\n",
            "def f():\n pass\n\n\n\nd\n",
            id="what begins no statement",
        ),
        pytest.param(
            "def f():\n    def g():\n        a\n    b\n",
            "def f():\n pass\n\n\n",
            id="a function inside",
        ),
    ],
)
def test_without_bodies(text: str, expected: str | None) -> None:
    definitions = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lines, ends = without_bodies(text.split("\n"), [node.lineno for node in definitions])
    assert "\n".join(lines) == (text if expected is None else expected)
    assert len(lines) == text.count("\n") + 1
    by_line = {node.lineno: node.end_lineno for node in definitions}
    assert ends == {line: by_line[line] for line in ends}
    assert bool(ends) == (expected is not None)
