"""What CPython imports from an installed wheel is never said to fail."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from analysis.execution.outcome import Fails, Unknown
from analysis.pipeline import Options, analyze
from analysis.sources.tree import MemoryTree
from tests.differential.judge import RUNNING, judge

# Each is installed with what the project declares, itself or by way of another package.
PACKAGES = (
    "click",
    "dulwich",
    "grimp",
    "hypothesis",
    "importlinter",
    "jinja2",
    "jsonschema",
    "libcst",
    "msgspec",
    "networkx",
    "packaging",
    "_pytest",
    "pydeps",
    "pyvis",
    "requests",
    "rich",
    "setuptools",
    "starlette",
    "streamlit",
    "uvicorn",
)
# Vendored modules behind an import hook; namespaces filled by protobuf.
DYNAMIC = {"setuptools", "streamlit"}


def installed(package: str) -> tuple[Path, MemoryTree]:
    """The folder that holds the package, and the package alone as a tree."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        pytest.skip(f"NOT CHECKED: {package} is not installed")
    folder = Path(spec.submodule_search_locations[0]).resolve()
    site = folder.parent
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return site, MemoryTree({p.relative_to(site).as_posix(): p.read_bytes() for p in files})


@pytest.mark.parametrize("package", PACKAGES)
def test_importable_modules_are_not_said_to_fail(package: str) -> None:
    site, tree = installed(package)
    done = analyze(tree, Options(python_version=RUNNING))
    outcomes = done.execution.outcomes
    failing = {name: found for name, found in outcomes.items() if isinstance(found, Fails)}
    truth = judge().ask(site, sorted(failing)) if failing else {}
    wrong = {
        name: failing[name].failure for name, verdict in truth.items() if verdict.outcome == "ok"
    }
    assert not wrong
    undecided = [name for name, found in outcomes.items() if isinstance(found, Unknown)]
    # Saying nothing would pass, too; only what is compiled or dynamic is a reason to.
    compiled = any(path.endswith((".so", ".pyd")) for path in tree.paths())
    if not compiled and package not in DYNAMIC:
        assert len(undecided) <= 0.1 * len(outcomes), undecided
