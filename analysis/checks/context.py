"""What a check may look at."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from analysis.execution.golden import GoldenPath
from analysis.execution.outcome import Execution
from analysis.extract.bodies import Bodies
from analysis.graphs.structure import Structure
from analysis.resolve.project import Project


class Context(msgspec.Struct, frozen=True, dict=True):
    """One analysis before its findings; `bodies` reads a definition when a check asks for it."""

    structure: Structure
    execution: Execution
    golden_paths: tuple[GoldenPath, ...]
    bodies: Bodies
    canonical_classes: dict[str, str] = {}
    """`[tool.plumbline.ssot]`: class name -> "module" or "module:Class" the user calls the one."""

    @property
    def project(self) -> Project:
        return self.structure.project

    def golden_among(self, blocked: Iterable[str]) -> tuple[str, ...]:
        """Names of the golden paths whose module is one of `blocked`, sorted."""
        modules = set(blocked)
        return tuple(sorted({path.name for path in self.golden_paths if path.module in modules}))

    def is_test(self, module: str) -> bool:
        """Whether a module is test code; one that is not in the layout is not."""
        file = self.project.modules.get(module)
        return file is not None and file.is_test

    def path_of(self, module: str) -> str:
        """The file of a module; its dotted name where the layout has none."""
        file = self.project.modules.get(module)
        return file.path if file else module
