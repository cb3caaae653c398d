"""Small repositories, analysed, and what the repairs make of them."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from analysis.fixes.edits import Fix, overlay
from analysis.fixes.plan import candidates
from analysis.pipeline import Analysis, Options, analyze
from analysis.sources.tree import MemoryTree

OPTIONS = Options(jobs=1)


def analysed(files: Mapping[str, str | bytes]) -> Analysis:
    return analyze(MemoryTree(files), OPTIONS)


def proposals(analysis: Analysis, kind: str) -> list[Fix]:
    """The fixes of one kind for any finding, best first."""
    found = [fix for finding in analysis.findings for fix in candidates(analysis, finding)]
    return [fix for fix in found if fix.kind == kind]


def changed_by(analysis: Analysis, fix: Fix) -> dict[str, str]:
    """The files that a fix changes, as text; each parses."""
    changed = overlay(analysis.tree, fix.edits).changed
    texts = {path: data.decode() for path, data in changed.items() if data is not None}
    for text in texts.values():
        ast.parse(text)
    return texts
