"""The order of the stages: from a source tree to an analysis."""

from __future__ import annotations

import msgspec

from analysis.execution.golden import GoldenPath
from analysis.execution.outcome import BlindSpot, Execution
from analysis.findings import AnyFinding
from analysis.graphs.structure import Structure
from analysis.sources.tree import SourceTree


class Options(msgspec.Struct, frozen=True):
    """What the user may say: import roots, golden paths, the Python to speak for."""

    roots: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    python_version: tuple[int, int] = (3, 11)
    jobs: int | None = None


class Analysis(msgspec.Struct, frozen=True):
    """Everything that is known of one source tree."""

    tree: SourceTree
    options: Options
    structure: Structure
    execution: Execution
    findings: tuple[AnyFinding, ...]
    golden_paths: tuple[GoldenPath, ...]
    blind_spots: tuple[BlindSpot, ...]
    seconds: float
