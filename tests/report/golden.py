"""Reports of the samples, kept as files: what a reader gets, to be read in a review.

`PLUMBLINE_GOLDEN=write python -m pytest tests/report` writes them anew.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from pathlib import Path

from analysis import __version__
from analysis.findings import Standing
from analysis.fixes.edits import Fix
from analysis.fixes.plan import propose
from analysis.pipeline import Analysis, Options, analyze
from analysis.sources.directory import open_directory
from analysis.sources.tree import MemoryTree

SAMPLES = ("golden_path", "healthy", "hopeless", "monorepo", "tangled_shop")
WORDED_BY_PYTHON = "hopeless"
"""Syntax errors are told in the words of the Python that runs: these files are of this one."""
WORDS_OF = (3, 11)
GOLDEN = Path(__file__).parent / "golden"
_TOP = Path(__file__).parents[2] / "sample_repos"


@functools.cache
def sample(name: str) -> Analysis:
    """A sample for Python 3.11, without the history that the repository around it has."""
    tree = open_directory(_TOP / name)
    files = {path: tree.read(path) for path in tree.paths()}
    copy = MemoryTree(files, label=name, folders=tree.folders(), skipped=tree.skipped)
    return analyze(copy, Options(python_version=WORDS_OF))


@functools.cache
def proposals(name: str) -> Mapping[str, tuple[Fix, ...]]:
    """The proven fixes of a sample, by finding."""
    analysis = sample(name)
    keys = [finding.key for finding in Standing(analysis.findings).counting]
    return {
        each.finding.key: tuple(proof.fix for proof in each.proofs)
        for each in propose(analysis, keys)
    }


def check(name: str, text: str) -> None:
    """Compares a report with the file `name`; our version is not part of it."""
    text = text.replace(f'"{__version__}"', '"VERSION"')
    text = text.replace(f"Plumbline {__version__}", "Plumbline VERSION")
    file = GOLDEN / name
    if os.environ.get("PLUMBLINE_GOLDEN") == "write":
        file.write_bytes(text.encode())
    assert file.exists(), f"{file} is not there: PLUMBLINE_GOLDEN=write makes it"
    assert text == file.read_bytes().decode(), (
        f"{file.name} differs: PLUMBLINE_GOLDEN=write writes it anew; read what git then shows"
    )
