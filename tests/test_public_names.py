"""The public names of `analysis` are real, typed, and cost nothing until they are used."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import analysis

INIT = Path(analysis.__file__)


def test_every_public_name_is_there() -> None:
    assert all(getattr(analysis, name) is not None for name in analysis.__all__)


def test_the_type_checker_sees_the_same_names() -> None:
    tree = ast.parse(INIT.read_text("utf-8"))
    typed = {
        (alias.asname, node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("analysis.")
        for alias in node.names
    }
    homes = {(name, home) for home, names in analysis._HOMES.items() for name in names}
    assert typed == homes


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'analysis' has no attribute 'nope'"):
        analysis.nope  # noqa: B018


def test_importing_the_package_imports_nothing_else() -> None:
    heavy = ("msgspec", "networkx", "libcst", "dulwich", "fast_sugiyama")
    program = f"import sys, analysis; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=INIT.parents[1],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
