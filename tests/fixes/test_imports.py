"""Editing import statements: only what must change changes, and what comes out parses."""

from __future__ import annotations

import ast

import pytest

from analysis.fixes.edits import TextEdit, apply_edits
from analysis.fixes.import_placement import (
    add_future_annotations,
    add_import,
    add_to_function,
    add_type_checking,
)
from analysis.fixes.import_statements import (
    absolute,
    imported_names,
    remove_names,
    replace_module,
    replace_name,
    spelling,
)
from analysis.fixes.source_text import SourceText, parse_source


def parsed(text: str | bytes) -> SourceText:
    source = parse_source("m.py", text.encode() if isinstance(text, str) else text)
    assert source is not None
    return source


def check(text: str, edits: tuple[TextEdit, ...], expected: str) -> None:
    after = apply_edits(text.encode(), edits).decode()
    assert after == expected
    ast.parse(after)


def cases(*rows: tuple[str, ...]) -> pytest.MarkDecorator:
    """Rows of (id, before, argument…, after)."""
    return pytest.mark.parametrize(
        ("before", "arguments", "after"),
        [pytest.param(row[1], row[2:-1], row[-1], id=row[0]) for row in rows],
    )


@cases(
    ("only name", "import os\nfrom m import a\nx = 1\n", "a", "import os\nx = 1\n"),
    ("first of two", "from m import a, b\n", "a", "from m import b\n"),
    ("last of two", "from m import a, b  # both\n", "b", "from m import a  # both\n"),
    ("middle", "from m import a, b, c\n", "b", "from m import a, c\n"),
    ("two of three", "from m import a, b, c\n", "b c", "from m import a\n"),
    ("first two", "from m import a, b, c\n", "a b", "from m import c\n"),
    ("first and last", "from m import a, b, c\n", "a c", "from m import b\n"),
    ("with alias", "from m import a as x, b as y\n", "x", "from m import b as y\n"),
    ("plain import", "import a.b, c\n", "a", "import c\n"),
    ("lines", "from m import (\n    a,  # about a\n    b,  # about b\n)\n", "a",
     "from m import (\n    b,  # about b\n)\n"),
    ("last line, no comma", "from m import (\n    a,\n    b\n)\n", "b",
     "from m import (\n    a,\n)\n"),
    ("two on a line", "from m import (\n    a, b,\n    c,\n)\n", "b",
     "from m import (\n    a, c,\n)\n"),
    ("hugging parentheses", "from m import (a,\n               b)\n", "b",
     "from m import (a)\n"),
    ("hugging parentheses, first", "from m import (a,\n               b)\n", "a",
     "from m import (b)\n"),
    ("backslash", "from m import a, \\\n    b\n", "b", "from m import a\n"),
    ("backslash, first", "from m import a, \\\n    b\n", "a", "from m import b\n"),
    ("all of many", "x = 1\nfrom m import (\n    a,\n    b,\n)\ny = 2\n", "a b",
     "x = 1\ny = 2\n"),
    ("semicolon before", "import os; from m import a\n", "a", "import os\n"),
    ("semicolon after", "from m import a; import os\n", "a", "import os\n"),
    ("alone in a function", "def f():\n    from m import a\n", "a", "def f():\n    pass\n"),
    ("alone beside the colon", "if x: from m import a\n", "a", "if x: pass\n"),
    ("alone in try", "try:\n    from m import a\nexcept E:\n    a = 1\n", "a",
     "try:\n    pass\nexcept E:\n    a = 1\n"),
    ("two statements, whole block", "if x:\n    import a\n    import b\n", "a b",
     "if x:\n    pass\n"),
    ("in a function with more", "def f():\n\tfrom m import a\n\treturn 1\n", "a",
     "def f():\n\treturn 1\n"),
    ("own blank lines", "import os\n\nfrom m import a\n\nx = 1\n", "a", "import os\n\nx = 1\n"),
    ("own comment", "x = 1\n\n\n# why\nfrom m import a  # noqa\n\n\ny = 2\n", "a",
     "x = 1\n\n\ny = 2\n"),
    ("comment of a block", "x = 1\n# all of them\nfrom m import a\nfrom n import b\n", "a",
     "x = 1\n# all of them\nfrom n import b\n"),
    ("comment that touches code", "x = 1\n# about x\nfrom m import a\n\ny = 2\n", "a",
     "x = 1\n# about x\n\ny = 2\n"),
    ("last of the file", "x = 1\n\n\nfrom m import a\n", "a", "x = 1\n"),
    ("last line without newline", "import os\nfrom m import a", "a", "import os\n"),
    ("first of the file", "from m import a\n\n\nx = 1\n", "a", "x = 1\n"),
    ("windows", "import os\r\nfrom m import (\r\n    a,\r\n    b,\r\n)\r\n", "a",
     "import os\r\nfrom m import (\r\n    b,\r\n)\r\n"),
)  # fmt: skip
def test_remove_names(before: str, arguments: tuple[str], after: str) -> None:
    source = parsed(before)
    gone = set(arguments[0].split())
    names = [one for one in imported_names(source.tree, "") if one.bound in gone]
    check(before, remove_names(source, names), after)


