"""Python files that are out to exhaust whoever reads them, or to be taken for something else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.hostile.case import (
    FOUND_NOTHING,
    FOUND_SOMETHING,
    Case,
    canary,
    module,
    tree,
    write,
)

UNPARSABLE = ('"rule": "unparsable-file"',)
SOUND = ('"outcome": "ok"',)

DEEP = 50_000
MANY = 5_000


def _nested(*pair: str, depth: int = DEEP, core: str = "1") -> str:
    opening, closing = pair
    return f"x = {opening * depth}{core}{closing * depth}\n"


def _blocks(head: str, depth: int) -> str:
    return "".join(f"{' ' * at}{head}\n" for at in range(depth)) + f"{' ' * depth}pass\n"


def _hidden(text: str) -> Callable[[Path], None]:
    """Source that hides a canary from whoever decodes it in another way."""

    def make(folder: Path) -> None:
        write(folder, {"a.py": text + canary(folder)})

    return make


def _bytecode(folder: Path) -> None:
    import py_compile

    write(folder, {"a.py": "import b\n", "evil.py": canary(folder)})
    py_compile.compile(str(folder / "in/evil.py"), str(folder / "in/b.pyc"))
    (folder / "in/evil.py").unlink()
    write(folder, {"c.pyc": b"\0" * 16 + b"\xff" * 1000, "d.so": b"\x7fELF" + b"\0" * 64})


def _star_web(modules: int) -> dict[str, str]:
    every = "".join(f"from pkg.m{at} import *\n" for at in range(modules))
    return {"pkg/__init__.py": ""} | {
        f"pkg/m{at}.py": f"{every}v{at} = {at}\n" for at in range(modules)
    }


def _ring(modules: int, jump: int) -> dict[str, str]:
    return {"pkg/__init__.py": ""} | {
        f"pkg/m{at}.py": "".join(
            f"import pkg.m{(at + step) % modules}\n" for step in range(1, jump + 1)
        )
        for at in range(modules)
    }


def _heirs(depth: int) -> str:
    return "class C0: pass\n" + "".join(f"class C{at}(C{at - 1}): pass\n" for at in range(1, depth))


def _diamonds(depth: int) -> str:
    return "class A0: pass\nclass B0: pass\n" + "".join(
        f"class A{at}(A{at - 1}, B{at - 1}): pass\nclass B{at}(A{at - 1}, B{at - 1}): pass\n"
        for at in range(1, depth)
    )


_SAME = "\n".join(f"    def method_{at}(self): return {at}" for at in range(30))

_TOO_DEEP = {
    "parentheses": _nested("(", ")"),
    "lists": _nested("[", "]"),
    "unary": _nested("-", ""),
    "subscripts": f"x = a{'[0]' * DEEP}\n",
    "attributes": f"import os\nx = os{'.a' * 100_000}\n",
    "called_attributes": f"import os\nx = os{'.a()' * DEEP}\n",
    "binary": f"x = {'1 + ' * DEEP}1\n",
    "powers": f"x = {'1 ** ' * DEEP}1\n",
    "conditional": f"x = {'1 if 1 else ' * DEEP}1\n",
    "elifs": "if a:\n    pass\n" + "elif a:\n    pass\n" * DEEP,
    "blocks": _blocks("if 1:", 3_000),
    "tries": "".join(f"{' ' * at}try:\n" for at in range(3_000)),
    "f_strings": "x = " + "f'{" * DEEP + "1" + "}'" * DEEP + "\n",
    "format_specs": "x = f'" + "{1:" * DEEP + "}" * DEEP + "'\n",
    "patterns": f"match x:\n    case {'[' * DEEP}{']' * DEEP}:\n        pass\n",
    "decorators": "@" + "a(" * DEEP + ")" * DEEP + "\ndef f(): pass\n",
    "annotations": f"x: {'list[' * DEEP}int{']' * DEEP}\n",
    "targets": f"{'(' * DEEP}a{')' * DEEP} = 1\n",
    "stars": f"f({'*' * DEEP}a)\n",
}
"""Nesting of every kind. Some of it CPython reads, some of it no one does: both is an answer."""

_LONG = {
    "imports": "".join(f"import gone_{at}\n" for at in range(100_000)),
    "names_of_one_import": f"from b import ({', '.join(f'n{at}' for at in range(100_000))})\n",
    "relative_dots": f"from {'.' * 100_000} import a\n",
    "dotted_name": f"import a{'.a' * 100_000}\n",
    "dynamic_name": f"import importlib\nimportlib.import_module('a{'.a' * 100_000}')\n",
    "one_line": f"x = '{'a' * 2**20}'\n",
    "one_line_of_statements": "a=1;" * MANY + "\n",
    "names": "".join(f"n{at} = {at}\n" for at in range(MANY)),
    "name": f"{'n' * 2**20} = 1\n",
    "arguments": f"f({', '.join('a' for _ in range(MANY))})\n",
    "bases": f"class C({', '.join('object' for _ in range(MANY))}): pass\n",
    "decorators": "@a\n" * 4_000 + "def f(): pass\n",
    "exports": f"__all__ = {[f'n{at}' for at in range(MANY)]!r}\n",
    "added_exports": "__all__ = []\n" + "".join(f"__all__ += ['n{at}']\n" for at in range(4_000)),
    "handlers": "try:\n    import gone\n" + "except ImportError:\n    pass\n" * 20_000,
    "comments": "# comment\n" * 200_000,
    "backslashes": "x = 1 " + "\\\n" * MANY + "\n",
    "blank_lines": "\n" * 1_000_000,
    "targets": "".join(f"a{at} = " for at in range(5_000)) + "1\n",
    "stars": f"x = [{', '.join('*a' for _ in range(4_000))}]\n",
    "methods": "class C:\n" + "".join(f"    def m{at}(self): pass\n" for at in range(4_000)),
    "base_chain": _heirs(3_000),
    "diamonds": _diamonds(60),
    "same_named_classes": "".join("class C:\n    def m(self): pass\n" for _ in range(5_000)),
    "matches": "match x:\n" + "".join(f"    case {at}: pass\n" for at in range(4_000)),
}

_BOMBS = {
    "list": "__all__ = ['a'] * 10**9\n",
    "text": "x = 'x' * 10**10\n__all__ = [x]\n",
    "tuple": "x = (1,)\n" + "x = x + x\n" * 60 + "__all__ = x\n",
    "text_doubling": "x = 'ab'\n" + "x = x + x\n" * 60 + "__all__ = [x]\n",
    "list_doubling": "x = ['a']\n" + "x += x\n" * 60 + "__all__ = x\n",
    "text_joined": "x = 'ab' * 1000\n" + "x = x.join([x, x, x])\n" * 30 + "__all__ = [x]\n",
    "text_replaced": "x = 'ab'\n" + "x = x.replace('a', x)\n" * 40 + "__all__ = [x]\n",
    "power": "x = 2 ** 10 ** 8\nif x: import gone\n",
    "power_of_powers": "x = 9 ** 9 ** 9 ** 9\nif x: import gone\n",
    "shift": "x = 1 << 10**9\nif x: import gone\n",
    "factor": "x = 10 ** 5000\n" + "x = x * x\n" * 30 + "if x > 1: import gone\n",
    "width": "x = f'{1:10000000000}'\n__all__ = [x]\n",
    "width_of_percent": "x = '%10000000000d' % 1\n__all__ = [x]\n",
    "width_of_format": "x = '{:10000000000}'.format(1)\n__all__ = [x]\n",
    "width_of_call": "x = format(1, '10000000000')\n__all__ = [x]\n",
    "padding": "x = 'a'.ljust(10**10).center(10**11).zfill(10**11)\n__all__ = [x]\n",
    "range": "for i in range(10**12):\n    import gone\n",
    "range_list": "x = list(range(10**12))\n__all__ = x\n",
    "comprehension": "x = [a for a in range(10**6) for b in range(10**6)]\n__all__ = x\n",
    "loops": "for a in range(1000):\n  for b in range(1000):\n    for c in range(1000):\n"
    "      import gone\n",
    "endless": "while True:\n    import gone\n",
    "recursion": "def f(): return f()\nf()\nimport gone\n",
    "branching_recursion": "def f(n): return f(n - 1) + f(n - 1) if n else 0\nf(100)\n",
    "call_tree": "def f0(): import gone\n"
    + "".join(f"def f{at}():\n    f{at - 1}()\n    f{at - 1}()\n" for at in range(1, 60))
    + "f59()\n",
    "call_fan": "def f0(): pass\n"
    + "".join(f"def f{at}(): return f{at - 1}()\n" for at in range(1, 3_000))
    + "f2999()\n",
    "generator": "def g():\n    while True:\n        yield 1\nx = list(g())\n",
    "branches": "".join(f"if a{at}:\n    x = {at}\n" for at in range(2_000)),
    "tries": "".join(
        f"try:\n    x = a{at}\nexcept Exception:\n    y = {at}\n" for at in range(2_000)
    ),
    "dict_of_itself": "d = {}\nd['d'] = d\nx = f'{d}'\n__all__ = [x]\n",
    "class_of_itself": "class C(C): pass\n",
    "getattr": "x = getattr(__import__('a'), 'x' * 10**8)\n",
    "import_of_bomb": "__import__('x' * 10**10)\n",
    "comparison": f"x = {'[' * 80}{']' * 80}\nx == x\n",
    "splitting": "x = ('a ' * 10**7).split()\n__all__ = x\n",
    "exception_group": "raise ExceptionGroup('a' * 10**9, [ValueError()] * 10**8)\n",
    "message": "raise ImportError('a' * 10**9)\n",
    "decorated": "def d(f): return d(d(f))\n@d\ndef f(): pass\n",
    "metaclass": "class M(type):\n  def __new__(m, *a): return m(*a)\nclass C(metaclass=M): ...\n",
    "dunder_getattr": "def __getattr__(name): return __getattr__(name)\nimport a\na.b\n",
    "descriptor": "class D:\n    def __get__(s, o, t): return o.x\nclass C:\n    x = D()\nC().x\n",
    "iter": "class C:\n    def __iter__(self): return iter(self)\nfor x in C(): import gone\n",
}
"""Values that would not fit anywhere, and programs that would not end, were they run."""

_ENCODED = {
    "null": (b"x = 1\0\n", UNPARSABLE),
    "not_utf8": (b"x = '\xff\xfe'\n", UNPARSABLE),
    "utf16": ("x = 1\n".encode("utf-16"), UNPARSABLE),
    "bom": (b"\xef\xbb\xbfx = 1\n", SOUND),
    "bom_against_cookie": (b"\xef\xbb\xbf# coding: latin-1\nx = 1\n", UNPARSABLE),
    "two_boms": (b"\xef\xbb\xbf\xef\xbb\xbfx = 1\n", UNPARSABLE),
    "unknown_codec": (b"# coding: no-such-codec\nx = 1\n", UNPARSABLE),
    "long_codec": (b"# coding: " + b"x" * 2**20 + b"\nx = 1\n", UNPARSABLE),
    "codec_path": (b"# coding: ../../../etc/passwd\nx = 1\n", UNPARSABLE),
    "rot13": (b"# coding: rot13\nvzcbeg bf\n", UNPARSABLE),
    "base64": (b"# coding: base64\naW1wb3J0IG9z\n", UNPARSABLE),
    "undefined": (b"# coding: undefined\nx = 1\n", UNPARSABLE),
    "idna": (b"# coding: idna\n" + b"x" * 200 + b" = 1\n", ()),
    "punycode": (b"# coding: punycode\n" + b"a" * 50_000 + b"-" + b"9" * 50_000, UNPARSABLE),
    "unicode_escape": (b"# coding: unicode_escape\nx = 1\\nimport gone\n", ()),
    "raw_unicode_escape": (b"# coding: raw_unicode_escape\nx = '\\ud800'\n", UNPARSABLE),
    "utf7": (b"# coding: utf-7\n+AGkAbQBwAG8AcgB0 gone\n", ()),
    "surrogates": (b"x = '\\ud800\\udfff'\n__all__ = [x, '\\udcff']\n", ()),
    "surrogate_import": (b"__import__('\\ud800')\nimport importlib\n"
                         b"importlib.import_module('\\udcff.x')\n", ()),
    "surrogate_bytes": (b"x = '\xed\xa0\x80'\n", UNPARSABLE),
    "names": ("ﬁ = 1\nimport ﬂ\n".encode(), ()),
    "hexadecimal": (b"x = 0x" + b"f" * 10**6 + b"\nif x: import gone\n", ()),
    "float": (b"x = 1e" + b"9" * 10**6 + b"\nif x: import gone\n", ()),
    "bidi": ("x = 'a\u202e\u2066'  # \u202e\nimport gone\n".encode(), ()),
    "escapes": (b"x = '\x1b[2J\x1b]0;owned\x07'\nimport gone\n", ()),
    "carriage_returns": (b"x = 1\rimport gone\ry = 2\r", ()),
    "line_separators": ("x = 1 # \u2028 import gone\n".encode(), SOUND),
    "control_z": (b"x = 1\n\x1aimport gone\n", UNPARSABLE),
    "unclosed_string": (b"x = '''" + b"a" * 10**6, UNPARSABLE),
    "unclosed_bracket": (b"x = [" + b"1," * 10**5, UNPARSABLE),
    "many_errors": (b"$" * 10**6, UNPARSABLE),
    "docstring": (b'"""' + b"\\N{BEL}" * 10**5 + b'"""\n', ()),
    "doctest": (b'"""\n' + b">>> import gone\n" * 10**4 + b'"""\n', ()),
}  # fmt: skip


_OTHERWISE = {
    **dict.fromkeys(
        (
            "long-arguments",
            "long-decorators",
            "long-stars",
            "long-matches",
            "bomb-branches",
            "bomb-class_of_itself",
        ),
        (FOUND_SOMETHING, ('"rule": "undefined-name"',)),
    ),
    "long-relative_dots": (FOUND_SOMETHING, UNPARSABLE),
    "long-dotted_name": (FOUND_SOMETHING, UNPARSABLE),
}
"""Those that do not simply import."""


def _case(name: str, text: str) -> Case:
    code, says = _OTHERWISE.get(name, (FOUND_NOTHING, SOUND))
    return Case(name, module(text), code, says)


CASES = {
    case.name: case
    for case in (
        *(
            Case(f"nested-{name}", module(text), FOUND_SOMETHING, UNPARSABLE)
            for name, text in _TOO_DEEP.items()
        ),
        Case("nested-in-a-string", module(f"x: '{'list[' * DEEP}'\n"), FOUND_NOTHING, SOUND),
        *(_case(f"long-{name}", text) for name, text in _LONG.items()),
        *(_case(f"bomb-{name}", text) for name, text in _BOMBS.items()),
        *(
            Case(f"encoded-{name}", module(text), int(says is UNPARSABLE), says)
            for name, (text, says) in _ENCODED.items()
        ),
        Case("encoded-rot13-canary", _hidden("# coding: rot13\n"), FOUND_SOMETHING, UNPARSABLE),
        Case("compiled-modules", _bytecode, FOUND_NOTHING, ("has no source to read",)),
        Case("web-of-stars", tree(_star_web(16)), FOUND_NOTHING, ('"rule": "import-cycle"',)),
        Case("ring", tree(_ring(60, 1)), FOUND_NOTHING, ('"rule": "import-cycle"',)),
        Case("dense-ring", tree(_ring(14, 5)), FOUND_NOTHING, ('"rule": "import-cycle"',)),
    )
}
