"""Settings, notebooks and other files that are no code, out to exhaust or to lead astray."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.hostile.case import AUDIT, FOUND_NOTHING, FOUND_SOMETHING, REFUSED, Case, Files, tree

DEEP = 100_000
CODE = {"a.py": "x = 1\n"}
TABLE = "[tool.plumbline]\n"


def _toml(text: str | bytes) -> Files:
    return {**CODE, "pyproject.toml": text}


def _notebook(*cells: object) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})


_NOT_OURS: Files = {
    "nested-arrays": "x = " + "[" * DEEP + "]" * DEEP + "\n",
    "nested-tables": "x = " + "{a = " * 20_000 + "1" + "}" * 20_000 + "\n",
    "dotted-key": "a" + ".a" * 20_000 + " = 1\n",
    "dotted-tables": "".join(f"[a{'.b' * 200}.c{at}]\n" for at in range(500)),
    "many-tables": "".join(f"[[a]]\nb = {at}\n" for at in range(6_000)),
    "huge-integer": "x = " + "9" * 900_000 + "\n",
    "huge-float": "x = 1e" + "9" * 900_000 + "\n",
    "huge-array": "x = [" + "1," * 60_000 + "]\n",
    "huge-key": "k" * 900_000 + " = 1\n",
    "null": "x = 1\0\n",
    "not-utf8": b"x = '\xff'\n",
    "utf16": "x = 1\n".encode("utf-16"),
    "bad-dates": "x = 9999-99-99T99:99:99Z\n" * 1,
    "unclosed": 'x = """' + "a" * 900_000,
}
"""TOML that does not speak of us: the analysis goes on without it."""

_OURS: Files = {
    "wrong-table": "tool.plumbline = 'x'\n",
    "wrong-types": TABLE + "roots = 5\nexclude = {}\ngolden_paths = []\n",
    "unknown-key-markup": TABLE + '"<script>\\u001b[2J\\u202e" = 1\n',
    "root-outside": TABLE + 'roots = ["../../../etc"]\n',
    "root-absolute": TABLE + 'roots = ["/etc"]\n',
    "baseline-outside": TABLE + 'baseline = "../../canary"\n',
    "baseline-absolute": TABLE + 'baseline = "/etc/passwd"\n',
    "many-waivers": "".join("[[tool.plumbline.waivers]]\n" for _ in range(20_000)),
    "many-patterns": TABLE + "exclude = [" + "'*a*a*a*a*a*b'," * 5_000 + "]\n",
    "nested-in-ours": TABLE + "roots = " + "[" * DEEP + "]" * DEEP + "\n",
    "huge-integer-in-ours": TABLE + "roots = " + "9" * 10_000 + "\n",
    "reason-markup": "[[tool.plumbline.waivers]]\nfinding = '=1+1'\nreason = '\\u001b'\n",
    "not-a-day": "[[tool.plumbline.waivers]]\nrule = 'x'\nuntil = 2030-01-01T00:00:00\n",
    "too-large": TABLE + "# " + "x" * 2**20 + "\n",
}
"""Settings of ours that say what they can't: one line says so."""


def _pipe(folder: Path) -> None:
    tree(_toml(TABLE + "baseline = 'known.json'\n"))(folder)
    os.mkfifo(folder / "in/known.json")


_PATTERNS = (
    TABLE + "exclude = ['" + "*a" * 500 + "b', '" + "**/" * 500 + "x', '[" + "a-" * 500 + "]']\n"
)

_BOOKS: dict[str, tuple[str | bytes, int]] = {
    "nested": ("[" * DEEP, FOUND_SOMETHING),
    "nested-objects": ('{"cells":' * DEEP, FOUND_SOMETHING),
    "huge-integer": ('{"cells": [], "x": ' + "9" * 900_000 + "}", FOUND_SOMETHING),
    "no-cells": ('{"cells": 5}', FOUND_SOMETHING),
    "wrong-cells": ('{"cells": [1, null, {"cell_type": "code", "source": {}}]}', FOUND_SOMETHING),
    "not-a-number": ('{"cells": [], "x": NaN}', FOUND_NOTHING),
    "surrogates": (_notebook("x = '\ud800'\n"), FOUND_SOMETHING),
    "many-cells": (_notebook(*["import os\n"] * 8_000), FOUND_NOTHING),
    "one-cell-of-many-lines": (_notebook(["import os\n"] * 8_000), FOUND_NOTHING),
    "magics": (
        _notebook("%%bash\nrm -rf /\n", "!rm -rf /\n", "%run /etc/passwd\n"),
        FOUND_SOMETHING,
    ),
    "deep-code": (_notebook("x = " + "(" * DEEP), FOUND_SOMETHING),
    "not-utf8": (b'{"cells": ["\xff"]}', FOUND_SOMETHING),
    "empty": ("", FOUND_SOMETHING),
}

_OTHER_FILES = {
    "setup.cfg": "[options.entry_points]\nconsole_scripts =\n"
    + "".join(f"    s{at} = a:f{at}\n" for at in range(6_000)),
    "tox.ini": "[a]\n" * 50_000 + "no section\n" + "=" * 100_000,
    "requirements.txt": "-r requirements.txt\n" * 20_000 + "x" * 900_000 + "\n" + "a[" * 50_000,
    "Pipfile": "[packages]\n" + "".join(f"p{at} = '*'\n" for at in range(6_000)),
    "README.md": "`" * 900_000,
    "notes/ISSUE.md": "- [ ] " * 100_000,
    "py.typed": "x" * 10,
    "a.pyi": "x: " + "list[" * 150 + "]" * 150 + "\n",
}

CASES = {
    case.name: case
    for case in (
        *(
            Case(f"toml-{name}", tree(_toml(text)), FOUND_NOTHING, ('"schema_version"',))
            for name, text in _NOT_OURS.items()
        ),
        *(
            Case(f"settings-{name}", tree(_toml(text)), REFUSED, ("pyproject.toml",))
            for name, text in _OURS.items()
        ),
        Case(
            "settings-baseline-is-a-pipe",
            _pipe,
            REFUSED,
            ("the baseline known.json is no file",),
        ),
        Case(
            "settings-patterns-that-backtrack",
            tree({**_toml(_PATTERNS), f"{'a' * 200}.py": "", f"{'b/' * 40}c.py": ""}),
            FOUND_NOTHING,
            ("exclude", "matches no file"),
        ),
        *(
            Case(f"notebook-{name}", tree({**CODE, "n.ipynb": text}), code, ('"n.ipynb"',))
            for name, (text, code) in _BOOKS.items()
        ),
        Case("other-files", tree({**CODE, **_OTHER_FILES}), FOUND_NOTHING),
        Case(
            "entries-that-are-none",
            tree(CODE),
            REFUSED,
            ("there is no module",),
            argv=(*AUDIT, "--entry", "\x1b[2J" + "a." * 10_000),
        ),
    )
}