@cases(
    ("absolute", "from a.b import c\n", "x.y", "from x.y import c\n"),
    ("relative", "from .b import c\n", ".x", "from .x import c\n"),
    ("to absolute", "from ..b import c  # why\n", "p.x", "from p.x import c  # why\n"),
    ("dots only", "from . import c\n", ".x", "from .x import c\n"),
    ("blanks", "from  . . b   import c\n", "..x", "from  ..x   import c\n"),
    ("backslash", "from \\\n    a.b import c\n", "x", "from \\\n    x import c\n"),
    ("called import", "from important import c\n", "x", "from x import c\n"),
    ("no blank before import", "from .b.c import(d)\n", ".x", "from .x import(d)\n"),
    ("beyond ASCII", "é = 1; from é import c\n", "x", "é = 1; from x import c\n"),
)
def test_replace_module(before: str, arguments: tuple[str], after: str) -> None:
    source = parsed(before)
    node = imported_names(source.tree, "p.q")[0].node
    assert isinstance(node, ast.ImportFrom)
    edit = replace_module(source, node, arguments[0])
    assert edit is not None
    check(before, (edit,), after)


@cases(
    ("plain", "from m import a, b\n", "x", "from m import x, b\n"),
    ("alias kept", "from m import a as b\n", "x", "from m import x as b\n"),
    ("dotted", "import a.b as c\n", "a.x", "import a.x as c\n"),
    ("blanks in the dots", "import a . b as c\n", "a.x", "import a.x as c\n"),
)
def test_replace_name(before: str, arguments: tuple[str], after: str) -> None:
    source = parsed(before)
    check(before, (replace_name(source, imported_names(source.tree, "")[0], arguments[0]),), after)


def test_positions_in_a_file_that_is_not_utf_8() -> None:
    data = "# coding: latin-1\nx = 'éé'; from a import b\n".encode("latin-1")
    source = parsed(data)
    edit = replace_name(source, imported_names(source.tree, "")[0], "c")
    assert apply_edits(data, [edit]) == data.replace(b"import b", b"import c")


def test_positions_after_a_byte_order_mark() -> None:
    data = b"\xef\xbb\xbffrom a import b\n"
    source = parsed(data)
    edit = replace_name(source, imported_names(source.tree, "")[0], "c")
    assert apply_edits(data, [edit]) == b"\xef\xbb\xbffrom a import c\n"


