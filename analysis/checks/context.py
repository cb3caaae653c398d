"""What a check may look at."""

from __future__ import annotations

import msgspec

from analysis.execution.golden import GoldenPath
from analysis.execution.outcome import Execution
from analysis.extract.bodies import Bodies
from analysis.graphs.structure import Structure


class Context(msgspec.Struct, frozen=True):
    """One analysis before its findings; `bodies` reads a definition when a check asks for it."""

    structure: Structure
    execution: Execution
    golden_paths: tuple[GoldenPath, ...]
    bodies: Bodies
    canonical_classes: dict[str, str] = {}
    """`[tool.plumbline.ssot]`: class name -> "module" or "module:Class" the user calls the one."""
