"""Row 42: a module without any source is loaded by CPython, so it is never called missing."""

from __future__ import annotations

import importlib.util
import py_compile
from pathlib import Path

import pytest

from tests.differential.agreement import disagreements
from tests.differential.judge import Files


def importers(module: str, name: str) -> dict[str, str]:
    return {
        "p/__init__.py": "",
        "m1.py": f"import p.{module}\n",
        "m2.py": f"from p import {module}\n{module}\n",
        "m3.py": f"from p.{module} import {name}\n",
        "m4.py": f"from p.{module} import no_such_name\n",
        "m5.py": f"import p.{module}.deeper\n",
    }


def check(files: Files) -> None:
    # Nothing is known of what is inside, and nothing of whether it loads.
    found = disagreements(files, undecidable=[f"m{number}" for number in range(1, 6)])
    assert not found, "\n".join(map(str, found))


def test_extension_module() -> None:
    spec = importlib.util.find_spec("_bisect")
    if spec is None or not (spec.origin or "").endswith(".so"):
        pytest.skip("NOT CHECKED: this CPython has no extension module to borrow")
    library = Path(spec.origin or "")
    check({**importers("_bisect", "insort"), f"p/{library.name}": library.read_bytes()})


def test_sourceless_bytecode(tmp_path: Path) -> None:
    source = tmp_path / "old.py"
    source.write_text("x = 1\n")
    compiled = tmp_path / "old.pyc"
    py_compile.compile(str(source), str(compiled), doraise=True)
    check({**importers("old", "x"), "p/old.pyc": compiled.read_bytes()})


def test_source_wins_over_bytecode_and_loses_to_an_extension(tmp_path: Path) -> None:
    source = tmp_path / "old.py"
    source.write_text("x = 1\n")
    compiled = tmp_path / "old.pyc"
    py_compile.compile(str(source), str(compiled), doraise=True)
    files: Files = {
        "old.py": "y = 1\n",
        "old.pyc": compiled.read_bytes(),
        "m1.py": "from old import y\n",
        "m2.py": "from old import x\n",
    }
    found = disagreements(files)
    assert not found, "\n".join(map(str, found))
