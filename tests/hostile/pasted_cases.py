"""Pasted logs and tickets that are out to keep the reader busy, or to deceive who reads on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.hostile.case import REFUSED, Case, canary, write

MB = 2**20
TRIAGE = ("triage", "in", "--format", "json", "--no-cache")
FRAME = '  File "pkg/a.py", line 1, in <module>\n    from pkg.b import gone\n'
ERROR = "ImportError: cannot import name 'gone' from 'pkg.b'\n"
BEGIN = "Traceback (most recent call last):\n"


def _too_much(folder: Path) -> None:
    _pasted(b"x" * (65 * MB))(folder)


def _pasted(text: str | bytes) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        write(
            folder,
            {
                "pkg/__init__.py": "",
                "pkg/a.py": "from pkg.b import gone\n",
                "pkg/b.py": "class C: pass\n",
                "watched.py": canary(folder),
            },
        )
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        (folder / "stdin").write_bytes(data)

    return make


def _groups(depth: int) -> str:
    lines = []
    for at in range(depth):
        pad = "  " * at
        lines.append(f"{pad}  + Exception Group Traceback (most recent call last):\n")
        lines.append(f'{pad}  |   File "pkg/a.py", line 1, in <module>\n')
        lines.append(f"{pad}  | ExceptionGroup: x (1 sub-exception)\n{pad}  +-+------- 1 -------\n")
    return "".join(lines) + f"{'  ' * depth}    | {ERROR}"


_TEXTS = {
    "frames": BEGIN + FRAME * 6_000 + ERROR,
    "tracebacks": (BEGIN + FRAME + ERROR) * 300,
    "chained": (BEGIN + FRAME + ERROR + "\nDuring handling of the above exception, another "
                "exception occurred:\n\n") * 300,
    "groups": _groups(200),
    "no-error": BEGIN * 3_000,
    "no-frames": BEGIN + "ImportError: \n" * 3_000,
    "long-line": "x" * (2 * MB),
    "long-path": BEGIN + f'  File "{"a/" * MB}a.py", line 1, in <module>\n' + ERROR,
    "long-line-number": BEGIN + f'  File "pkg/a.py", line {"9" * MB}, in x\n' + ERROR,
    "long-message": BEGIN + FRAME + f"ImportError: cannot import name '{'x' * MB}' from 'pkg.b'\n",
    "quotes": "'" * (MB // 2),
    "backticks": "`" * (MB // 2),
    "brackets": "[" * (MB // 2),
    "parentheses": "(" * (MB // 4) + ")" * (MB // 4),
    "dots": "a." * (MB // 4),
    "colons": "a:" * (MB // 4),
    "spaces": "a" + " " * (MB // 2) + "b",
    "blank-lines": "\n" * 50_000,
    "stars": "*" * (MB // 4),
    "arrows": "a -> b " * 50_000,
    "pipes": "| " * (MB // 4),
    "list": "- x\n" * 6_000,
    "nested-list": "".join(f"{' ' * at}- pkg.b.gone is missing\n" for at in range(1_000)),
    "headings": "# pkg.a\n" * 4_000,
    "fences": "```\n" * 5_000,
    "tables": "|a|b|\n|-|-|\n" * 2_500,
    "quotes-of-quotes": "> " * 100_000 + BEGIN + ERROR,
    "names": "".join(f"`pkg.b.gone{at}` is missing. " for at in range(3_000)),
    "circles": "pkg.a imports pkg.b imports " * 3_000 + "pkg.a\n",
    "duplicates": "class C is defined twice, in pkg/a.py and pkg/b.py. " * 2_000,
    "negations": "not " * 50_000 + "pkg.b.gone is missing\n",
    "wrapped": (BEGIN + FRAME.replace("pkg", "p\nkg") + ERROR) * 200,
    "prefixed": "".join(f"2030-01-01 00:00:0{at % 10} | {line}\n" for at in range(200)
                        for line in (BEGIN + FRAME + ERROR).splitlines()),
    "escapes": "\x1b[31m" * 50_000 + BEGIN + FRAME + ERROR,
    "unfinished-escapes": "\x1b[" * 100_000 + "\x1b]0;" * 10_000,
    "bidi": "\u202e\u2066" * 50_000 + ERROR,
    "surrogates": "\ud800" * 10_000 + ERROR,
    "html": "<script>alert(1)</script>" * 20_000 + ERROR,
    "json": json.dumps({"message": BEGIN + FRAME + ERROR}),
    "json-bomb": '[{"a":' * 50_000,
    "diff": "+import gone\n-import gone\n@@ -1 +1 @@\n" * 4_000,
    "words": "import error missing name module cannot find circular duplicate class " * 3_000,
    "sentences": "It can not import gone from pkg.b because it is not there. " * 3_000,
    "combining": "a" + "\u0301" * 200_000,
    "null": "\0" * MB,
}  # fmt: skip

_BYTES = {
    "not-utf8": b"\xff\xfe\xfd" * 100_000,
    "utf16": (BEGIN + FRAME + ERROR).encode("utf-16"),
    "utf16-cut-off": (BEGIN + FRAME + ERROR).encode("utf-16")[:-1],
    "latin1": (BEGIN + FRAME + "ImportError: caf\xe9\n").encode("latin-1"),
    "empty": b"",
}

_TRACKERS = {
    "tracker-of-nobody": "<!-- plumbline:tracker x -->\n" + "- [ ] " * 50_000,
}


def _case(name: str, text: str | bytes) -> Case:
    return Case(f"pasted-{name}", _pasted(text), None, ('"claims"',), argv=TRIAGE)


CASES = {
    case.name: case
    for case in (
        *(_case(name, text) for name, text in (_TEXTS | _BYTES | _TRACKERS).items()),
        Case(
            "pasted-too-much",
            _too_much,
            REFUSED,
            ("more than 64 MB",),
            argv=TRIAGE,
        ),
        Case(
            "pasted-too-many-lines",
            _pasted("\n" * MB),
            REFUSED,
            ("more than 500,000 lines",),
            argv=TRIAGE,
        ),
        Case(
            "pasted-from-a-pipe",
            _pasted(b""),
            REFUSED,
            ("cannot read",),
            argv=(*TRIAGE, "--file", "in"),
        ),
    )
}