@cases(
    ("sorted into the block", "import os\nfrom a import x\nfrom c import y\n", "b", "z",
     "import os\nfrom a import x\nfrom b import z\nfrom c import y\n"),
    ("own group", "import os\n\nfrom pkg.a import x\n\nX = 1\n", "pkg.b", "z",
     "import os\n\nfrom pkg.a import x\nfrom pkg.b import z\n\nX = 1\n"),
    ("relative group", "import os\n\nfrom .a import x\nfrom .c import y\n", ".b", "z",
     "import os\n\nfrom .a import x\nfrom .b import z\nfrom .c import y\n"),
    ("no such group", "import os\n\nx = 1\n", ".b", "z",
     "import os\n\nfrom .b import z\n\nx = 1\n"),
    ("standard library first", "from pkg import x\n", "os", "",
     "import os\n\nfrom pkg import x\n"),
    ("unsorted block: last", "from pkg.z import x\nfrom pkg.a import y\n", "pkg.b", "z",
     "from pkg.z import x\nfrom pkg.a import y\nfrom pkg.b import z\n"),
    ("into an existing one", "from m import a, c\n", "m", "b", "from m import a, b, c\n"),
    ("into an existing one, last", "from m import a, c\n", "m", "d", "from m import a, c, d\n"),
    ("into parentheses", "from m import (\n    a,\n    c,\n)\n", "m", "b",
     "from m import (\n    a,\n    b,\n    c,\n)\n"),
    ("last in parentheses", "from m import (\n    a,\n    c,  # why\n)\n", "m", "d",
     "from m import (\n    a,\n    c,  # why\n    d,\n)\n"),
    ("last in parentheses without comma", "from m import (\n    a,\n    c\n)\n", "m", "d",
     "from m import (\n    a,\n    c, d\n)\n"),
    ("hugging parentheses", "from m import (a,\n               c)\n", "m", "d",
     "from m import (a,\n               c, d)\n"),
    ("there already", "from m import a\n", "m", "a", "from m import a\n"),
    ("plain, there already", "import m\n", "m", "", "import m\n"),
    ("constants, classes, functions", "from m import BB, Cd, e\n", "m", "Aa",
     "from m import BB, Aa, Cd, e\n"),
    ("docstring only", '"""Doc."""\n', "m", "a", '"""Doc."""\n\nfrom m import a\n'),
    ("docstring and code", '"""Doc."""\n\nx = 1\n', "m", "a",
     '"""Doc."""\n\nfrom m import a\n\nx = 1\n'),
    ("docstring touches code", '"""Doc."""\nx = 1\n', "m", "a",
     '"""Doc."""\n\nfrom m import a\n\nx = 1\n'),
    ("after future", '"""Doc."""\nfrom __future__ import annotations\nx = 1\n', "m", "a",
     '"""Doc."""\nfrom __future__ import annotations\n\nfrom m import a\n\nx = 1\n'),
    ("no docstring", "x = 1\n", "m", "a", "from m import a\n\nx = 1\n"),
    ("below shebang and licence", "#!/usr/bin/env python\n# Licence.\n\nx = 1\n", "m", "a",
     "#!/usr/bin/env python\n# Licence.\n\nfrom m import a\n\nx = 1\n"),
    ("below the cookie", "# coding: utf-8\n# about x\nx = 1\n", "m", "a",
     "# coding: utf-8\nfrom m import a\n\n# about x\nx = 1\n"),
    ("not below functions", "import os\n\n\ndef f():\n    pass\n\n\nfrom m import b\n", "m", "a",
     "import os\n\nfrom m import a\n\n\ndef f():\n    pass\n\n\nfrom m import b\n"),
    ("docstring with semicolon", '"""Doc."""; x = 1\n', "m", "a",
     '"""Doc."""; from m import a; x = 1\n'),
    ("no newline at the end", "import os", "os.path", "", "import os\nimport os.path\n"),
    ("empty", "", "m", "a", "from m import a\n"),
    ("windows", "import os\r\n\r\nx = 1\r\n", ".b", "z",
     "import os\r\n\r\nfrom .b import z\r\n\r\nx = 1\r\n"),
)  # fmt: skip
def test_add_import(before: str, arguments: tuple[str, str], after: str) -> None:
    module, name = arguments
    check(before, add_import(parsed(before), module, name or None), after)


def test_a_line_that_would_be_too_long_is_wrapped() -> None:
    names = ", ".join(f"name_number_{number}" for number in range(5))
    before = f"from package.module import {names}\n"
    after = apply_edits(
        before.encode(), add_import(parsed(before), "package.module", "name_number_5")
    ).decode()
    assert (
        after
        == "from package.module import (\n"
        + "".join(f"    name_number_{number},\n" for number in range(6))
        + ")\n"
    )


