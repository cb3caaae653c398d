"""What parses and does not compile is a problem of the file, whichever words give it away."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.extract.module import extract

REFUSED = [
    "return 1\n",
    "class A:\n    return 1\n",
    "break\n",
    "def f():\n    continue\n",
    "def f():\n    for x in y:\n        def g():\n            break\n",
    "x = 1\nfrom __future__ import annotations\n",
    "from __future__ import nonsense\n",
    "def f():\n    from __future__ import annotations\n",
    "def f():\n    try: ...\n    except: ...\n    except E: ...\n",
    "def f():\n    from m import *\n",
    "class A:\n    from m import *\n",
    "def f(a, a): ...\n",
    "def f(a, *, a): ...\n",
    "def f():\n    def g(b, *b): ...\n",
    "def f():\n    return lambda a, a: 1\n",
    "x = lambda a, b=(1, 2), a=3: 1\n",
    "nonlocal x\n",
    "def f():\n    nonlocal x\n",
    "def f(x):\n    global x\n",
    "def f():\n    x = 1\n    global x\n",
    "def f(): x = 1; global x\n",
    "await x\n",
    "async def f():\n\tdef g():\n\t\tawait x\n",
    "def f():\n    await x\n",
    "async def f():\n    def g():\n        await x\n",
    "async def f():\n    return lambda: await_(await x)\n",
    "async def f(a=await x): ...\n",
    "async def f(): ...\nasync def g(a=await x): return 1\n",
    "@(await x)\nasync def f(): ...\n",
    "async def f():\n    class A:\n        x = await y\n",
    "def f():\n    async with x: ...\n",
    "def f():\n    async for x in y: ...\n",
    "def f():\n    return [x async for x in y]\n",
    "yield x\n",
    "class A:\n    yield x\n",
    "def f():\n    return [(yield x) for x in y]\n",
    "async def f():\n    yield from x\n",
    "async def f():\n    yield 1\n    return 2\n",
    "def f():\n    return [x := 1 for x in y]\n",
    "def f():\n    return [z for z in (x := y)]\n",
    "def f():\n    return [\n        z\n        for z in y\n        if (z := 1)\n    ]\n",
    "class A:\n    x = [(y := z) for z in w]\n",
    "*a = b\n",
    "x = *a\n",
    "def f():\n    *a = b\n",
    "def f():\n    a, *b, *c = d\n",
    "def f():\n    (\n        *b,\n        *c,\n    ) = d\n",
    "def f():\n    for *a in b: ...\n",
    "def f():\n    return *a\n",
    "def f():\n    x = \\\n        *a\n",
    "*a, *b = c\n",
    "for a, (*b, *c) in d: ...\n",
    "with a as (*b, *c): ...\n",
    "a, b = *c, (*d, *e) = f\n",
    "def f():\n    match x:\n        case y: ...\n        case 1: ...\n",
    "def f():\n    match x:\n        case _: ...\n        case 1: ...\n",
    "def f():\n    if y:\n        match x:\n            case A(b, b): ...\n",
    "def f():\n    match x:\n        case A(b=1, b=2): ...\n",
    "def f():\n    match x:\n        case 1 | y: ...\n",
    "def f():\n    match x:\n        case y | 1: ...\n",
    "def f():\n    match x:\n        case A(y) | B(): ...\n",
    "def f():\n    match x:\n        case A(y) as y: ...\n",
    "def f():\n    match x:\n        case (y as z) | 1: ...\n",
    "def f():\n    match x:\n        case _ as z: ...\n",
    "def f():\n    match x:\n        case [*y, *z]: ...\n",
    "def f():\n    match x:\n        case {'a': 1, 'a': 2}: ...\n",
    "class A:\n  def g():\n    while y:\n      match x:\n        case a, a: ...\n",
    "def f():\n    __debug__ = 1\n",
    "from __future__ import annotations\ndef f(x: (yield)): ...\n",
    "from __future__ import annotations\nx: (yield) = 1\n",
    "from __future__ import annotations\nclass A:\n    x: [y := z for z in w]\n",
    "def f():\n    for x in y:\n        class A:\n            break\n",
    "def f():\n    while x:\n        pass\n    else:\n        break\n",
    "def f():\n    try: ...\n    except\t: ...\n    except E: ...\n",
    "def f():\n    try: ...\n    except\\\n    : ...\n    except E: ...\n",
    "def f():\n    return lambda x=lambda: 1, x=2: 1\n",
    "if 0:\n    return 1\n",
    "if 1: pass\nelse:\n    def f():\n        await x\n",
    "class A:\n    try: ...\n    except: ...\n    except E: ...\n",
    "x = f'{y:{(yield)}}'\n",
    "def f():\n    @(lambda x, x: 1)\n    def g(): ...\n",
    "x = *a, = lambda b, b: 1\n",
    "def f():\n    while x: break\n    break\n",
    "def f():\r    return [x := 1 for x in y]\r",
]
ACCEPTED = [
    "def f():\n    a, *b = c, *d\n    x = [*a, {*b}, g(*c, *d)]\n    for i, *j in x: ...\n",
    "def f():\n    x = yield\n    yield from g(x, lambda a, b=1: a)\n",
    "def f():\n    for x in y:\n        if (z := [w for w in x]): continue\n        match z:\n"
    "            case 1: break\n",
    "async def f():\n    x: int = await y\n    def g(a, b): return a\n    return await z\n",
    "x = [f(*a, *b), *c]\ny = f'{x:{z}}'\nif (w := 1): pass\n",
    "if 0:\n    x = 1\nelif 1:\n    x = 2\nelse:\n    x = 3\n",
    "'''doc'''\nfrom __future__ import annotations\nfrom __future__ import division\nx = 1\n",
    "def f():\n    for x in y:\n        break\n    else:\n        pass\n",
    "async def f():\n    def g():\n        return 1\n    return await g()\n",
    "async def f():\n    async with x, await y:\n        return [await z async for z in w]\n",
    "async def f():\n    yield 1\n",
    "class A:\n    async def f(self):\n        return await x\n",
    "def f(x):\n    if (y := x) is None:\n        return [*y]\n    return f(\n        *x,\n    )\n",
    "def f(): return (*a, *b)\n",
    "*a, b = *c, d\n",
    "x = [\n    *a,\n    *b,\n]\n",
    "class A:\n    def f(self):\n        nonlocal __class__\n        yield __class__\n",
    "# await the asynchronous yield\n",
    "def f():\n    match x:\n        case A(y, b=1) if y: ...\n        case y: ...\n",
    "def f():\n    match x:\n        case _ if y: ...\n        case 1 | None | A.b: ...\n",
]


@pytest.mark.parametrize("source", REFUSED)
def test_refused(source: str) -> None:
    try:
        compile(source, "<file>", "exec", dont_inherit=True)
    except SyntaxError as error:
        problem = extract(source.encode()).problem
        assert problem is not None
        assert (problem.error, problem.message) == (type(error).__name__, error.msg)
    else:
        pytest.skip("this version of Python accepts it")


@pytest.mark.parametrize("source", ACCEPTED)
def test_accepted(source: str) -> None:
    compile(source, "<file>", "exec", dont_inherit=True)
    assert extract(source.encode()).problem is None


PATTERNS = (
    *("1", "'a'", "None", "A.b", "y", "_", "1 | 2", "1 | y", "A()", "A(y)", "A(y, b=y)", "A(y, z)"),
    *("A(b=1, b=2)", "A(y) | B(y)", "A() | B()", "[y, *z]", "(y, y)", "[*y, *z]", "{'a': y}"),
    *("{'a': 1, 'a': 2}", "{'a': y, **y}", "(1 as y)", "A(y) as z", "A(y) as y", "(y) as z"),
)


@given(st.lists(st.tuples(st.sampled_from(PATTERNS), st.booleans()), min_size=1, max_size=3))
def test_agrees_with_the_compiler_on_cases(cases: list[tuple[str, bool]]) -> None:
    lines = [f"case {pattern}{' if w' * guarded}: ..." for pattern, guarded in cases]
    source = "def f():\n    match x:\n" + "".join(f"        {line}\n" for line in lines)
    try:
        compile(source, "<file>", "exec", dont_inherit=True)
    except SyntaxError as error:
        problem = extract(source.encode()).problem
        assert problem is not None
        assert problem.message == error.msg
    else:
        assert extract(source.encode()).problem is None


@pytest.mark.parametrize(
    "body",
    [
        " x = '" + "lambda " * 20_000 + "'",
        " x = '" + "match " * 20_000 + "'",
        " x = [\n" + "*a,\n" * 3_000 + " ]",
        " def g(a, b): pass\n" * 2_000,
        " if x: pass\n" + " elif (y := f(*a)): pass\n" * 400,
        " match x:\n" + "  case 1:\n   while y: break\n" * 1_000,
    ],
    ids=["lambda", "match", "stars", "functions", "elif", "cases"],
)
def test_many_words_take_no_longer_than_their_number(body: str) -> None:
    source = f"def f():\n{body}\n".encode()
    began = time.process_time()
    assert extract(source).problem is None
    assert time.process_time() - began < 5


def _indented(body: str) -> str:
    return "".join(f"    {line}\n" for line in body.splitlines())


@given(
    st.sampled_from(["def f():\n", "async def f():\n", "class A:\n", "if x:\n"]),
    st.sampled_from(["def g(a, b):\n", "async def g():\n", "while x:\n", "x = lambda: 1\nif y:\n"]),
    st.sampled_from(
        (
            *("await x", "yield x", "break", "return 1", "global x", "x = [await y for y in z]"),
            *("if (x := y): pass", "[(x := y) for y in z]", "*x, y = z", "return (yield)"),
            *("lambda: await_(x)", "async for x in y: pass", "from m import *", "import m"),
            *(
                "nonlocal x",
                "x = lambda y, y: 1",
                "x = *y",
                "def h(c, c): pass",
                "await x, await y",
            ),
        )
    ),
)
def test_agrees_with_the_compiler(outer: str, inner: str, statement: str) -> None:
    """Of code that the compiler refuses, whatever stands around it."""
    source = outer + _indented(inner + _indented(statement))
    try:
        compile(source, "<file>", "exec", dont_inherit=True)
    except SyntaxError as error:
        expected: str | None = error.msg
    else:
        expected = None
    problem = extract(source.encode()).problem
    assert (problem and problem.message) == expected


def test_a_dotted_name_that_would_not_fit_is_not_parsed() -> None:
    # CPython's parser takes memory for the square of its dots.
    for line in (f"import a{'.a' * 6_000}\n", f"from a{'.a' * 6_000} import b\n"):
        problem = extract(line.encode()).problem
        assert problem is not None and problem.error == "RecursionError"
    # Many dots, or a long run of words after such a word, are none.
    words = f'"""import {"word " * 2_000}"""\n' + "x.y\n" * 6_000
    assert extract(words.encode()).problem is None
