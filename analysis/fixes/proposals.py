"""Fixes to show in a report: proven, and only as many as a report may wait for."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.findings import AnyFinding
from analysis.fixes.edits import Fix
from analysis.pipeline import Analysis

MAX_IMPORTS = 1000
"""Imports of a tree whose report has fixes; `plumbline fix` and the Repair page have them all."""
PROOF_EFFORT = 2000
"""Findings to prove fixes for, times imports to follow each time."""


def proposals(analysis: Analysis, findings: Iterable[AnyFinding]) -> dict[str, tuple[Fix, ...]]:
    """Fixes by finding, of the first findings: the larger the tree, the fewer, to none at last.

    Nothing is called safe before it is proven, and each proof costs an analysis. The bound is a
    count and no clock, so that the same tree gives the same report.
    """
    imports = max(1, len(analysis.structure.project.imports))
    if imports > MAX_IMPORTS:
        return {}
    # Not before now: repairs parse and print code, which a large tree does not ask for.
    from analysis.fixes.plan import propose

    keys = [finding.key for finding in findings][: PROOF_EFFORT // imports]
    return {
        considered.finding.key: tuple(proof.fix for proof in considered.proofs)
        for considered in propose(analysis, keys)
    }