@cases(
    ("plain", "def f():\n    return a\n", "def f():\n    from m import a\n\n    return a\n"),
    ("docstring", 'def f():\n    """Doc."""\n    return a\n',
     'def f():\n    """Doc."""\n    from m import a\n\n    return a\n'),
    ("one line", "def f(): return a\n", "def f(): from m import a; return a\n"),
    ("tabs", "class C:\n\tdef f(self):\n\t\treturn a\n",
     "class C:\n\tdef f(self):\n\t\tfrom m import a\n\n\t\treturn a\n"),
    ("imports first", "def f():\n    import os\n    return a\n",
     "def f():\n    from m import a\n    import os\n    return a\n"),
    ("decorated first statement", "def f():\n    @a\n    def g():\n        pass\n",
     "def f():\n    from m import a\n\n    @a\n    def g():\n        pass\n"),
    ("comment first", "def f():\n    # why\n    return a\n",
     "def f():\n    from m import a\n\n    # why\n    return a\n"),
    ("docstring on the line", 'def f(): "doc"; return a\n',
     'def f(): "doc"; from m import a; return a\n'),
)  # fmt: skip
def test_add_to_function(before: str, arguments: tuple[()], after: str) -> None:
    source = parsed(before)
    function = next(node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef))
    check(before, add_to_function(source, function, ["from m import a"]), after)


@cases(
    ("new block", "from typing import Any\n\nx = 1\n",
     "from typing import TYPE_CHECKING, Any\n\nif TYPE_CHECKING:\n    from m import a\n\nx = 1\n"),
    ("new block and import", "import os\n\nx = 1\n",
     "import os\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from m import a\n"
     "\nx = 1\n"),
    ("nothing imported yet", '"""Doc."""\n\nx = 1\n',
     '"""Doc."""\n\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from m import a\n'
     "\nx = 1\n"),
    ("existing block", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import b\n",
     "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import b\n    from m import a\n"),
    ("existing statement", "if TYPE_CHECKING:\n    from m import b\n",
     "if TYPE_CHECKING:\n    from m import a, b\n"),
    ("there already", "if TYPE_CHECKING:\n    from m import a\n",
     "if TYPE_CHECKING:\n    from m import a\n"),
    ("in order", "if TYPE_CHECKING:\n    import os\n\n    from b import c\n    from z import y\n",
     "if TYPE_CHECKING:\n    import os\n\n    from b import c\n    from m import a\n"
     "    from z import y\n"),
    ("typing as a module", "import typing as t\n\nx = 1\n",
     "import typing as t\n\nif t.TYPE_CHECKING:\n    from m import a\n\nx = 1\n"),
    ("block of pass", "if TYPE_CHECKING:\n    pass\n",
     "if TYPE_CHECKING:\n    from m import a\n"),
    ("beside the colon", "if TYPE_CHECKING: import b\n",
     "if TYPE_CHECKING: import b; from m import a\n"),
)  # fmt: skip
def test_add_type_checking(before: str, arguments: tuple[()], after: str) -> None:
    check(before, add_type_checking(parsed(before), "m", "a"), after)


@cases(
    ("docstring", '"""Doc."""\nimport os\n',
     '"""Doc."""\n\nfrom __future__ import annotations\n\nimport os\n'),
    ("nothing above", "import os\n", "from __future__ import annotations\n\nimport os\n"),
    ("another future", "from __future__ import division\nimport os\n",
     "from __future__ import annotations, division\nimport os\n"),
    ("there already", "from __future__ import annotations\n",
     "from __future__ import annotations\n"),
)  # fmt: skip
def test_add_future_annotations(before: str, arguments: tuple[()], after: str) -> None:
    check(before, add_future_annotations(parsed(before)), after)


@pytest.mark.parametrize(
    ("package", "target", "expected"),
    [
        ("p.q", "p.q.x", ".x"),
        ("p.q", "p.x", "..x"),
        ("p.q", "p", ".."),
        ("p.q", "p.q", "."),
        ("p", "p.q.x", ".q.x"),
        ("p.q", "other.x", "other.x"),
        ("", "x", "x"),
    ],
)
def test_spelling_is_the_inverse_of_absolute(package: str, target: str, expected: str) -> None:
    spelled = spelling(package, target, relative=True)
    assert spelled == expected
    level = len(spelled) - len(spelled.lstrip("."))
    assert absolute(package, level, spelled.lstrip(".") or None) == target
